"""When a request is free and when it may cost."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import func, or_

from kept.promises import Look, Question, Rehearsal, Verdict, Words, breach, judged, kind
from kept.rights.asked import NOTHING, alter_one, asked
from kept.statement.weighing import partly

WRONG: Final = Words("对首次提出的请求收取了费用。", "A request that repeats nothing was charged for.")
OWN_BOOKS: Final = Words(
    "账簿中首次请求都没有收费；账外是否收费，要由演练用户实际提出请求来证明，请求办理尚未接入。",
    "In the books no first request cost anything; that nothing is charged beside them only making a request in the running service can "
    "show, and the working of requests is not connected yet.",
)
UNREASONED: Final = Words("收取费用时没有说明理由，或者没有列明此前的请求。", "A fee was taken without its reason or the earlier requests.")


@kind("request-fee", section="requests")
class RequestFee:
    """When a request is free and when it may cost.

    Whoever asks for the first time pays nothing (``fee: 0``). Where a fee may be taken, each one has its reason and the earlier
    requests that it refers to. ``condition``: in which case. PIPL art. 50; GDPR art. 12(5).
    """

    fee: str
    condition: str | None = None
    amount_given: bool | None = None

    def questions(self, look: Look) -> Sequence[Question]:
        request = look.table("kept.request")
        if request is None:
            return ()
        first = func.cardinality(request.c.earlier) == 0
        if self.fee == "0":
            return asked(look, request.c.fee_cents > 0, first, "first requests")
        return asked(look, or_(request.c.fee_reason.is_(None), first), request.c.fee_cents > 0, "requests that cost something")

    def prove(self, look: Look) -> Verdict:
        if self.fee != "0":
            return judged(look.counts(), UNREASONED, NOTHING)
        free = judged(look.counts(), WRONG, NOTHING)
        return partly(free, OWN_BOOKS) if "act" in look.promise.origin else free

    @breach("a first request is charged for")
    def charged(self, rehearsal: Rehearsal) -> None:
        if self.fee == "0":
            alter_one(rehearsal, "fee_cents = 5000, fee_reason = 'copying'", "cardinality(earlier) = 0")

    @breach("a repeated request is recorded as a first one and charged for")
    def forgotten_history(self, rehearsal: Rehearsal) -> None:
        alter_one(rehearsal, "fee_cents = 5000, earlier = array[]::bigint[]", "cardinality(earlier) > 0 and state <> 'refused'")
        if self.fee == "0":
            alter_one(rehearsal, "fee_cents = 1", "state = 'answered' and cardinality(earlier) = 0")

    @breach("a fee is taken without a reason")
    def no_reason(self, rehearsal: Rehearsal) -> None:
        if self.fee != "0":
            alter_one(rehearsal, "fee_reason = null", "fee_cents > 0")
