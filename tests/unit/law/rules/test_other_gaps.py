"""Clauses, contacts, languages and consents that laws want; what the law data does not know."""

from dataclasses import replace
from pathlib import Path

from kept.errors import Place
from kept.law import Jurisdiction, LawData, Unknown, jurisdiction, law_data
from tests.unit.law.rules.shop import found

ABROAD = {
    "storage": {
        "one": "is: residency\ncountry: CN\nlocation:\n  - {zh: 北京, en: Beijing}",
        "two": "is: residency\ncountry: SG\nlocation:\n  - {zh: 新加坡, en: Singapore}",
    }
}
CROSSING = {"borders": {"grounds": "is: cross-border\ncondition: consent"}}
OFFICER = {"contacts": {"officer": "is: contact\nemail: officer@example.com"}}
HOTLINE = {"contacts": {"hotline": 'is: contact\nphone: "400-000-0000"'}}
SENSITIVE = [("en: mobile number, group: contact,", "en: mobile number, group: contact, sensitive: yes,")]


def test_data_in_several_countries_wants_a_clause_on_borders(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, "no-cross-border-clause", add=ABROAD)
    assert finding.about == ("storage.two",) and "PIPL" in finding.source.en
    assert found(tmp_path, "no-cross-border-clause", countries="CN, DE")
    assert not found(tmp_path, "no-cross-border-clause", add=ABROAD | CROSSING)
    assert not found(tmp_path, "no-cross-border-clause")


def test_an_officer_wants_a_contact(tmp_path: Path) -> None:
    assert found(tmp_path, "no-officer-contact", add=HOTLINE)
    assert not found(tmp_path, "no-officer-contact", add=OFFICER)
    assert not found(tmp_path, "no-officer-contact", countries="JP", add=HOTLINE)


def test_a_representative_is_wanted_where_the_operator_does_not_sit(tmp_path: Path) -> None:
    (finding,) = found(
        tmp_path, "no-representative", countries="CN, DE", add=ABROAD | {"roles": {"operator": "is: role\noperator: Shop of Beijing Ltd"}}
    )
    assert "DE: GDPR art. 27" in finding.source.en and "CN" not in finding.source.en
    assert not found(tmp_path, "no-representative", countries="DE")
    assert not found(tmp_path, "no-representative", countries="SG, JP")
    named = {"contacts": {"eu_representative": "is: contact\nemail: eu@example.com"}}
    assert not found(tmp_path, "no-representative", countries="CN, DE", add=named)


def test_a_complaint_wants_an_authority(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, "no-complaint-authority", countries="SG")
    assert "Personal Data Protection Commission" in finding.source.en
    told = {"rights": {"complaint": "is: right-complain\ngrounds: [complaint to the supervisory authority]"}}
    assert not found(tmp_path, "no-complaint-authority", countries="SG", add=told)


def test_sensitive_items_want_a_consent_of_their_own(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, "sensitive-without-separate-consent", changes=SENSITIVE)
    assert finding.about == ("functions.ordering",) and "mobile number" in finding.message.en
    apart = {"consents": {"apart": "is: consent\nform: separate\nitems: [mobile]"}}
    assert not found(tmp_path, "sensitive-without-separate-consent", changes=SENSITIVE, add=apart)
    assert not found(tmp_path, "sensitive-without-separate-consent")


def test_a_language_that_a_law_wants_is_missed(tmp_path: Path) -> None:
    missing = [finding.message.en for finding in found(tmp_path, "language-missing", countries="CN, IN, DE, CA")]
    assert missing == ["The statement is not published in French.", "The statement is not published in German."]


def test_a_country_that_the_law_data_lacks_is_said_to_be_unknown(tmp_path: Path) -> None:
    (france,) = found(tmp_path, "unknown-law", countries="CN, FR")
    assert france.severity == "note" and "FR" in france.message.zh and "EU" in france.source.en
    (elsewhere,) = found(tmp_path, "unknown-law", countries="CN, AQ")
    assert "EU" not in elsewhere.source.en
    assert not found(tmp_path, "unknown-law")


def test_what_the_law_data_lacks_of_a_country_is_said(tmp_path: Path) -> None:
    china = jurisdiction("CN")
    assert isinstance(china, Jurisdiction)
    lacking = replace(china, rights=Unknown("CN.rights", Place("law.yaml", 1, 1)))
    law = LawData(law_data().as_of, {"CN": lacking}, ())
    (finding,) = found(tmp_path, "unknown-law", law=law)
    assert "rights" in finding.message.en
    assert not found(tmp_path, "missing-right", law=law)


def test_what_awaits_a_lawyer_is_noted(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, "unconfirmed-law", countries="ID")
    assert "authority" in finding.message.en and finding.severity == "note"
    assert not found(tmp_path, "unconfirmed-law", countries="CN")
