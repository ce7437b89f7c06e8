"""What the rows, the decisions and the disclosures say that data was used for, against the purposes that the statement declares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, Text, and_, case, cast, false, or_
from sqlalchemy.dialects.postgresql import ARRAY

from kept.datamap import TableMap
from kept.datamap.columns import items_in, key_of
from kept.datamap.matching import bound_columns, said_by, texts
from kept.promises import Finding, Look, Question, Verdict, Words
from kept.statement.weighing import found

BEYOND: Final = Words("用于这一目的的视图含有声明未列的信息。", "A view that serves this purpose shows what is not declared for it.")
NO_VIEW: Final = Words("没有为这一目的提供的视图。", "No view serves this purpose.")


def tagged_rows(look: Look, purpose: str, path: str, mapped: TableMap, body: object) -> Sequence[Question]:
    """The rows of a table that serves the purpose: each names a purpose of the table, and says only what the purpose allows."""
    rows = look.table(path)
    if rows is None or mapped.purpose_column is None or not set(mapped.columns) <= set(rows.c.keys()):
        return ()
    allowed = [f"purposes.{name}" for name in mapped.purposes]
    tag: ColumnElement[Any] = rows.c[mapped.purpose_column]
    wrong = [tag.is_(None), tag.not_in(allowed), *_unallowed(look, rows, mapped, body)]
    among = or_(tag.is_(None), tag.not_in(allowed), tag == f"purposes.{purpose}")
    return [Question(look.holding(path), rows, or_(*wrong), key_of(rows, mapped), among, f"rows of {path} by purpose")]


def bound_rows(look: Look, path: str, mapped: TableMap, body: object) -> Sequence[Question]:
    """The rows of a table that serves the purpose and names none in each row, where a field of the purpose binds one of its columns."""
    rows = look.table(path)
    if rows is None or mapped.purpose_column is not None or not set(mapped.columns) <= set(rows.c.keys()):
        return ()
    wrong = _unallowed(look, rows, mapped, body)
    return [Question(look.holding(path), rows, or_(*wrong), key_of(rows, mapped), None, f"rows of {path}")] if wrong else ()


def _unallowed(look: Look, rows: Any, mapped: TableMap, body: object) -> Sequence[ColumnElement[bool]]:
    wrong: list[ColumnElement[bool]] = []
    for column, words in bound_columns(mapped, body):
        if mapped.within[column] == "items":
            names = sorted({*words, *columns_for(look, frozenset(words))})
            used = cast(rows.c[column], ARRAY(Text))
            wrong.append(case((used.contained_by(texts(names)), False), else_=True))
        else:
            wrong.append(~said_by(rows.c[column], words))
    return wrong


def columns_for(look: Look, items: frozenset[str]) -> Sequence[str]:
    """The names of the columns that hold nothing but these items, anywhere in the data map."""
    return [
        column
        for mapped in look.datamap.tables.values()
        for column, said in mapped.columns.items()
        if items_in(said) and items_in(said) <= items
    ]


def decided_rows(look: Look, path: str, mapped: TableMap) -> Sequence[Question]:
    """The rows of a table that serves purposes, each joined to the decision that it stands on: that was for one of these purposes."""
    rows, decision = look.table(path), look.table("kept.decision")
    if rows is None or decision is None or mapped.decision is None:
        return ()
    source: FromClause = rows.outerjoin(decision, decision.c.decision_id == rows.c[mapped.decision])
    allowed = [f"purposes.{name}" for name in mapped.purposes]
    wrong = or_(decision.c.decision_id.is_(None), decision.c.purpose.not_in(allowed), ~decision.c.allowed)
    return [Question(look.holding(path), source, wrong, key_of(rows, mapped), None, f"decisions behind {path}")]


def refusing_rows(look: Look, path: str, mapped: TableMap) -> Sequence[Question]:
    """What was sent to people (rows with a subject and an instant) after they had refused marketing.

    One question for each record of refusals in the same store; what came from outside (a source) was not sent.
    """
    rows = look.table(path)
    if rows is None or mapped.subject is None or mapped.collected_at is None or mapped.opted_out is not None or mapped.source is not None:
        return ()
    asked = []
    for other, said in look.datamap.tables.items():
        refusals = look.table(other) if said.opted_out and said.subject and said.store == mapped.store else None
        if refusals is None or said.opted_out is None or said.subject is None:
            continue
        source = rows.outerjoin(refusals, refusals.c[said.subject] == rows.c[mapped.subject])
        late = case((refusals.c[said.opted_out] <= rows.c[mapped.collected_at], True), else_=False)
        asked.append(Question(look.holding(path), source, late, key_of(rows, mapped), None, f"{path} against refusals in {other}"))
    return asked


def views_of(look: Look, tables: Mapping[str, TableMap]) -> Mapping[str, TableMap]:
    """Those of the tables that are views in the databases."""
    seen = {path for database in look.databases() for path, table in look.schema(database).tables.items() if table.is_view}
    return {path: mapped for path, mapped in tables.items() if path in seen}


def view_columns(look: Look, views: Mapping[str, TableMap], items: frozenset[str]) -> Verdict:
    """Whether the reflected columns of the views hold nothing but these items (and keys)."""
    checked, findings = 0, []
    for path, mapped in views.items():
        for database in look.holding(path):
            table = look.schema(database).tables.get(path)
            for column in table.columns if table else ():
                checked += 1
                said = mapped.columns.get(column)
                if said is None or said == "free text" or items_in(said) - items:
                    what = Words(f"列 {column} 不在声明之列。", f"The column {column} is not declared.")
                    findings.append(Finding(f"{database.name} {path}", column, what))
    return found("columns of views", checked, findings, BEYOND, NO_VIEW, query="pg_catalog.pg_attribute")


def refused_in_views(look: Look, path: str, mapped: TableMap) -> Sequence[Question]:
    """People whom a view shows although they refused marketing: through the key column that the view shares with the record of refusals."""
    view = look.table(path)
    asked: list[Question] = []
    for other, said in look.datamap.tables.items():
        refusals = look.table(other) if said.opted_out and said.store == mapped.store else None
        shared = [column for column in mapped.about if column in said.about and mapped.columns.get(column) == "key"]
        if view is None or refusals is None or said.opted_out is None or not shared:
            continue
        keys = [*shared, *([mapped.held_for] if mapped.held_for and mapped.held_for == said.held_for else [])]
        source = view.join(refusals, and_(*(view.c[key] == refusals.c[key] for key in keys)))
        failing = or_(false(), refusals.c[said.opted_out] <= look.now)
        asked.append(Question(look.holding(path), source, failing, view.c[shared[0]], None, f"{path} against refusals in {other}"))
    return asked
