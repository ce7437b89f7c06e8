"""How long an answer may take, counted from what."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, FromClause, case, false, func, literal, or_

from kept.promises import Duration, Look, Question, Rehearsal, Verdict, Words, breach, judged, kind, unproven
from kept.rights.asked import NOTHING, alter_one, asked, interval

WRONG: Final = Words(
    "请求没有在声明的期限内答复，或者登记的期限晚于声明。",
    "A request was not answered within the declared time, or is recorded as due later than that.",
)
NO_NUMBER: Final = Words("声明没有给出可以计算的期限。", "The statement gives no period by which this could be reckoned.")


@kind("request-deadline", section="requests", takes={"days": "within"})
class RequestDeadline:
    """How long an answer may take, counted from what.

    The end is reckoned anew from the instant of verification and the declared period; the recorded one is never later. A request
    is answered by then, or is open and not yet due; an extension counts only with its reason. Without a number of its own
    (``reasonable``) the period is the statement's other one, counted from when the request was passed to the organisation.
    PIPL art. 50; GDPR art. 12(3).
    """

    deadline: str | None = None
    number_given: bool | None = None
    condition: str | None = None
    within: Duration | None = None
    start: Words | None = None
    qualifier: str | None = None

    def questions(self, look: Look) -> Sequence[Question]:
        request, period = look.table("kept.request"), self._period(look)
        if request is None or period is None:
            return ()
        begun = request.c.verified_at if self.within else request.c.forwarded_at
        end = func.greatest(begun + interval(period), self._extended(request))
        late = func.coalesce(request.c.answered_at, literal(look.now)) > end
        recorded_later = or_(request.c.due_at.is_(None), request.c.due_at > begun + interval(period)) if self.within else false()
        return asked(look, or_(late, recorded_later), begun.is_not(None), f"requests, {period} from {begun.name}")

    def _extended(self, request: FromClause) -> ColumnElement[object]:
        reasoned = request.c.extension_reason.is_not(None) & (request.c.extended_until > request.c.due_at)
        return case((reasoned, request.c.extended_until))

    def _period(self, look: Look) -> Duration | None:
        others = [promise.parameters.within for promise in look.statement.of_kind("request-deadline")]
        return self.within or next((within for within in others if within), None)

    def prove(self, look: Look) -> Verdict:
        return judged(look.counts(), WRONG, NOTHING) if self._period(look) else unproven(NO_NUMBER)

    @breach("a request is open and its time is over", also=("role",))
    def overdue(self, rehearsal: Rehearsal) -> None:
        change = "forwarded_at = now() - interval '400 days', verified_at = now() - interval '400 days', answered_at = null"
        alter_one(rehearsal, f"{change}, due_at = now() - interval '393 days'", "forwarded_at is not null")

    @breach("the recorded end is later than the statement allows")
    def moved_end(self, rehearsal: Rehearsal) -> None:
        if self.within:
            alter_one(rehearsal, "due_at = verified_at + interval '90 days'", "verified_at is not null")

    @breach("an answer came too late and no reason was given", also=("role",))
    def late_answer(self, rehearsal: Rehearsal) -> None:
        change = (
            "answered_at = now() - interval '1 day', verified_at = now() - interval '300 days', forwarded_at = now() - interval '300 days'"
        )
        alter_one(rehearsal, f"{change}, due_at = now() - interval '293 days'", "answered_at is not null and forwarded_at is not null")
