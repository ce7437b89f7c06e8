"""Agreement can be withdrawn, and what follows."""

from collections.abc import Sequence
from typing import Annotated, Final

from sqlalchemy import func, or_

from kept.promises import Look, Question, Refers, Rehearsal, Several, SeveralWords, Verdict, Words, breach, judged, kind, unproven

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
