"""Answers the questions of all promises together: one pass over each source in each database, whatever the number of questions."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Final

import psycopg
from sqlalchemy import ClauseElement, ColumnElement, FromClause, Join, case, select, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from kept.errors import KeptError
from kept.promises import Count, Database, Evidence, Origin, Question, Words
from kept.stores.opening import Connection, in_words

SAMPLE: Final = 10


class _Said(ColumnElement[Any]):
    """An expression within a statement, which remembers in what words it was said there."""

    __visit_name__ = "said"
    inherit_cache = False

    def __init__(self, expression: ColumnElement[Any]) -> None:
        self.said = expression
        self.type = expression.type
        self.words = ""

    @property
    def _from_objects(self) -> list[FromClause]:
        return self.said._from_objects


@compiles(_Said)
def _noted(one: _Said, compiler: SQLCompiler, **how: Any) -> str:
    one.words = f"({compiler.process(one.said, **how)})"
    return one.words


@dataclass(frozen=True, eq=False)
class Pass:
    """Questions about one source, fused into one statement that counts them all."""

    questions: tuple[Question, ...]

    @property
    def databases(self) -> Sequence[Database]:
        return self.questions[0].databases

    @property
    def spoken(self) -> str:
        """The statement: of each question in turn how many rows were looked at, and how many fail."""
        return self._texts[0]

    @property
    def shown(self) -> Sequence[str]:
        """Each question as an auditor can ask it again: its failing rows. Word for word what was asked in the pass."""
        return self._texts[1]

    @cached_property
    def _texts(self) -> tuple[str, Sequence[str]]:
        # SQLAlchemy puts a statement into words once, for the database and for the auditor: with dozens of databases that answer in a
        # millisecond or two, the words are what takes time.
        judged = [(_Said(question.failing), None if question.among is None else _Said(question.among)) for question in self.questions]
        columns = [_Said(_judged(*one)) for one in judged]
        rows = select(*(column.label(f"q{n}") for n, column in enumerate(columns))).select_from(self.questions[0].source)
        within = self.questions[0].within
        text = in_words(rows if within is None else rows.where(_Said(within)))
        source = text[len("SELECT " + ", ".join(f"{column.words} AS q{n}" for n, column in enumerate(columns))) :].strip()
        counts = ", ".join(f"count(q{n}), count(*) filter (where q{n})" for n in range(len(columns)))
        keys = cache(in_words)
        shown = [
            f"SELECT {keys(question.key)} {source} {'WHERE' if within is None else 'AND'} "
            + " AND ".join(one.words for one in (among, failing) if one is not None)
            for question, (failing, among) in zip(self.questions, judged, strict=True)
        ]
        # OFFSET keeps the judgements below the counts, or each would be made twice.
        return f"select {counts} from ({text} offset 0) judged", [" ".join(one.split()) for one in shown]  # noqa: S608

    @cached_property
    def names(self) -> Sequence[str]:
        """What each question's source is called."""
        return tuple(_source_name(question) for question in self.questions)

    @cached_property
    def single(self) -> Sequence[Pass]:
        """The questions, each by itself."""
        return tuple(Pass((question,)) for question in self.questions)


def _judged(failing: ColumnElement[Any], among: ColumnElement[Any] | None) -> ColumnElement[Any]:
    """Of one row: null if the question is not about it, else whether it fails."""
    fails = failing.is_(true())
    return fails if among is None else case((among, fails))


def fused(questions: Sequence[Question]) -> Sequence[Pass]:
    """Group questions by source, judged rows and databases; each group is one statement."""
    groups: dict[tuple[Hashable, ...], list[Question]] = {}
    words = cache(in_words)
    for question in questions:
        within = "" if question.within is None else words(question.within)
        key = (_same(question.source, words), within, *(database.name for database in question.databases))
        groups.setdefault(key, []).append(question)
    return [Pass(tuple(group)) for group in groups.values()]


def _same(source: FromClause, words: Callable[[ClauseElement], str]) -> Hashable:
    """What two sources have in common if one can stand for the other: the same tables, joined on the same condition."""
    if not isinstance(source, Join):
        return id(source)
    on = "" if source.onclause is None else words(source.onclause)
    return _same(source.left, words), _same(source.right, words), source.isouter, source.full, on


def answers(connection: Connection, database: Database, passes: Sequence[Pass], origin: Origin) -> dict[int, Count]:
    """The counts of all passes in one database, by the identity of their questions. The passes go over together.

    Where a statement fails (a table or column is not there, a value has another type), the passes are made one by one, and of the one
    that fails its questions are asked one by one, so that only those that need what is not there go unanswered.
    """
    try:
        with _survivable(connection):
            numbers = _numbers(connection, passes)
    except (psycopg.ProgrammingError, psycopg.DataError) as error:
        if len(passes) == 1 and len(passes[0].questions) == 1:
            return {id(passes[0].questions[0]): _missing(database, passes[0], str(error).split("\n")[0])}
        smaller = passes if len(passes) > 1 else passes[0].single
        return {key: count for one in smaller for key, count in answers(connection, database, [one], origin).items()}
    return {
        id(question): _count(connection, database, asked, position, found[2 * position], found[2 * position + 1], origin)
        for asked, found in zip(passes, numbers, strict=True)
        for position, question in enumerate(asked.questions)
    }


def _numbers(connection: Connection, passes: Sequence[Pass]) -> Sequence[Sequence[int]]:
    """The row of numbers of each pass, all in one round trip."""
    cursor = psycopg.RawCursor(connection).execute(";\n".join(asked.spoken for asked in passes).encode())
    numbers = [cursor.fetchone() or ()]
    while cursor.nextset():
        numbers.append(cursor.fetchone() or ())
    return numbers


def _survivable(connection: Connection) -> AbstractContextManager[object]:
    """Inside a rehearsal's open transaction a failing statement must not end it; elsewhere there is nothing to save."""
    return nullcontext() if connection.autocommit else connection.transaction(force_rollback=True)


def unreachable(database: Database, passes: Sequence[Pass], error: KeptError) -> dict[int, Count]:
    """The same answer to every question where the database cannot be reached."""
    why = Words(error.fault.text("zh"), error.fault.text("en"))
    return {
        id(question): _unanswered(database, asked, position, why) for asked in passes for position, question in enumerate(asked.questions)
    }


def _count(connection: Connection, database: Database, asked: Pass, position: int, checked: int, failing: int, origin: Origin) -> Count:
    sample: tuple[str, ...] = ()
    if failing:
        rows = psycopg.RawCursor(connection).execute(f"{asked.shown[position]} LIMIT {SAMPLE}".encode()).fetchall()
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
