"""A ground on which a request may be refused, with what it must record."""

from collections.abc import Sequence
from typing import Final, Literal

from sqlalchemy import func, or_

from kept.promises import Look, Question, Rehearsal, SeveralWords, Verdict, Words, breach, judged, kind
from kept.rights.asked import alter_one, asked

Record = Literal["reason", "reviewer", "verification", "earlier requests"]
WRONG: Final = Words(
    "拒绝请求时没有记录理由、复核人或者该理由所需的依据。",
    "A request was refused without its reason, its reviewer or what this ground has to record.",
)
NOTHING: Final = Words("还没有以此为由拒绝过请求。", "No request has been refused on this ground yet.")


@kind(
    "request-refuse",
    section="requests",
    named="ground",
    takes={"ground": "grounds", "example": "examples", "proof": "evidence", "no": "listed_as"},
)
class RequestRefuse:
    """A ground on which a request may be refused, with what it must record.

    Every refusal on this ground carries a written reason and the second person who reviewed it, and whatever else ``records``
    asks for: the result of verification, the earlier requests that it repeats.

    The declaration's name is the ground, or ``grounds`` lists several that stand together, with ``examples``. ``condition``: what must
    hold besides; ``evidence``: what must show it; ``listed_as``: its number in the statement. ``exceptions``: that the rights have
    exceptions at all, where the statement says no more. PIPL art. 50; GDPR art. 12(4), (5).
    """

    grounds: SeveralWords | None = None
    examples: SeveralWords | None = None
    condition: Words | None = None
    evidence: Words | None = None
    listed_as: str | None = None
    exceptions: bool | None = None
    records: tuple[Record, ...] = ("reason", "reviewer")

    def questions(self, look: Look) -> Sequence[Question]:
        request = look.table("kept.request")
        if request is None:
            return ()
        lacking = {
            "reason": func.coalesce(request.c.refusal_reason, "") == "",
            "reviewer": request.c.reviewer.is_(None),
            "verification": request.c.verification.is_(None),
            "earlier requests": func.cardinality(request.c.earlier) == 0,
        }
        among = (request.c.state == "refused") & (request.c.refusal_ground == look.promise.path)
        return asked(look, or_(*(lacking[record] for record in self.records)), among, f"refusals: {look.promise.path}")

    def prove(self, look: Look) -> Verdict:
        return judged(look.counts(), WRONG, NOTHING)

    @breach("a request is refused without a reason")
    def no_reason(self, rehearsal: Rehearsal) -> None:
        alter_one(rehearsal, "refusal_reason = null", "refusal_ground = :path", path=rehearsal.promise.path)

    @breach("nobody reviewed a refusal")
    def no_reviewer(self, rehearsal: Rehearsal) -> None:
        alter_one(rehearsal, "reviewer = null", "refusal_ground = :path", path=rehearsal.promise.path)

    @breach("a request is refused as a repetition of nothing", also=("request-fee",))
    def no_earlier(self, rehearsal: Rehearsal) -> None:
        if "earlier requests" in self.records:
            alter_one(rehearsal, "earlier = array[]::bigint[]", "refusal_ground = :path", path=rehearsal.promise.path)
