import sqlite3

import pytest
from sqlalchemy import column

from kept.datamap.columns import columns_of, items_in
from kept.datamap.matching import code, said_by
from kept.datamap.model import TableMap
from kept.stores import compiled

MAPPED = TableMap(
    store="crm", columns={"id": "key", "name": "name", "both": ("qq_account", "free text"), "remark": "free text", "lat": "latitude"}
)


def test_only_items_count_as_what_a_column_holds() -> None:
    assert items_in(("qq_account", "free text")) == {"qq_account"}
    assert items_in("fact") == frozenset()


def test_columns_of_other_items_are_those_that_hold_none_of_the_given() -> None:
    assert columns_of(MAPPED, {"name"}) == ["both", "lat"]
    assert columns_of(MAPPED, {"name", "qq_account", "latitude"}) == []


@pytest.mark.parametrize(
    ("value", "words", "said"),
    [
        ("identifier", ["identifiers"], True),
        ("major_or_employment", ["major or employment related"], True),
        ("internet_activity", ["Internet activity"], True),
        ("preference", ["inferences on preferences and behaviours"], True),
        ("sms", ["phone", "SMS", "email"], True),
        ("union_membership", ["identifiers", "business"], False),
        ("ness", ["business"], False),
        ("bu", ["business"], False),
        (None, ["business"], False),
    ],
)
def test_a_code_is_said_by_the_words_at_whose_beginning_it_stands(value: str | None, words: list[str], said: bool) -> None:
    text, values = compiled(said_by(column("c"), words))
    names = sorted(values, key=len, reverse=True)
    for name in names:
        text = text.replace(f"%({name})s", f":{name}")
    for kind in ("VARCHAR", "TEXT", "INTEGER", "BOOLEAN"):
        text = text.replace(f"::{kind}", "")
    database = sqlite3.connect(":memory:")
    database.create_function("strpos", 2, lambda where, what: where.find(what) + 1)
    row = database.execute(f"select {text} from (select :value as c)", {**values, "value": value}).fetchone()
    assert bool(row[0]) is said


def test_codes_are_lower_case_with_underscores() -> None:
    assert code("Internet activity (web)") == "internet_activity_web"
