from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Column, Date, Integer, MetaData, Table, Text, create_engine, insert, select

from kept.consent.ages import born_after, is_child

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
AGES = {"CN": 14, "US-CA": 13, "IN": 18}


def judged(country: str, subdivision: str | None, born_on: date | None) -> bool | None:
    metadata = MetaData()
    subject = Table(
        "subject", metadata, Column("id", Integer), Column("country", Text), Column("subdivision", Text), Column("born_on", Date)
    )
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(subject).values(id=1, country=country, subdivision=subdivision, born_on=born_on))
        found: object = connection.execute(select(is_child(subject, AGES, NOW))).scalar_one()
    return None if found is None else bool(found)


@pytest.mark.parametrize(
    ("country", "subdivision", "born_on", "child"),
    [
        ("CN", None, date(2012, 3, 2), True),
        ("CN", None, date(2012, 3, 1), False),
        ("US", "US-CA", date(2013, 3, 2), True),
        ("US", "US-CA", date(2013, 3, 1), False),
        ("IN", None, date(2008, 3, 2), True),
        ("IN", None, date(2008, 3, 1), False),
    ],
)
def test_a_child_is_who_is_younger_than_its_place_says_to_the_day(
    country: str, subdivision: str | None, born_on: date, child: bool
) -> None:
    assert judged(country, subdivision, born_on) is child


@pytest.mark.parametrize(("country", "subdivision"), [("DE", None), ("SG", None), ("US", "US-NY"), ("US", None)])
def test_where_no_age_is_given_the_highest_holds(country: str, subdivision: str | None) -> None:
    assert judged(country, subdivision, date(2008, 3, 2)) is True
    assert judged(country, subdivision, date(2008, 3, 1)) is False


def test_nobody_is_a_child_or_grown_up_without_a_birthday() -> None:
    assert judged("CN", None, None) is None


def test_a_birthday_on_leap_day_counts_from_the_last_of_february() -> None:
    assert born_after(datetime(2026, 2, 28, tzinfo=UTC), 14) == date(2012, 2, 28)
    assert born_after(datetime(2024, 2, 29, tzinfo=UTC), 1) == date(2023, 2, 28)
