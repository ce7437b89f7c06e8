"""The law data is read whole: each value typed and with its source, what it lacks known to be unknown."""

import subprocess
import sys
from dataclasses import fields, is_dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from kept.errors import KeptError
from kept.law import Deadline, Jurisdiction, Source, Unknown, Unnumbered, jurisdiction, jurisdictions, named_by
from kept.law.model import Listed, Minors, Said
from kept.law.reading import read_law
from kept.law.values import Extension, Permanent
from kept.promises import Duration

TEXT = files("kept.law").joinpath("jurisdictions.yaml").read_text(encoding="utf-8")


def _law(code: str) -> Jurisdiction:
    law = jurisdiction(code)
    assert isinstance(law, Jurisdiction)
    return law


def _sources(value: object, seen: set[int]) -> list[Source]:
    if id(value) in seen:
        return []
    seen.add(id(value))
    if isinstance(value, Source):
        return [value]
    parts = [getattr(value, one.name) for one in fields(value)] if is_dataclass(value) else value if isinstance(value, tuple) else ()
    return [source for part in parts for source in _sources(part, seen)]


def test_every_confidence_that_the_file_writes_is_the_source_of_a_value() -> None:
    seen: set[int] = set()
    sources = [source for law in jurisdictions().values() for source in _sources(law, seen)]
    assert len(sources) == TEXT.split("\njurisdictions:")[1].count("confidence: ")
    assert all(source.text and source.place.line for source in sources)


def test_a_law_that_extends_another_takes_what_it_does_not_say_itself() -> None:
    germany, union = _law("DE"), _law("EU")
    assert germany.request_reply_deadline == union.request_reply_deadline
    assert germany.extends is union and [law.code for law in germany.levels] == ["DE", "EU"]
    assert germany.authority != union.authority
    assert [law.code for law in _law("CA-QC").levels] == ["CA-QC", "CA"]
    assert _law("CA-QC").timezone == "America/Toronto"


def test_no_number_in_the_law_is_not_an_unknown_value() -> None:
    deadlines = _law("CN").request_reply_deadline
    assert isinstance(deadlines, tuple)
    assert deadlines[0].due == Unnumbered("timely acceptance and handling")
    assert isinstance(deadlines[1].extension, Unknown) and deadlines[1].day_roll == "none"
    assert isinstance(deadlines[0].pause, Unknown)


def test_a_jurisdiction_that_the_data_lacks_is_unknown_and_says_where_it_was_looked_for() -> None:
    found = named_by(("CN", "FR"))
    assert isinstance(found["CN"], Jurisdiction)
    missing = found["FR"]
    assert isinstance(missing, Unknown) and missing.what == "FR" and missing.place.file.endswith("jurisdictions.yaml")
    assert "FR" in missing.words("zh") and "FR" in missing.words("en")


def test_values_keep_their_units_their_extensions_and_the_day_from_which_they_apply() -> None:
    india = _law("IN").request_reply_deadline
    korea = _law("KR").request_reply_deadline
    assert isinstance(india, tuple) and isinstance(korea, tuple)
    grievance = india[1]
    assert grievance.due == Duration(90, "day")
    assert not grievance.source.applies_on(date(2027, 5, 13)) and grievance.source.applies_on(date(2027, 5, 14))
    assert korea[3].extension == Extension(Duration(30, "day"), 2, "just cause told")
    floors = _law("CN").statutory_minimum_retention
    assert isinstance(floors, tuple) and Permanent() in [one.at_least for one in floors]


def test_what_a_lawyer_must_check_says_so_in_both_languages() -> None:
    fee = _law("VN").fee_rule
    assert isinstance(fee, Said) and fee.source.unconfirmed
    assert fee.source.words("zh") == "PDPL（未经律师确认）"
    assert fee.source.words("en") == "PDPL (unconfirmed: a lawyer must check it)"


def test_ages_rights_and_categories_are_typed() -> None:
    minors, rights = _law("EU").minors, _law("CN").rights
    assert isinstance(minors, Minors) and minors.ages[0].by_member_state["FR"] == 15
    assert isinstance(rights, Listed) and "portability" in rights.values


def test_a_time_that_must_pass_is_not_a_deadline_for_an_answer() -> None:
    deadlines = _law("US-CA").request_reply_deadline
    assert isinstance(deadlines, tuple)
    waits: list[Deadline] = [one for one in deadlines if not one.answers]
    assert {one.due for one in waits} == {Duration(12, "month"), Duration(45, "day")}


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("confidence: sure}", "confidence: certain}", "confidence"),
        ("unit: working_day}", "unit: fortnight}", "unit"),
        ("extends: EU", "extends: XX", "extends"),
        ("day_roll: none", "day_rolls: none", "day_rolls"),
        ("{n: 15,", "{n: '015',", "n"),
        ("applies_from: 2027-05-14", "applies_from: someday", "applies_from"),
    ],
)
def test_what_the_schema_does_not_allow_is_refused_with_its_line(old: str, new: str, named: str) -> None:
    line = TEXT[: TEXT.index(old, TEXT.index("\njurisdictions:"))].count("\n") + 1
    with pytest.raises(KeptError) as refused:
        read_law(TEXT[: TEXT.index("\njurisdictions:")] + TEXT[TEXT.index("\njurisdictions:") :].replace(old, new, 1), "law.yaml")
    assert refused.value.code == "KEPT-S080"
    assert refused.value.fault.place.line == line
    assert str(refused.value.fault.facts["name"]).endswith(named)


def test_the_data_is_read_only_when_asked_for() -> None:
    code = "import sys, kept.law; print([name for name in ('holidays', 'kept.law.reading', 'yaml') if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parent)
    assert "holidays" not in ran.stdout and "kept.law.reading" not in ran.stdout
