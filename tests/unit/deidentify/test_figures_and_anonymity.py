"""What promises about de-identified data say where nothing is connected, and what they ask of the books where something is."""

from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import column, table

from kept.deidentify.kinds.anonymisation import Anonymisation
from kept.deidentify.kinds.pseudonymisation import Pseudonymisation
from kept.deidentify.kinds.statistics import Statistics
from kept.promises import Words

PARTNERS = (Words("合作伙伴", "partners"),)
GIVEN = table("disclosure", *map(column, ("disclosure_id", "subject_id", "anonymised", "group_size", "recipient")), schema="kept")


def look_at(given: Any) -> Any:
    return SimpleNamespace(
        table=lambda _: given,
        holding=lambda _: [],
        counts=lambda: (),
        document=lambda _: None,
        promise=SimpleNamespace(path="statistics.use"),
    )


@pytest.mark.parametrize(
    "promise",
    [
        Statistics(recipients=PARTNERS),
        Statistics(subject=PARTNERS),
        Anonymisation(condition=PARTNERS),
        Anonymisation(data=PARTNERS),
        Pseudonymisation(timing=Words("及时", "promptly")),
        Pseudonymisation(data="location", recipients=("amap",)),
    ],
)
def test_nothing_connected_is_unproven_with_a_reason(promise: Any) -> None:
    look = look_at(None)
    assert list(promise.questions(look) if hasattr(promise, "questions") else ()) == []
    verdict = promise.prove(look)
    assert (verdict.outcome, bool(verdict.reason)) == ("unproven", True)


def test_figures_passed_on_must_be_anonymous_nameless_and_of_a_group_large_enough() -> None:
    (question,) = Statistics(recipients=PARTNERS, smallest=5).questions(look_at(GIVEN))
    failing = str(question.failing.compile(compile_kwargs={"literal_binds": True}))
    assert "NOT kept.disclosure.anonymised" in failing
    assert "kept.disclosure.subject_id IS NOT NULL" in failing
    assert "coalesce(kept.disclosure.group_size, 0) < 5" in failing


def test_figures_that_stay_in_the_house_ask_nothing_of_the_books() -> None:
    assert list(Statistics(subject=PARTNERS).questions(look_at(GIVEN))) == []


def test_what_is_called_anonymous_must_name_nobody() -> None:
    (question,) = Anonymisation(effect=PARTNERS).questions(look_at(GIVEN))
    assert str(question.failing) == "kept.disclosure.subject_id IS NOT NULL"
    assert str(question.among) == "kept.disclosure.anonymised"
