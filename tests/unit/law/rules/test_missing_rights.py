"""Rights that laws give against those that a statement offers."""

from pathlib import Path

from kept.law import jurisdictions
from kept.law.model import Listed
from kept.law.rules.missing_rights import BY_CODE, ELSEWHERE
from tests.unit.law.rules.shop import found

DELETE = {"rights": {"delete": "is: right-delete\nground: [no longer needed]"}}


def _missing(folder: Path, countries: str, add: dict[str, dict[str, str]] | None = None) -> set[str]:
    return {finding.message.en.split(": ")[1].rstrip(".") for finding in found(folder, "missing-right", countries=countries, add=add)}


def test_a_right_that_is_not_offered_is_found_and_one_that_is_offered_is_not(tmp_path: Path) -> None:
    assert {"access", "deletion", "withdrawing consent"} <= _missing(tmp_path, "CN")
    assert "deletion" not in _missing(tmp_path, "CN", DELETE)


def test_only_rights_of_the_countries_named_are_asked_for(tmp_path: Path) -> None:
    assert "asking through an agent" in _missing(tmp_path, "US-CA")
    assert "asking through an agent" not in _missing(tmp_path, "CN")
    assert "deletion" not in _missing(tmp_path, "CA")


def test_a_right_that_several_laws_give_is_one_finding_with_all_their_articles(tmp_path: Path) -> None:
    deletion = [one for one in found(tmp_path, "missing-right", countries="CN, DE, IN") if "deletion" in one.message.en]
    assert len(deletion) == 1
    assert all(code in deletion[0].source.en for code in ("CN: PIPL", "DE: GDPR", "IN: DPDP"))


def test_every_right_in_the_law_data_is_known_to_the_rule(tmp_path: Path) -> None:
    listed = [law.rights for law in jurisdictions().values() if isinstance(law.rights, Listed)]
    assert not {code for rights in listed for code in rights.values} - set(BY_CODE) - ELSEWHERE
    assert not found(tmp_path, "unread-right", countries="CN, VN, KR")
