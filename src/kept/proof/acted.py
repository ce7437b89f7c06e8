"""What acts say about a promise: whether they were done, met what was wanted, and left what they must have left.

What was left is counted anew by every proof, in one query for each database; the record of an act is never believed about it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, column, func, literal, select, table, union_all

from kept.promises import FILLED, Act, Database, Evidence, Finding, Look, Verdict, Words, acts_for, broken, kept, unproven

COUNT_FOR: Final = timedelta(days=7)
NOT_ACTED: Final = Words(
    "还没有演练用户在运行中的服务里做过这件事：kept act 会让他们去做。",
    "No planted person has done this in the running service yet: kept act lets them.",
)
UNMET: Final = Words("演练用户遇到的与承诺不符。", "What planted people met is not what was promised.")
NOT_LEFT: Final = Words("演练用户之后留下的记录与承诺不符。", "What planted people left behind is not what was promised.")
CANNOT_LOOK: Final = Words("应留下痕迹的表不在了。", "The table in which the trace should be is not there.")
ACTS: Final = """select a.act_id::text, a.promise, a.name, a.label, a.at, a.done, a.reason, a.steps
                 from (select distinct on (label, promise, name) * from kept.act order by label, promise, name, at desc) a"""
TRACES: Final = "select act_id::text, place, store, source, conditions, least, most from kept.act_trace"


@dataclass(frozen=True)
class Trace:
    """Rows that must be there (or must not): in a database and table, under conditions on columns; those of one place together."""

    place: int
    store: str
    table: str
    conditions: tuple[tuple[str, Any], ...]
    least: int
    most: int


@dataclass(frozen=True)
class Recorded:
    """The newest record of an act."""

    act_id: str
    home: str
    at: datetime
    done: bool
    reason: Words | None
    steps: Sequence[Mapping[str, Any]]
    traces: Sequence[Trace]


def with_acts(look: Look, probed: Verdict) -> Verdict:
    """The verdict of a promise by its probe and its acts together: the worse one wins, and acts may be enough by themselves."""
    acts = acts_for(look.promise, look.statement, look.datamap)
    if not acts:
        return probed
    verdicts = [(act, acted(look, act)) for act in acts]
    wrong = [verdict for _, verdict in verdicts if verdict.outcome == "broken"]
    if wrong or probed.outcome == "broken":
        every = [*([probed] if probed.outcome == "broken" else []), *wrong]
        evidence = [seen for verdict in every for seen in verdict.evidence]
        findings = [found for verdict in every for found in verdict.findings]
        checked, failing = sum(verdict.checked for verdict in every), sum(verdict.failing for verdict in every)
        return broken(checked, failing, evidence, findings, every[0].reason or UNMET)
    held = [verdict for _, verdict in verdicts if verdict.outcome == "kept"]
    evidence = [*probed.evidence, *(seen for verdict in held for seen in verdict.evidence)]
    checked = probed.checked + sum(verdict.checked for verdict in held)
    if probed.outcome == "kept":
        return kept(checked, evidence)
    missing = next((verdict for _, verdict in verdicts if verdict.outcome == "unproven"), None)
    if missing is not None:
        return unproven(missing.reason or NOT_ACTED, evidence, checked)
    if not any(act.enough for act, _ in verdicts):
        return unproven(probed.reason or NOT_ACTED, evidence, checked)
    return kept(checked, evidence)


def acted(look: Look, act: Act) -> Verdict:
    """What the newest act of this name says, if one was done lately under this very version."""
    found = _recorded(look, act)
    if found is None:
        return unproven(NOT_ACTED)
    if not found.done:
        return unproven(found.reason or NOT_ACTED)
    unmet = [step for step in found.steps if not step["met"] or step["found"] != step["wanted"]]
    findings = [
        Finding(found.home, found.act_id, Words(f"{act.title}：{step['zh']}", f"{act.title}: {step['en']} ({step['found']})"))
        for step in unmet
    ]
    for place in sorted({trace.place for trace in found.traces}):
        together = [trace for trace in found.traces if trace.place == place]
        counts = [_counted(look, found.home, trace) for trace in together]
        if None in counts:
            return unproven(CANNOT_LOOK)
        count, trace = sum(count or 0 for count in counts), together[0]
        if not trace.least <= count <= trace.most:
            wanted = f"{trace.least}" if trace.least == trace.most else f"{trace.least}–{trace.most}"
            said = f"{', '.join(each.table for each in together)}: {count} ({wanted})"
            findings.append(Finding(f"{trace.store} {trace.table}", found.act_id, Words(f"{act.title}：{said}", f"{act.title}: {said}")))
    checked = len(found.steps) + len(found.traces)
    query = "; ".join([f"kept act {look.statement.label} --only {look.promise.id}", *map(_in_words, found.traces)])
    evidence = [Evidence(act.title, "acted", query, checked, (found.act_id,))]
    if findings:
        return broken(checked, len(findings), evidence, findings, UNMET if unmet else NOT_LEFT)
    return kept(checked, evidence) if checked else unproven(NOT_ACTED)


def _recorded(look: Look, act: Act) -> Recorded | None:
    newest: Recorded | None = None
    for database in look.databases():
        found = look.once(database, "acts", lambda database=database: _acts_of(look, database))  # type: ignore[misc]
        mine = found.get((look.statement.label, look.promise.id, act.name))
        if mine is not None and look.now - mine.at < COUNT_FOR and (newest is None or newest.at < mine.at):
            newest = mine
    return newest


def _acts_of(look: Look, database: Database) -> Mapping[tuple[str, str, str], Recorded]:
    if "kept.act" not in look.schema(database).tables:
        return {}
    traces: dict[str, list[Trace]] = {}
    for act_id, place, store, source, conditions, least, most in look.rows(database, TRACES):
        traces.setdefault(act_id, []).append(Trace(place, store, source, tuple(sorted(conditions.items())), least, most))
    found = {}
    for act_id, promise, name, label, at, done, reason, steps in look.rows(database, ACTS):
        why = Words(**reason) if reason else None
        found[label, promise, name] = Recorded(act_id, database.name, at, done, why, steps, traces.get(act_id, ()))
    return found


def _counted(look: Look, home: str, trace: Trace) -> int | None:
    """How many such rows there are now: asked together with all others of the same books that are in that database."""
    databases = {each.name: each for each in look.databases()}
    if trace.store not in databases:
        return None
    books, database = databases[home], databases[trace.store]
    mark, wanted = look.once(books, f"traces in {trace.store}", lambda: _wanted(look, books, trace.store))
    counts = look.once(database, f"traces {mark}", lambda: _count(look, database, wanted))
    return counts.get(trace)


def _wanted(look: Look, books: Database, store: str) -> tuple[str, Sequence[Trace]]:
    """All that acts recorded in these books must have left in a database, and a mark that differs where any of it does."""
    recorded = look.once(books, "acts", lambda: _acts_of(look, books)).values()
    wanted = list(dict.fromkeys(trace for one in recorded for trace in one.traces if trace.store == store))
    return sha256(repr(wanted).encode()).hexdigest(), wanted


def _count(look: Look, database: Database, wanted: Sequence[Trace]) -> Mapping[Trace, int]:
    tables = look.schema(database).tables
    there = [
        trace for trace in wanted if trace.table in tables and {name for name, _ in trace.conditions} <= set(tables[trace.table].columns)
    ]
    if not there:
        return {}
    query: Any = union_all(*(_query(trace).add_columns(literal(place)) for place, trace in enumerate(there)))
    return {there[place]: count for count, place in look.rows(database, query)}


def _query(trace: Trace) -> Select[Any]:
    schema, _, name = trace.table.partition(".")
    rows = table(name, *(column(each) for each, _ in trace.conditions), schema=schema)
    conditions: list[ColumnElement[bool]] = []
    for each, value in trace.conditions:
        if value is None:
            conditions.append(rows.c[each].is_(None))
        elif value == FILLED:
            conditions.append(rows.c[each].is_not(None))
        else:
            conditions.append(rows.c[each] == literal(value))
    return select(func.count()).select_from(rows).where(*conditions)


def _in_words(trace: Trace) -> str:
    return str(_query(trace).compile(compile_kwargs={"literal_binds": True})).replace("\n", " ")
