"""Where law requires longer keeping: with its citation, and not a day beyond."""

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import ColumnElement, TableClause, func, not_, or_, select

from kept.promises import Database, Duration, Look, Name, Question, Rehearsal, SeveralWords, Verdict, Words, breach, judged, kind, unproven

WITHOUT_LAW: Final = Words(
    "延长保存没有写明所依据的条文或者截止日期，或者截止日期已过仍未解除。",
    "Longer keeping names no article of law or no last day, or goes on after that day.",
)
GONE_EARLY: Final = Words("法律要求保存的数据在期限届满之前已经被删除。", "Data that the law wants kept has gone before its term was over.")
NOTHING: Final = Words("没有任何延长保存的记录。", "Nothing is held for longer.")
NEEDS_ROWS: Final = Words(
    "要在数据到期之前实际删除、看是否被拒绝，并在数据地图中指明这些数据所在的表才能证明；目前尚未指明。",
    "It takes a try to delete such data before its term is over, and the tables that hold it; the data map does not name them yet.",
)


@kind(
    "statutory-minimum",
    section="retention",
    takes={"ground": "exception", "years": "least", "min": "least", "from": "start", "law": "laws", "item": "items"},
)
class StatutoryMinimum:
    """Where law requires longer keeping: with its citation, and not a day beyond.

    ``exception``: every hold that stands names the article of law and its last day, and that day has not passed.
    ``override``: what is held is still there; nothing goes before the law lets it. ``least``: these ``items`` stay at least so long from
    ``start``, because of these ``laws``. PIPL art. 19 and 47.
    """

    exception: str | None = None
    override: str | None = None
    least: Duration | None = None
    start: Words | None = None
    laws: SeveralWords | None = None
    items: tuple[Name, ...] | None = None

    def questions(self, look: Look) -> Sequence[Question]:
        hold = look.table("kept.hold")
        if hold is None or self.least:
            return ()
        stands = hold.c.released_at.is_(None)
        if not self.override:
            blank = func.coalesce(func.btrim(hold.c.citation), "") == ""
            failing = or_(blank, hold.c.ends_on.is_(None), func.coalesce(hold.c.ends_on, look.now.date()) < look.now.date())
            return [Question(look.holding("kept.hold"), hold, failing, hold.c.hold_id, stands, "legal holds")]
        return [question for path in look.datamap.tables for question in self._still_there(look, path, hold, stands)]

    def _still_there(self, look: Look, path: str, hold: TableClause, stands: ColumnElement[bool]) -> Sequence[Question]:
        mapped, rows = look.datamap.tables[path], look.table(path)
        if mapped.subject is None or rows is None:
            return ()
        among = stands & (hold.c.data_set == path) & hold.c.subject_id.is_not(None)
        there = select(rows.c[mapped.subject]).where(rows.c[mapped.subject].is_not(None))
        failing = not_(hold.c.subject_id.in_(there))
        return [Question(look.holding(path), hold, failing, hold.c.hold_id, among, f"{path} under a legal hold")]

    def prove(self, look: Look) -> Verdict:
        if self.least:
            return unproven(NEEDS_ROWS)
        return judged(look.counts(), GONE_EARLY if self.override else WITHOUT_LAW, NOTHING)

    @breach("a hold that names no law")
    def no_citation(self, rehearsal: Rehearsal) -> None:
        if not (self.override or self.least):
            _one_hold(rehearsal, "citation = null")

    @breach("a hold that goes on after its last day", also=("deletion", "retention"))
    def for_ever(self, rehearsal: Rehearsal) -> None:
        if not (self.override or self.least):
            _one_hold(rehearsal, "ends_on = current_date - 2")

    @breach("what the law wants kept is deleted", also=("deletion", "retention"))
    def gone_early(self, rehearsal: Rehearsal) -> None:
        held = "select subject_id from kept.hold where data_set = :path and released_at is null and subject_id is not null limit 1"
        for database, path, subject in _held_tables(rehearsal) if self.override else ():
            if rehearsal.sql(database, f"delete from {path} where {subject} in ({held})", path=path):  # noqa: S608
                return

    @breach("a hold is placed on what is no longer there")
    def empty_hold(self, rehearsal: Rehearsal) -> None:
        for database, path, subject in _held_tables(rehearsal) if self.override else ():
            text = f"""insert into kept.hold (subject_id, data_set, citation, ends_on, placed_at)
                       select subject_id, :path, 'art. 0', current_date + 10, now() from kept.subject s
                       where not exists (select 1 from {path} r where r.{subject} = s.subject_id) limit 1"""  # noqa: S608
            if rehearsal.sql(database, text, path=path):
                return


def _held_tables(rehearsal: Rehearsal) -> Iterator[tuple[Database, str, str]]:
    """Database by database, so that a breach touches no more of them than it has to: tables of people, and the column that names them."""
    for database in rehearsal.databases():
        for path, table in rehearsal.datamap.of_store(database.store).items():
            if table.subject is not None:
                yield database, path, table.subject


def _one_hold(rehearsal: Rehearsal, change: str) -> None:
    one = "(select min(hold_id) from kept.hold where released_at is null)"
    for database in rehearsal.databases():
        if rehearsal.sql(database, f"update kept.hold set {change} where hold_id = {one}"):  # noqa: S608
            return
