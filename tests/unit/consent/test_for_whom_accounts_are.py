"""A service for adults has no account holder under 18; one that is only not for children has none who is a child where it lives."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Date, column, table

from kept.consent.kinds.minors import Minors
from kept.packs import find
from kept.promises import known_kinds
from kept.statement import read_statement

SUBJECT = table("subject", column("country"), column("subdivision"), column("born_on", Date))


@pytest.mark.parametrize(
    ("label", "audience", "born_after"), [("neocrm-2023", "adults", "2006-05-01"), ("neocrm-2021", "not children", "2010-05-01")]
)
def test_whoever_was_born_after_that_day_is_too_young(label: str, audience: str, born_after: str) -> None:
    statement = read_statement(find(label).statement, known_kinds())
    (said,) = (promise.parameters for promise in statement.of_kind("minors") if promise.parameters.audience)
    assert said == Minors(audience=audience)
    look: Any = SimpleNamespace(statement=statement, now=datetime(2024, 5, 1, tzinfo=UTC))
    days = [str(value) for value in said._too_young(look, SUBJECT).compile().params.values() if str(value)[:2] == "20"]
    assert set(days) == {born_after}
