"""The engine of ownership does what the literal model says: rows and columns, the others' unchanged, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, MetaData, Table, create_engine, event, insert, select, text
from sqlalchemy.pool import StaticPool

from kept.rights.ownership import Plan, Root
from kept.stores import Address
from tests.model.ownership_model import Place, World, erased, shown
from tests.model.ownership_worlds import batch, graph, tables, world

MORE = int(os.environ.get("KEPT_MORE_CASES", "1"))
SIZES = st.tuples(st.one_of(st.integers(1, 4), st.integers(1, 12)), st.integers(0, 5), st.integers(0, 2**32))
Case = tuple[int, int, int]


def filled(connection: Connection, of: World, made: dict[str, Table]) -> None:
    for name, rows in of.data.items():
        if rows:
            connection.execute(insert(made[name]), list(rows))


def roots(of: World, made: dict[str, Table], people: list[list[Place]]) -> list[Root]:
    return [
        Root(number, made[place[0]].fullname, tuple(of.at(place)[column] for column in ("t", "id") if column in of.columns[place[0]]))
        for number, person in enumerate(people)
        for place in person
    ]


def agrees(connection: Connection, of: World, made: dict[str, Table], people: list[list[Place]]) -> None:
    """Show, then erase, and compare both with the model."""
    plan = Plan(graph(of, made))
    plan.prepare(connection)
    reached = plan.reach(connection, roots(of, made, people))
    back = {table.fullname: name for name, table in made.items()}
    seen = {(one.person, back[one.table], one.key): (dict(one.values), one.own) for one in plan.shown(connection, reached)}
    expected = {}
    for number, person in enumerate(people):
        for place, (values, own) in shown(of, person).items():
            key = tuple(of.at(place)[column] for column in ("t", "id") if column in of.columns[place[0]])
            expected[number, place[0], key] = (values, own)
    assert seen == expected

    plan.erase(connection, plan.decide(connection, reached))
    remaining = erased(of, people)
    for name, table in made.items():
        rows = [dict(row) for row in connection.execute(select(table)).mappings()]
        assert sorted(rows, key=repr) == sorted(remaining[name], key=repr), name


@settings(max_examples=5_000 * MORE, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=MORE == 1)
@given(SIZES)
def test_on_sqlite_people_see_and_leave_behind_exactly_what_the_model_says(case: Case) -> None:
    of = world(*case)
    engine = create_engine("sqlite://", poolclass=StaticPool)
    event.listen(engine, "connect", lambda connection, _: connection.execute("pragma foreign_keys = off"))
    metadata = MetaData()
    made = tables(of, metadata)
    with engine.connect() as connection:
        metadata.create_all(connection)
        filled(connection, of, made)
        connection.commit()
        connection.exec_driver_sql("pragma foreign_keys = on")
        agrees(connection, of, made, batch(of, case[2]))
        assert connection.exec_driver_sql("pragma foreign_key_check").all() == []
    engine.dispose()


@pytest.fixture
def postgresql(database: Address) -> Iterator[Any]:
    url = f"postgresql+psycopg://{database.user}:{database.password}@/{database.database}?host={database.host}&port={database.port}"
    engine = create_engine(url)
    yield engine
    engine.dispose()


@settings(max_examples=200 * MORE, deadline=None, suppress_health_check=list(HealthCheck), derandomize=MORE == 1)
@given(case=SIZES)
def test_on_postgresql_people_see_and_leave_behind_exactly_what_the_model_says(postgresql: Any, case: Case) -> None:
    of, metadata = world(*case), MetaData(schema="world")
    made = tables(of, metadata)
    with postgresql.connect() as connection:
        connection.execute(text("create schema world"))
        metadata.create_all(connection)
        connection.execute(text("set local session_replication_role = replica"))
        filled(connection, of, made)
        connection.execute(text("set local session_replication_role = origin"))
        agrees(connection, of, made, batch(of, case[2]))
        connection.rollback()
