"""What happens to data when the business changes hands."""

from collections.abc import Sequence
from typing import Final, Literal

from sqlalchemy import or_

from kept.decisions.disclosing import agreed, alter_one, asked
from kept.promises import Look, Question, Rehearsal, Verdict, Whole, Words, breach, judged, kind
from kept.statement.weighing import partly

WRONG: Final = Words(
    "信息转移给承继方时，没有登记的变更、事先的告知或者同等保护的承诺。",
    "Data moved to a successor without a recorded change of hands, notice beforehand, or an undertaking of equal protection.",
)
NOTHING: Final = Words("账簿中还没有向承继方的转移。", "The books record no move of data to a successor yet.")
UNSEEN: Final = Words(
    "账簿写明事先告知过；告知是否真的送达、写了什么，要看发出的消息才能证明，消息通道尚未接入。",
    "The books say that people were told before; whether the notice went out, and what it said, only the messages themselves can show, "
    "and the channels are not connected yet.",
)
SUCCESSION: Final = "succession_id = (select succession_id from kept.disclosure where kind = 'succession' order by 1 limit 1)"


@kind(
    "ownership-transfer",
    section="handovers",
    takes={
        "event": "events",
        "duty": "standard",
        "effect": "standard",
        "list": "listed",
        "cases": "count",
        "basis": "grounds",
    },
)
class OwnershipTransfer:
    """What happens to data when the business changes hands.

    Every disclosure to a successor belongs to a recorded merger, acquisition or transfer of assets, of which people were told
    before, and whose successor has undertaken equal protection. Where a list of cases is ``closed`` or ``rule`` forbids the rest, nothing
    else moves; where ``grounds`` allow a move on agreement, each such disclosure has a consent that was valid then. PIPL art. 22, 23.

    ``events``: merger, acquisition, and so on; ``standard``: what holds afterwards (the level of protection, the duty of the successor, or
    whose policy); ``recipients``: who gets data while it is prepared; ``exception``: to the rule; ``timing``, ``channels`` and ``content``:
    when, how and what people are told; ``count``: how many cases there are, ``case``: which of them this is.
    """

    events: tuple[Words, ...] | None = None
    standard: Words | None = None
    recipients: tuple[Words, ...] | None = None
    rule: Words | None = None
    exception: Words | None = None
    listed: Literal["closed"] | None = None
    count: Whole | None = None
    case: Whole | None = None
    grounds: tuple[Words, ...] | None = None
    timing: Words | None = None
    channels: tuple[Words, ...] | None = None
    content: tuple[Words, ...] | None = None

    def questions(self, look: Look) -> Sequence[Question]:
        given, change = look.table("kept.disclosure"), look.table("kept.succession")
        if given is None or change is None:
            return ()
        source = given.outerjoin(change, change.c.succession_id == given.c.succession_id)
        untold = or_(change.c.notified_at.is_(None), change.c.notified_at > given.c["at"])
        failing = or_(change.c.succession_id.is_(None), untold, change.c.undertaking_ref.is_(None), change.c["at"] > given.c["at"])
        if self.events:
            failing = or_(failing, change.c.event.not_in([event.en for event in self.events]))
        if self.grounds:
            consented, unfounded = agreed(look, given)
            among = given.c.kind.in_(("shared", "succession")) & given.c.succession_id.is_(None)
            return asked(look, unfounded, among, "disclosures that rest on agreement", consented)
        return asked(look, failing, given.c.kind == "succession", "disclosures to successors", source)

    def prove(self, look: Look) -> Verdict:
        verdict = judged(look.counts(), WRONG, NOTHING)
        return partly(verdict, UNSEEN) if "traffic" in look.promise.origin else verdict

    @breach("a successor receives data and no change of hands is recorded", also=("purpose-limit", "consent"))
    def no_event(self, rehearsal: Rehearsal) -> None:
        alter_one(rehearsal, "succession_id = null", "kind = 'succession'")

    @breach("nobody was told before the data moved", also=("consent",))
    def untold(self, rehearsal: Rehearsal) -> None:
        text = f"update kept.succession set notified_at = null where {SUCCESSION}"  # noqa: S608
        any(rehearsal.sql(database, text) for database in rehearsal.databases())

    @breach("the successor has undertaken nothing", also=("consent",))
    def no_undertaking(self, rehearsal: Rehearsal) -> None:
        text = f"update kept.succession set undertaking_ref = null where {SUCCESSION}"  # noqa: S608
        any(rehearsal.sql(database, text) for database in rehearsal.databases())
