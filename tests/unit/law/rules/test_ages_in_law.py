"""Ages of children against those in law."""

from pathlib import Path

from tests.unit.law.rules.shop import found


def _ages(ages: str) -> dict[str, dict[str, str]]:
    return {"minors": {"children": f"is: minors\nage_under: {ages}"}}


def test_an_age_below_the_laws_is_an_error_where_it_is_below(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, "age-below-law", countries="CN, DE, IN", add=_ages("{CN: 14, DE: 14, IN: 18}"))
    assert finding.severity == "error" and "DE" in finding.message.en and "16 years" in finding.source.en


def test_an_age_at_or_above_the_laws_is_not(tmp_path: Path) -> None:
    assert not found(tmp_path, "age-below-law", countries="CN, DE", add=_ages("{CN: 14, DE: 16}"))


def test_a_country_without_an_age_is_told_the_laws(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, "no-age", countries="CN, SG, DE", add=_ages("{CN: 14}"))
    assert "SG, DE" in finding.message.en and "CN" not in finding.source.en
    (nothing,) = found(tmp_path, "no-age")
    assert nothing.place.line == 6, "where the countries are named"
    assert not found(tmp_path, "no-age", add=_ages("{CN: 14}"))
