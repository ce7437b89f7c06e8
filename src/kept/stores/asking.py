"""Answers the questions of all promises together: one pass over each source in each database, whatever the number of questions."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from sqlalchemy import func, select, true

from kept.errors import KeptError
from kept.promises import Count, Database, Evidence, Origin, Question, Words
from kept.stores.opening import Connection, compiled, execute

SAMPLE: Final = 10


@dataclass(frozen=True, eq=False)
class Pass:
    """Questions about one source, fused into one statement that counts them all."""

    questions: tuple[Question, ...]
    text: str
    values: dict[str, Any]
    databases: tuple[Database, ...]
    shown: tuple[str, ...]


def fused(questions: Sequence[Question]) -> Sequence[Pass]:
    """Group questions by source and databases; each group is one statement."""
    groups: dict[tuple[str, tuple[str, ...]], list[Question]] = {}
    for question in questions:
        key = (str(question.source.compile()) + repr(question.source), tuple(database.name for database in question.databases))
        groups.setdefault(key, []).append(question)
    return [_pass(group) for group in groups.values()]


def _pass(group: Sequence[Question]) -> Pass:
    counts = []
    for question in group:
        among = true() if question.among is None else question.among
        counts += [func.count().filter(among), func.count().filter(among, question.failing)]
    text, values = compiled(select(*counts).select_from(group[0].source))
    return Pass(tuple(group), text, values, tuple(group[0].databases), tuple(query_text(question) for question in group))


def answers(connection: Connection, database: Database, asked: Pass, origin: Origin) -> dict[int, Count]:
    """The counts of a pass in one database, by the identity of their questions.

    Where the statement fails (a table or column is not there, a value has another type), its questions are asked one by one, so that only
    those that need it go unanswered.
    """
    try:
        with _survivable(connection):
            numbers = connection.execute(asked.text.encode(), asked.values).fetchone() or ()
    except (psycopg.ProgrammingError, psycopg.DataError) as error:
        if len(asked.questions) == 1:
            return {id(asked.questions[0]): _missing(database, asked, str(error).split("\n")[0])}
        single = [answers(connection, database, _pass([question]), origin) for question in asked.questions]
        return {key: count for found in single for key, count in found.items()}
    return {
        id(question): _count(connection, database, question, shown, numbers[2 * position], numbers[2 * position + 1], origin)
        for position, (question, shown) in enumerate(zip(asked.questions, asked.shown, strict=True))
    }


def _survivable(connection: Connection) -> AbstractContextManager[object]:
    """Inside a rehearsal's open transaction a failing statement must not end it; elsewhere there is nothing to save."""
    return nullcontext() if connection.autocommit else connection.transaction(force_rollback=True)


def unreachable(database: Database, asked: Pass, error: KeptError) -> dict[int, Count]:
    """The same answer to every question of a pass whose database cannot be reached."""
    why = Words(error.fault.text("zh"), error.fault.text("en"))
    return {
        id(question): Count(_place(database, question), 0, 0, (), _evidence(question, shown, "observed", 0, ()), why)
        for question, shown in zip(asked.questions, asked.shown, strict=True)
    }


def _count(connection: Connection, database: Database, question: Question, shown: str, checked: int, failing: int, origin: Origin) -> Count:
    sample: tuple[str, ...] = ()
    if failing:
        query = select(question.key).select_from(question.source).where(question.failing)
        if question.among is not None:
            query = query.where(question.among)
        sample = tuple(str(row[0]) for row in execute(connection, query.limit(SAMPLE)).fetchall())
    return Count(_place(database, question), checked, failing, sample, _evidence(question, shown, origin, checked, sample))


def _missing(database: Database, asked: Pass, problem: str) -> Count:
    question = asked.questions[0]
    place = _place(database, question)
    why = Words(f"{place} 无法查询：{problem}", f"{place} cannot be asked: {problem}")
    return Count(place, 0, 0, (), _evidence(question, asked.shown[0], "observed", 0, ()), why)


def _place(database: Database, question: Question) -> str:
    return f"{database.name} {_source_name(question)}"


def _source_name(question: Question) -> str:
    froms = getattr(question.source, "_from_objects", [question.source])
    names = [f"{table.schema}.{table.name}" if getattr(table, "schema", None) else getattr(table, "name", "") for table in froms]
    return next((name for name in names if name), "rows")


def _evidence(question: Question, shown: str, origin: Origin, checked: int, sample: tuple[str, ...]) -> Evidence:
    return Evidence(question.about or _source_name(question), origin, shown, checked, sample)


def query_text(question: Question) -> str:
    """The question as SQL that an auditor can run: the failing rows."""
    query = select(question.key).select_from(question.source).where(question.failing)
    if question.among is not None:
        query = query.where(question.among)
    text, values = compiled(query)
    shown = {name: str(value) for name, value in values.items()}
    return " ".join(text.split()) + (f"  -- {shown}" if shown else "")
