"""How long an answer may take, counted from what."""

from collections.abc import Sequence
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, FromClause, case, false, func, literal, or_

from kept.promises import Duration, Look, Question, Rehearsal, Several, SeveralWords, Verdict, Words, breach, judged, kind, unproven
from kept.rights.asked import NOTHING, alter_one, asked, interval

WRONG: Final = Words(
    "请求没有在声明的期限内答复，或者登记的期限晚于声明。",
    "A request was not answered within the declared time, or is recorded as due later than that.",
)
NO_NUMBER: Final = Words("声明没有给出可以计算的期限。", "The statement gives no period by which this could be reckoned.")
NEEDS_CALENDAR: Final = Words(
    "期限按工作日计算，要有该国的工作日历才能核对，日历尚未接入。",
    "The time is counted in working days; only the country's calendar of them can show it, and none is connected yet.",
)
ELSEWHERE: Final = Words(
    "账簿只记录请求何时办结，不记录更改何时在该数据库中生效；要由演练用户实际更改才能证明，该服务的应用尚未接入。",
    "The books record when a request was answered and not when the change showed in that store; only changing something in the running "
    "service can show it, and its application is not connected yet.",
)


@kind(
    "request-deadline",
    section="requests",
    takes={
        "days": "within",
        "hours": "within",
        "max_days": "within",
        "unit": ("within", "counting"),
        "from": "start",
        "channel": "channels",
    },
)
class RequestDeadline:
    """How long an answer may take, counted from what.

    The end is reckoned anew from the instant of verification and the declared period; the recorded one is never later. A request
    is answered by then, or is open and not yet due; an extension counts only with its reason. Without a number of its own
    (``reasonable``) the period is the statement's other one, counted from when the request was passed to the organisation.

    ``within`` and, in the statement's words, ``start``; ``since`` is the instant in the books from which it counts. ``counting``: how days
    are counted where the statement does not say. ``of``: only requests of these kinds (``cancel``, ``access``, …); ``subjects``: in the
    statement's words; ``channels``: only requests that came this way; ``store``: where the change must show; ``condition`` and
    ``qualifier``: when it applies, and how firmly.
    PIPL art. 50; GDPR art. 12(3).
    """

    deadline: str | None = None
    number_given: bool | None = None
    condition: str | None = None
    within: Duration | None = None
    start: Words | None = None
    since: Literal["received", "verified", "forwarded"] | None = None
    counting: Words | None = None
    of: Several | None = None
    subjects: SeveralWords | None = None
    channels: Several | None = None
    store: Words | None = None
    qualifier: str | None = None

    def questions(self, look: Look) -> Sequence[Question]:
        request, period = look.table("kept.request"), self._period(look)
        if request is None or period is None or period.unit == "working day" or self.store:
            return ()
        begun = request.c[f"{self._since}_at"]
        end = func.greatest(begun + interval(period), self._extended(request))
        late = func.coalesce(request.c.answered_at, literal(look.now)) > end
        recorded_later = or_(request.c.due_at.is_(None), request.c.due_at > begun + interval(period)) if self.within else false()
        return asked(look, or_(late, recorded_later), self._among(request, begun), f"requests, {period} from {begun.name}")

    @property
    def _since(self) -> str:
        return self.since or ("verified" if self.within else "forwarded")

    def _among(self, request: FromClause, begun: ColumnElement[Any]) -> ColumnElement[bool]:
        among: ColumnElement[bool] = begun.is_not(None)
        if self.of:
            among &= request.c.kind.in_(self.of)
        return among & request.c.channel.in_(self.channels) if self.channels else among

    def _extended(self, request: FromClause) -> ColumnElement[object]:
        reasoned = request.c.extension_reason.is_not(None) & (request.c.extended_until > request.c.due_at)
        return case((reasoned, request.c.extended_until))

    def _period(self, look: Look) -> Duration | None:
        others = [promise.parameters.within for promise in look.statement.of_kind("request-deadline")]
        return self.within or next((within for within in others if within), None)

    def prove(self, look: Look) -> Verdict:
        period = self._period(look)
        if self.store:
            return unproven(ELSEWHERE)
        if period is None:
            return unproven(NO_NUMBER)
        return unproven(NEEDS_CALENDAR) if period.unit == "working day" else judged(look.counts(), WRONG, NOTHING)

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
