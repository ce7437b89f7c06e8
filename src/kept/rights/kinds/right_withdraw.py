"""Agreement can be withdrawn, and what follows."""

from collections.abc import Sequence
from typing import Annotated, Final

from sqlalchemy import func, or_

from kept.promises import (
    FILLED,
    Look,
    Person,
    Question,
    Refers,
    Rehearsal,
    Several,
    SeveralWords,
    Stage,
    Verdict,
    Words,
    act,
    breach,
    judged,
    kind,
    unproven,
)

WRONG: Final = Words(
    "有的决定失去了作出时的同意：同意被删除而不是终止，或者当时并不有效。",
    "A decision has lost the consent on which it stood: it was removed instead of closed, or was not valid then.",
)
NOTHING: Final = Words("还没有以同意为依据的决定。", "No decision stands on a consent yet.")
NEEDS_ACTS: Final = Words(
    "要由演练用户在运行中的服务或者设备上实际撤回才能证明，该服务的应用尚未接入。",
    "Only withdrawing in the running service or on the device can show it, and the service's application is not connected yet.",
)
SAME_ROW: Final = (
    "consent",
    "collection",
    "public-disclosure",
    "function-extended",
    "jurisdiction",
    "minors",
    "purpose-limit",
    "minimisation",
    "recipient",
)

ASKED: Final = Words("服务至少就一件事征求同意。", "The service asks for agreement to something at least.")
STANDS: Final = Words("同意之后没有显示为已同意的事项。", "Matters that are not shown as agreed to after they were.")
GONE: Final = Words("撤回之后仍显示为已同意的事项。", "Matters that are still shown as agreed to after withdrawal.")
WORKS: Final = Words("撤回之后不能用的其他功能。", "What else does not work after withdrawal.")
USED: Final = Words("同意之后可以使用。", "With agreement it can be used.")
PASSED_ON: Final = Words("同意之后，接收方收到一次。", "With agreement, the recipient was given it once.")
STOPPED: Final = Words("撤回之后，服务不再处理。", "After withdrawal, the service does not do it any more.")
NOT_PASSED_ON: Final = Words("撤回之后，接收方又收到的次数。", "How often the recipient was given more after withdrawal.")


@kind(
    "right-withdraw",
    section="rights",
    takes={
        "paths": "path",
        "admin_path": "path",
        "where": "place",
        "channel": "channels",
        "when": "timing",
        "effect_off": "effect",
    },
)
class RightWithdraw:
    """Agreement can be withdrawn, and what follows.

    That earlier handling stays lawful needs its ground to stay on record: consents are closed and never removed, and every
    decision that stands on one still finds it, valid at its time, withdrawn since or not (``retroactive: no``).

    ``excluded``: what cannot be withdrawn. Where it is done: in which ``portal``, along which ``path`` (``who``: whose it is), in which
    ``place`` (the phone's own settings), through ``channels`` (names of contacts or addresses), by which ``means``, for which
    ``permissions`` of the device or ``functions``; at what ``timing``, for what ``fee``, by people of which ``regions``.
    ``effect``: what ends.
    PIPL art. 15 and 16; GDPR art. 7(3).
    """

    excluded: str | None = None
    who: Words | None = None
    path: SeveralWords | None = None
    portal: Words | None = None
    place: SeveralWords | None = None
    channels: Several | None = None
    means: SeveralWords | None = None
    permissions: Annotated[tuple[str, ...], Refers("permissions")] | None = None
    functions: Annotated[tuple[str, ...], Refers("functions")] | None = None
    timing: str | None = None
    fee: str | None = None
    regions: Several | None = None
    effect: SeveralWords | None = None
    retroactive: bool | None = None

    def questions(self, look: Look) -> Sequence[Question]:
        decision, consent = look.table("kept.decision"), look.table("kept.consent")
        if decision is None or consent is None or self.retroactive is not False:
            return ()
        source = decision.outerjoin(consent, consent.c.consent_id == decision.c.consent_id)
        later = consent.c.given_at > decision.c.decided_at
        failing = or_(consent.c.consent_id.is_(None), later, func.coalesce(consent.c.withdrawn_at <= decision.c.decided_at, False))
        among = (decision.c.basis == "consent") & decision.c.allowed
        databases = look.holding("kept.decision")
        return [Question(databases, source, failing, decision.c.decision_id, among, "decisions that stand on a consent")]

    def prove(self, look: Look) -> Verdict:
        return judged(look.counts(), WRONG, NOTHING) if self.retroactive is False else unproven(NEEDS_ACTS)

    @act("a person agrees to everything that is asked, takes all of it back, and goes on working", enough=True)
    def changing(self, stage: Stage) -> None:
        if not self.excluded:
            return
        somebody, asked = _who_agreed_to_everything(stage)
        for matter in asked:
            somebody.withdraw(matter)
        _expect_all_gone(stage, somebody, asked)

    @act("a person takes everything back through the service's own page for that, and goes on working")
    def through_the_service(self, stage: Stage) -> None:
        if not (self.path and self.portal):
            return
        somebody, asked = _who_agreed_to_everything(stage)
        somebody.withdraw_at(stage.promise.path, asked)
        _expect_all_gone(stage, somebody, asked)

    @act("after a withdrawal nothing more is kept, and nothing more is passed on")
    def stopping(self, stage: Stage) -> None:
        if not (self.effect and any("processing" in said.en for said in self.effect)):
            return
        somebody = stage.person()
        function, recipient = somebody.handover()
        for matter in (function, recipient):
            somebody.agree(matter)
        stage.expect(USED, somebody.use(function).done)
        before = len(somebody.received(recipient))
        stage.expect(PASSED_ON, before, 1)
        somebody.withdraw(function)
        stage.expect(STOPPED, somebody.use(function).refused)
        stage.expect(NOT_PASSED_ON, len(somebody.received(recipient)) - before, 0)
        stage.leaves("kept.disclosure", somebody, rows=1, where={"recipient": recipient})

    @breach(
        "a consent was removed instead of closed",
        also=SAME_ROW,
    )
    def removed(self, rehearsal: Rehearsal) -> None:
        if self.retroactive is False:
            text = """delete from kept.consent where consent_id =
                      (select consent_id from kept.decision where basis = 'consent' and consent_id is not null limit 1)"""
            any(rehearsal.sql(database, text) for database in rehearsal.databases())

    @breach(
        "a decision was made before the consent was given",
        also=SAME_ROW,
    )
    def agreed_later(self, rehearsal: Rehearsal) -> None:
        if self.retroactive is False:
            text = """update kept.decision set decided_at = decided_at - interval '20 years' where decision_id =
                      (select decision_id from kept.decision where basis = 'consent' and consent_id is not null limit 1)"""
            any(rehearsal.sql(database, text) for database in rehearsal.databases())


def _who_agreed_to_everything(stage: Stage) -> tuple[Person, Sequence[str]]:
    somebody = stage.person()
    asked = somebody.matters()
    stage.expect(ASKED, len(asked) > 0)
    for matter in asked:
        somebody.agree(matter)
    stage.expect(STANDS, [matter for matter in asked if not somebody.agreed(matter)], [])
    return somebody, asked


def _expect_all_gone(stage: Stage, somebody: Person, asked: Sequence[str]) -> None:
    stage.expect(GONE, [matter for matter in asked if somebody.agreed(matter)], [])
    stage.expect(WORKS, list(somebody.works()), [])
    for matter in asked:
        stage.leaves("kept.consent", somebody, rows=1, where={"matter": matter, "withdrawn_at": FILLED})
        stage.leaves("kept.consent", somebody, rows=0, where={"matter": matter, "withdrawn_at": None})
