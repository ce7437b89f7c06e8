"""Answers the questions of all promises together: one pass over each source in each database, whatever the number of questions."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import psycopg
from sqlalchemy import ColumnElement, FromClause, Join, Select, case, select, true

from kept.errors import KeptError
from kept.promises import Count, Database, Evidence, Origin, Question, Words
from kept.stores.opening import Connection, compiled, execute, numbered

SAMPLE: Final = 10


@dataclass(frozen=True, eq=False)
class Pass:
    """Questions about one source, fused into one statement that counts them all."""

    questions: tuple[Question, ...]

    @property
    def databases(self) -> Sequence[Database]:
        return self.questions[0].databases

    @cached_property
    def spoken(self) -> tuple[str, Sequence[Any]]:
        """The statement, and its values: of each question in turn how many rows were looked at, and how many fail."""
        judged = select(*(_judged(question).label(f"q{position}") for position, question in enumerate(self.questions)))
        if self.questions[0].within is not None:
            judged = judged.where(self.questions[0].within)
        # OFFSET keeps the judgements below the counts, or each would be made twice.
        text, values = numbered(judged.select_from(self.questions[0].source).offset(0))
        counts = ", ".join(f"count(q{position}), count(*) filter (where q{position})" for position in range(len(self.questions)))
        return f"select {counts} from ({text}) judged", values  # noqa: S608

    @cached_property
    def shown(self) -> Sequence[str]:
        """Each question as an auditor can ask it again."""
        return tuple(query_text(question) for question in self.questions)

    @cached_property
    def names(self) -> Sequence[str]:
        """What each question's source is called."""
        return tuple(_source_name(question) for question in self.questions)

    @cached_property
    def single(self) -> Sequence[Pass]:
        """The questions, each by itself."""
        return tuple(Pass((question,)) for question in self.questions)


def _judged(question: Question) -> ColumnElement[Any]:
    """Of one row: null if the question is not about it, else whether it fails."""
    fails = question.failing.is_(true())
    return fails if question.among is None else case((question.among, fails))


def fused(questions: Sequence[Question]) -> Sequence[Pass]:
    """Group questions by source, judged rows and databases; each group is one statement."""
    groups: dict[tuple[Hashable, ...], list[Question]] = {}
    for question in questions:
        key = (_same(question.source), _condition(question.within), *(database.name for database in question.databases))
        groups.setdefault(key, []).append(question)
    return [Pass(tuple(group)) for group in groups.values()]


def _same(source: FromClause) -> Hashable:
    """What two sources have in common if one can stand for the other: the same tables, joined on the same condition."""
    if not isinstance(source, Join):
        return id(source)
    return _same(source.left), _same(source.right), source.isouter, source.full, _condition(source.onclause)


def _condition(said: ColumnElement[bool] | None) -> str:
    return "" if said is None else repr(compiled(said))


def answers(connection: Connection, database: Database, asked: Pass, origin: Origin) -> dict[int, Count]:
    """The counts of a pass in one database, by the identity of their questions.

    Where the statement fails (a table or column is not there, a value has another type), its questions are asked one by one, so that only
    those that need it go unanswered.
    """
    text, values = asked.spoken
    try:
        with _survivable(connection):
            numbers = psycopg.RawCursor(connection).execute(text.encode(), values).fetchone() or ()
    except (psycopg.ProgrammingError, psycopg.DataError) as error:
        if len(asked.questions) == 1:
            return {id(asked.questions[0]): _missing(database, asked, str(error).split("\n")[0])}
        return {key: count for one in asked.single for key, count in answers(connection, database, one, origin).items()}
    return {
        id(question): _count(connection, database, asked, position, numbers[2 * position], numbers[2 * position + 1], origin)
        for position, question in enumerate(asked.questions)
    }


def _survivable(connection: Connection) -> AbstractContextManager[object]:
    """Inside a rehearsal's open transaction a failing statement must not end it; elsewhere there is nothing to save."""
    return nullcontext() if connection.autocommit else connection.transaction(force_rollback=True)


def unreachable(database: Database, asked: Pass, error: KeptError) -> dict[int, Count]:
    """The same answer to every question of a pass whose database cannot be reached."""
    why = Words(error.fault.text("zh"), error.fault.text("en"))
    return {id(question): _unanswered(database, asked, position, why) for position, question in enumerate(asked.questions)}


def _count(connection: Connection, database: Database, asked: Pass, position: int, checked: int, failing: int, origin: Origin) -> Count:
    sample: tuple[str, ...] = ()
    if failing:
        rows = execute(connection, _failing_rows(asked.questions[position]).limit(SAMPLE)).fetchall()
        sample = tuple(str(row[0]) for row in rows)
    evidence = _evidence(asked, position, origin, checked, sample)
    return Count(_place(database, asked, position), checked, failing, sample, evidence)


def _missing(database: Database, asked: Pass, problem: str) -> Count:
    place = _place(database, asked, 0)
    return _unanswered(database, asked, 0, Words(f"{place} 无法查询：{problem}", f"{place} cannot be asked: {problem}"))


def _unanswered(database: Database, asked: Pass, position: int, why: Words) -> Count:
    return Count(_place(database, asked, position), 0, 0, (), _evidence(asked, position, "observed", 0, ()), why)


def _place(database: Database, asked: Pass, position: int) -> str:
    return f"{database.name} {asked.names[position]}"


def _evidence(asked: Pass, position: int, origin: Origin, checked: int, sample: tuple[str, ...]) -> Evidence:
    return Evidence(asked.questions[position].about or asked.names[position], origin, asked.shown[position], checked, sample)


def _source_name(question: Question) -> str:
    froms = getattr(question.source, "_from_objects", [question.source])
    names = [f"{table.schema}.{table.name}" if getattr(table, "schema", None) else getattr(table, "name", "") for table in froms]
    return next((name for name in names if name), "rows")


def _failing_rows(question: Question) -> Select[Any]:
    query = select(question.key).select_from(question.source).where(question.failing)
    for condition in (question.among, question.within):
        query = query if condition is None else query.where(condition)
    return query


def query_text(question: Question) -> str:
    """The question as SQL that an auditor can run: the failing rows."""
    text, values = compiled(_failing_rows(question))
    shown = {name: str(value) for name, value in values.items()}
    return " ".join(text.split()) + (f"  -- {shown}" if shown else "")
