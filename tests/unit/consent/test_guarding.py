"""Who agrees alone: by place, never below the law, unknown ages as the statement says."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from kept.consent.guarding import Guarding, guarding, lawful_ages
from kept.packs import find
from kept.promises import known_kinds
from kept.statement import read_statement

TODAY = date(2026, 11, 28)


@cache
def of(label: str) -> Guarding:
    place = find(label)
    return guarding(read_statement(place.statement, known_kinds(), place.inventory, label), lawful_ages())


@pytest.mark.parametrize(
    ("label", "country", "born", "standing"),
    [
        ("neocrm-2023", "CN", date(2008, 11, 28), "alone"),
        ("neocrm-2023", "CN", date(2008, 11, 29), "guardian"),
        ("neocrm-2023", "CN", None, "alone"),
        ("xiaoman-2021", "CN", date(2012, 11, 28), "guardian"),
        ("xiaoman-2021", "CN", date(2012, 11, 29), "barred"),
        ("xiaoman-2021", "CN", None, "alone"),
        ("phocol-2025", "CN", date(2012, 11, 28), "alone"),
        ("phocol-2025", "CN", date(2013, 1, 1), "guardian"),
        ("phocol-2025", "IE", date(2011, 1, 1), "guardian"),
        ("phocol-2025", "DK", date(2011, 1, 1), "alone"),
        ("phocol-2025", "CN", date(2024, 1, 1), "barred"),
        ("phocol-2025", "CN", None, "unknown"),
        ("vehilink-2024", "CN", None, "unknown"),
    ],
)
def test_whether_a_person_agrees_alone(label: str, country: str, born: date | None, standing: str) -> None:
    assert of(label).standing(born, country, None, TODAY) == standing


def test_no_statement_goes_below_the_law() -> None:
    lawful = lawful_ages()
    assert lawful["CN"] == 14 and lawful["FR"] == 15 and lawful["GB"] == 13
    for label in ("neocrm-2023", "xiaoman-2021", "phocol-2025", "vehilink-2024"):
        assert all(of(label).age_at(place, None) >= age for place, age in lawful.items())


def test_state_and_country_give_the_higher_age() -> None:
    both = Guarding({"US": 13, "US-CA": 16}, 14, 0, False)
    assert (both.age_at("US", "US-CA"), both.age_at("US", None), both.age_at("BR", None)) == (16, 13, 14)
    assert both.highest(["US-CA", "BR"]) == 16
