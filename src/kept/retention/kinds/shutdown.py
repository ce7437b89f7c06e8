"""What happens to data when the service ends."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import false, func, literal_column, or_, select

from kept.promises import Duration, Look, Question, Rehearsal, Several, Verdict, Words, breach, judged, kind, unproven
from kept.retention.interval import before
from kept.rights.asked import interval

UNPLANNED: Final = Words(
    "集群的停止计划没有清除日期，或者清除日期已过而数据仍在。",
    "A cluster's plan for closing down has no day of erasure, or that day has passed and the data is still there.",
)
COLLECTED_ON: Final = Words("停止收集之后仍有新收集的数据。", "Data was collected after collection had stopped.")
UNTOLD: Final = Words("已停止收集，却没有先行公告，或者公告得太晚。", "Collection has stopped and nobody had announced it, or too late.")
NO_PLAN: Final = Words("没有任何集群的停止计划。", "No cluster has a plan for closing down.")
NONE_CLOSED: Final = Words(
    "还没有任何集群停止运营，也没有演练过；停止后的行为无从观察。",
    "No cluster has closed down, not even in a drill, so there is nothing to observe.",
)
STOPPING: Final = {"stop collecting", "stop collection"}


@kind(
    "shutdown",
    section="retention",
    takes={"actions": "action", "channels": "form", "days": "ahead", "min_days": "ahead", "lead_time": "period"},
)
class Shutdown:
    """What happens to data when the service ends.

    Every cluster has a plan with its day of erasure; once that day has passed nobody in the cluster is left unerased. Where
    collection has been stopped nothing newer is there, and it was announced before, ``ahead`` of it by at least so long.

    ``trigger``: what begins it; ``action``: what is done; ``timing``, ``deadline`` and ``period``: when, in the statement's words, and
    whether it gives a number (``number_given``). ``form``: the ways in which it is announced, and how they ``combine``. PIPL art. 47.
    """

    trigger: str | None = None
    deadline: str | None = None
    number_given: bool | None = None
    period: str | None = None
    action: Several | None = None
    timing: str | None = None
    ahead: Duration | None = None
    form: Several | None = None
    combine: str | None = None

    @property
    def _announced(self) -> bool:
        return bool(self.form or self.ahead)

    @property
    def _stops(self) -> bool:
        return bool(STOPPING & set(self.action or ()))

    def questions(self, look: Look) -> Sequence[Question]:
        plan, subject = look.table("kept.shutdown_plan"), look.table("kept.subject")
        if plan is None or subject is None:
            return ()
        where = look.holding("kept.shutdown_plan")
        if self._announced:
            least = interval(self.ahead or Duration(0, "day"))
            untold = func.coalesce(plan.c.announced_at + least > plan.c.collection_stopped_at, True)
            return [Question(where, plan, untold, plan.c.cluster, plan.c.collection_stopped_at.is_not(None), "clusters closed down")]
        if self._stops:
            return self._collected_on(look)
        left = select(literal_column("1")).select_from(subject).where(subject.c.erased_at.is_(None)).exists()
        over = or_(plan.c.purge_on < look.now.date(), plan.c.purged_at.is_not(None))
        limit = self._limit(look)
        start = before(look.now, limit) if limit else None
        late = false() if start is None else func.coalesce(plan.c.announced_at < start, False) & plan.c.purged_at.is_(None)
        return [Question(where, plan, or_(over & left, late), plan.c.cluster, about="plans for closing down")]

    def _limit(self, look: Look) -> Duration | None:
        """The statement gives no number for closing down; the shortest one that it gives for erasure is the upper limit."""
        terms = [promise.parameters.within for promise in look.statement.of_kind("deletion") if promise.parameters.within is not None]
        return min(terms, default=None)

    def _collected_on(self, look: Look) -> Sequence[Question]:
        plan = look.table("kept.shutdown_plan")
        asked = []
        for path, mapped in look.datamap.tables.items():
            rows = look.table(path)
            if plan is None or rows is None or mapped.collected_at is None:
                continue
            newest = select(func.max(rows.c[mapped.collected_at])).scalar_subquery()
            failing = func.coalesce(newest > plan.c.collection_stopped_at, False)
            closed = plan.c.collection_stopped_at.is_not(None)
            asked.append(Question(look.holding(path), plan, failing, plan.c.cluster, closed, f"{path} after collection stopped"))
        return asked

    def prove(self, look: Look) -> Verdict:
        if self._announced:
            return judged(look.counts(), UNTOLD, NONE_CLOSED)
        if self._stops:
            return judged(look.counts(), COLLECTED_ON, NONE_CLOSED)
        verdict = judged(look.counts(), UNPLANNED, NO_PLAN)
        without = [count.place for count in look.counts() if not count.checked]
        if verdict.outcome == "kept" and without:
            listed = ", ".join(without[:5])
            return unproven(Words(f"没有停止计划：{listed}", f"No plan for closing down: {listed}"), verdict.evidence, verdict.checked)
        return verdict

    @breach("the day of erasure has passed and everybody is still there")
    def not_purged(self, rehearsal: Rehearsal) -> None:
        if self._announced or self._stops:
            return
        for database in rehearsal.databases():
            if rehearsal.sql(database, "update kept.shutdown_plan set purge_on = current_date - 2"):
                return

    @breach("erasure is reported as done, and people are left")
    def said_done(self, rehearsal: Rehearsal) -> None:
        if self._announced or self._stops:
            return
        for database in rehearsal.databases():
            if rehearsal.sql(database, "update kept.shutdown_plan set purged_at = now()"):
                return

    @breach("data is collected after collection was stopped")
    def collected(self, rehearsal: Rehearsal) -> None:
        if self._stops:
            for database in rehearsal.databases():
                if rehearsal.sql(database, "update kept.shutdown_plan set collection_stopped_at = now() - interval '900 days'"):
                    return

    @breach("a cluster closes down unannounced")
    def unannounced(self, rehearsal: Rehearsal) -> None:
        if self._announced:
            for database in rehearsal.databases():
                if rehearsal.sql(database, "update kept.shutdown_plan set announced_at = null, collection_stopped_at = now()"):
                    return

    @breach("a cluster is closed the day after it was announced")
    def announced_late(self, rehearsal: Rehearsal) -> None:
        text = "update kept.shutdown_plan set announced_at = now() - interval '1 day', collection_stopped_at = now()"
        for database in rehearsal.databases() if self.ahead else ():
            if rehearsal.sql(database, text):
                return
