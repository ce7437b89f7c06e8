"""Every row is judged by exactly one version: the one in force when it was collected, or the one that was agreed to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    DateTime,
    Integer,
    MetaData,
    String,
    Table,
    column,
    create_engine,
    false,
    or_,
    select,
    table,
)

from kept.datamap import DataMap, Roles, Store, TableMap
from kept.promises import Database, Question
from kept.proof.binding import Window, bound, window_of
from kept.stores import fused

VERSIONS = [("shop-2021", date(2021, 3, 9)), ("shop-2023", date(2023, 8, 28)), ("shop-2025", date(2025, 1, 1))]
LABELS = [label for label, _ in VERSIONS]
MIDNIGHT = [datetime(day.year, day.month, day.day, tzinfo=UTC) for _, day in VERSIONS]
INSTANTS = [None, *(at + timedelta(microseconds=step) for at in MIDNIGHT for step in (-1, 0, 1))]
ROWS = Table("row", MetaData(), Column("n", Integer), Column("at", DateTime), Column("label", String))
SHOP = Database("shop", "one", "CN")
ORDERS = table("order", column("order_id"), column("at"), schema="shop")
CONSENTS = table("consent", column("consent_id"), column("label"), column("given_at"), schema="kept")
SUBJECTS = table("subject", column("subject_id"), schema="kept")
DATAMAP = DataMap(
    "shop",
    {"shop": Store(kind="postgresql", clusters=("one",), schemas=("shop",))},
    {"shop.order": TableMap(store="shop", collected_at="at", columns={"order_id": "key", "at": "fact"})},
    Roles(application="a", support="s", tenant="t_{tenant}", tenants="shop.shop.id"),
    {},
    {},
)


@pytest.fixture
def rows() -> Iterator[Connection]:
    """One row for each instant around each version's first day and one without any; each with every label and an unknown one."""
    with create_engine("sqlite://").begin() as connection:
        ROWS.metadata.create_all(connection)
        for n, at in enumerate(INSTANTS):
            for label in (*LABELS, "shop-1999"):
                connection.execute(ROWS.insert().values(n=n, at=at and at.replace(tzinfo=None), label=label))
        yield connection


def _judged(rows: Connection, condition: ColumnElement[bool] | None) -> list[tuple[int, str]]:
    query = select(ROWS.c.n, ROWS.c.label)
    return sorted((n, label) for n, label in rows.execute(query if condition is None else query.where(condition)))


@pytest.mark.parametrize("versions", [VERSIONS, VERSIONS[:2], VERSIONS[:1]], ids=len)
@pytest.mark.parametrize("by_label", [False, True])
def test_each_row_is_judged_by_exactly_one_version(rows: Connection, versions: list[tuple[str, date]], by_label: bool) -> None:
    windows = [window_of(label, versions) for label, _ in versions]
    label = ROWS.c.label if by_label else None
    judged = [one for window in windows for one in _judged(rows, window.within(ROWS.c.at, label))]
    assert sorted(judged) == _judged(rows, None)


def test_a_version_judges_from_its_own_midnight_to_that_of_the_next(rows: Connection) -> None:
    judged = {label: {n for n, _ in _judged(rows, window_of(label, VERSIONS).within(ROWS.c.at))} for label in LABELS}
    whole = {label: {INSTANTS[n] for n in found} for label, found in judged.items()}
    step = timedelta(microseconds=1)
    first, second, third = MIDNIGHT
    assert whole["shop-2021"] == {first - step, first, first + step, second - step}
    assert whole["shop-2023"] == {second, second + step, third - step}
    assert whole["shop-2025"] == {third, third + step, None}


def test_rows_after_the_day_asked_for_are_left_out(rows: Connection) -> None:
    end = MIDNIGHT[1]
    found = {INSTANTS[n] for n, _ in _judged(rows, window_of("shop-2023", VERSIONS, end).within(ROWS.c.at))}
    assert found == {MIDNIGHT[1]}
    newest = {INSTANTS[n] for n, _ in _judged(rows, window_of("shop-2025", VERSIONS, MIDNIGHT[2]).within(ROWS.c.at))}
    assert newest == {MIDNIGHT[2], None}


def test_the_only_version_judges_everything_without_any_condition() -> None:
    assert window_of("shop-2021", VERSIONS[:1]) == Window("shop-2021")
    assert window_of("shop-2021", VERSIONS[:1]).within(ROWS.c.at) is None


def _asked(source: object, key: object) -> Question:
    return Question([SHOP], source, ORDERS.c.order_id > 1, key)  # type: ignore[arg-type]


@pytest.mark.parametrize(("label", "said"), [("shop-2021", "at < "), ("shop-2023", "at >= "), ("shop-2025", "IS NOT true")])
def test_a_question_about_mapped_rows_goes_by_their_time_of_collection_also_where_more_is_joined(label: str, said: str) -> None:
    for source in (ORDERS, ORDERS.outerjoin(SUBJECTS, SUBJECTS.c.subject_id == ORDERS.c.order_id)):
        found = bound(_asked(source, ORDERS.c.order_id), DATAMAP, window_of(label, VERSIONS))
        assert found is not None
        assert said in str(found.within)


def test_a_consent_is_judged_by_the_version_that_it_was_given_to_whenever_that_was() -> None:
    old, new = (bound(_asked(CONSENTS, CONSENTS.c.consent_id), DATAMAP, window_of(label, VERSIONS)) for label in LABELS[1:])
    assert old is not None and new is not None
    assert str(old.within) == "kept.consent.label = :label_1"
    assert "given_at" not in str(new.within)


def test_what_has_no_time_of_collection_is_asked_by_the_version_in_force_only() -> None:
    accounts = _asked(SUBJECTS, SUBJECTS.c.subject_id)
    assert bound(accounts, DATAMAP, window_of("shop-2023", VERSIONS)) is None
    assert bound(accounts, DATAMAP, window_of("shop-2025", VERSIONS)) is accounts


def test_an_earlier_version_does_not_count_rows_of_which_it_asks_nothing() -> None:
    idle = Question([SHOP], ORDERS, or_(false()), ORDERS.c.order_id)
    assert bound(idle, DATAMAP, window_of("shop-2023", VERSIONS)) is None
    assert bound(idle, DATAMAP, window_of("shop-2025", VERSIONS)) is not None


def test_questions_of_one_version_are_still_answered_in_one_pass_and_look_at_its_rows_only() -> None:
    asked = [_asked(ORDERS, ORDERS.c.order_id) for _ in range(3)]
    judged = [bound(question, DATAMAP, window_of("shop-2023", VERSIONS)) for question in asked]
    passes = fused([question for question in judged if question is not None])
    assert len(passes) == 1
    text = passes[0].spoken
    assert text.count('"at" >= ') + text.count(".at >= ") == 1
    assert all(f"'{moment}'" in text for moment in (MIDNIGHT[1], MIDNIGHT[2]))
    assert all(">=" in shown for shown in passes[0].shown)
