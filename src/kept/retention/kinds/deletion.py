"""When data is erased or anonymised, counted from what."""

from collections.abc import Sequence
from typing import Final

from kept.promises import Duration, Look, Question, Rehearsal, Verdict, Words, breach, judged, kind, unproven
from kept.retention.overdue import overdue

WRONG: Final = Words("期限已过，数据仍未删除或匿名化。", "The time is over and the data is still there, neither erased nor anonymised.")
NOTHING: Final = Words("数据地图没有把任何表归于这条规则。", "The data map puts no table under this rule.")
NEEDS_REQUESTS: Final = Words(
    "要由权利请求的实际办理来证明，请求办理尚未接入。",
    "Only requests that are really worked can show it, and the working of requests is not connected yet.",
)


@kind("deletion", section="retention", takes={"days": "within"})
class Deletion:
    """When data is erased or anonymised, counted from what.

    The data map names the tables and from when their time runs (the end of use, the withdrawal of a consent, a date of their
    own); a legal hold suspends it. The probe looks at the rows, never at the log of the job that should have erased them.
    """

    within: Duration | None = None
    start: str | None = None
    action: str | None = None
    trigger: str | None = None
    notify: str | None = None
    effort: str | None = None
    timing: str | None = None
    duty: str | None = None
    exceptions: tuple[str, ...] | None = None
    basis: str | None = None

    def questions(self, look: Look) -> Sequence[Question]:
        return overdue(look, look.promise.path.partition(".")[2], self.within)

    def prove(self, look: Look) -> Verdict:
        if self.notify or self.duty:
            return unproven(NEEDS_REQUESTS)
        return judged(look.counts(), WRONG, NOTHING)

    @breach("a row one day too old", also=("retention", "statutory-minimum"))
    def overdue(self, rehearsal: Rehearsal) -> None:
        rule = rehearsal.promise.path.partition(".")[2]
        days = self.within.n + 1 if self.within else 1
        for path, table in rehearsal.datamap.tables.items():
            for kept in table.kept:
                if kept.rule != rule or kept.since != "subject.ended_at":
                    continue
                for database in rehearsal.databases(table.store):
                    text = f"""update kept.subject set ended_at = now() - make_interval(days => :days)
                               where subject_id = (select r.{table.subject} from {path} r join kept.subject s on s.subject_id = r.{table.subject}
                                                   where s.ended_at is null limit 1)"""  # noqa: S608
                    if rehearsal.sql(database, text, days=days):
                        return

    @breach("every hold is lifted and the clock of a whole database has run out", also=("retention", "statutory-minimum"))
    def forgotten(self, rehearsal: Rehearsal) -> None:
        rule = rehearsal.promise.path.partition(".")[2]
        table = next((table for table in rehearsal.datamap.tables.values() if any(kept.rule == rule for kept in table.kept)), None)
        if table is not None:
            database = rehearsal.databases(table.store)[0]
            rehearsal.sql(database, "update kept.hold set released_at = now()")
            rehearsal.sql(database, "update kept.subject set ended_at = now() - interval '400 days'")
            rehearsal.sql(database, "update kept.consent set withdrawn_at = greatest(given_at, now() - interval '400 days')")
