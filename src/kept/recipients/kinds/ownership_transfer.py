"""What happens to data when the business changes hands."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import or_

from kept.decisions.disclosing import alter_one, asked
from kept.promises import Look, Question, Rehearsal, Verdict, Words, breach, judged, kind

WRONG: Final = Words(
    "信息转移给承继方时，没有登记的变更、事先的告知或者同等保护的承诺。",
    "Data moved to a successor without a recorded change of hands, notice beforehand, or an undertaking of equal protection.",
)
NOTHING: Final = Words("账簿中还没有向承继方的转移。", "The books record no move of data to a successor yet.")
SUCCESSION: Final = "succession_id = (select succession_id from kept.disclosure where kind = 'succession' order by 1 limit 1)"


@kind("ownership-transfer", section="handovers")
class OwnershipTransfer:
    """What happens to data when the business changes hands.

    Every disclosure to a successor belongs to a recorded merger, acquisition or transfer of assets, of which people were told
    before, and whose successor has undertaken equal protection. PIPL art. 22.
    """

    events: tuple[str, ...] | None = None
    standard: str | None = None

    def questions(self, look: Look) -> Sequence[Question]:
        given, change = look.table("kept.disclosure"), look.table("kept.succession")
        if given is None or change is None:
            return ()
        source = given.outerjoin(change, change.c.succession_id == given.c.succession_id)
        untold = or_(change.c.notified_at.is_(None), change.c.notified_at > given.c["at"])
        failing = or_(change.c.succession_id.is_(None), untold, change.c.undertaking_ref.is_(None), change.c["at"] > given.c["at"])
        if self.events:
            failing = or_(failing, change.c.event.not_in(self.events))
        return asked(look, failing, given.c.kind == "succession", "disclosures to successors", source)

    def prove(self, look: Look) -> Verdict:
        return judged(look.counts(), WRONG, NOTHING)

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
