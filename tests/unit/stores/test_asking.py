"""Questions put into words once: what the database is asked is what an auditor is shown."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import ColumnElement, column, exists, literal_column, or_, select, table

from kept.datamap.matching import beside
from kept.promises import Database, Question
from kept.stores import Pass, fused

HERE = [Database("shop", "one", "CN")]
ORDERS = table("order", column("order_id"), column("name"), column("at"), schema="shop")
PEOPLE = table("person", column("name"), schema="shop")
STRANGER = ~exists(select(literal_column("1")).select_from(PEOPLE).where(PEOPLE.c.name == ORDERS.c.name))
OLD = or_(ORDERS.c.at.is_(None), ORDERS.c.at < datetime(2023, 8, 28, tzinfo=UTC))


def _pass(*questions: Question) -> Pass:
    (one,) = fused(questions)
    return one


def _question(failing: ColumnElement[bool], among: ColumnElement[bool] | None = None) -> Question:
    return Question(HERE, ORDERS, failing, ORDERS.c.order_id, among)


def _conditions(shown: str) -> list[str]:
    return shown.partition(" WHERE ")[2].split(") AND (")


def test_an_auditor_is_shown_word_for_word_what_the_pass_asks() -> None:
    asked = _pass(_question(STRANGER, OLD), _question(ORDERS.c.name == "O'Neill 100%"), _question(OLD))
    spoken = " ".join(asked.spoken.split())
    for shown in asked.shown:
        for condition in _conditions(shown):
            assert condition.strip("()") in spoken


def test_what_is_shown_can_be_run_as_it_is() -> None:
    shown = _pass(_question(ORDERS.c.name == "O'Neill 100%", OLD)).shown[0]
    assert shown == (
        'SELECT shop."order".order_id FROM shop."order" WHERE (shop."order".at IS NULL OR shop."order".at < \'2023-08-28 00:00:00+00:00\')'
        " AND (shop.\"order\".name = 'O''Neill 100%')"
    )


def test_alternatives_stay_together_inside_the_judgement_of_a_pass() -> None:
    assert "IS NULL OR" in (spoken := _pass(_question(OLD)).spoken)
    assert ") IS true" in spoken.replace("\n", " ")


def test_a_correlated_question_looks_at_the_row_of_the_pass() -> None:
    assert 'FROM shop.person WHERE shop.person.name = shop."order".name' in _pass(_question(STRANGER)).shown[0]


def test_rows_of_a_version_come_before_what_is_asked_of_them() -> None:
    bound = [Question(HERE, ORDERS, failing, ORDERS.c.order_id, within=OLD) for failing in (STRANGER, ORDERS.c.name == "x")]
    asked = _pass(*bound)
    assert asked.spoken.count("2023-08-28") == 1
    assert [shown.count("2023-08-28") for shown in asked.shown] == [1, 1]
    assert [shown.count("WHERE") for shown in asked.shown] == [2, 1]


def test_a_long_list_of_names_is_one_literal_whatever_letters_they_have() -> None:
    shown = _pass(_question(beside(ORDERS.c.name, ['a "b"', "c\\d", "null", "e,f"]))).shown[0]
    assert '!= ALL (CAST(\'{"a \\"b\\"","c\\\\d","null","e,f"}\' AS TEXT[]))' in shown
