"""Durations, whole numbers and words say what they mean and refuse what lies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from kept.promises import Duration, Whole, Words
from kept.promises.values import UNITS


@given(st.integers(0, 10_000), st.sampled_from(sorted(UNITS)))
def test_a_duration_is_read_back_as_it_was_said(n: int, unit: str) -> None:
    said = f"{n} {unit}s"
    assert Duration.parse(said) == Duration.parse(str(Duration.parse(said))) == Duration(n, unit)  # type: ignore[arg-type]


@pytest.mark.parametrize("said", ["60", "days", "060 days", "60days", "-1 days", "1.5 days", "60 fortnights", "60 days ", ""])
def test_what_is_no_duration_is_refused(said: str) -> None:
    with pytest.raises(ValidationError, match="60 days"):
        TypeAdapter(Duration).validate_python(said)


def test_a_duration_speaks_both_languages_and_knows_its_plural() -> None:
    assert [Duration(1, "day").words("en"), Duration(2, "day").words("en")] == ["1 day", "2 days"]
    assert [Duration(15, "working day").words("zh"), Duration(6, "month").words("zh")] == ["15 个工作日", "6 个月"]


@pytest.mark.parametrize("said", ["010", "1_000", "0x10", "1e3", "NO", " 7"])
def test_a_number_that_yaml_would_bend_is_refused(said: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Whole).validate_python(said)


@given(st.integers(-1_000_000, 1_000_000))
def test_a_plain_whole_number_is_read(n: int) -> None:
    assert TypeAdapter(Whole).validate_python(str(n)) == n


def test_words_need_both_languages() -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Words).validate_python({"zh": "只有中文"})
