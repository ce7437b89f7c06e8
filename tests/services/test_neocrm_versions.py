"""The difference between neocrm-2021 and neocrm-2023: no real change is missed, and nothing unchanged is reported."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping

import pytest

from kept.packs import find, services_folder
from kept.promises import known_kinds
from kept.statement import Statement, read_statement
from kept.statement.versions import Difference, Judged, difference

# The co-sponsors' own row stayed; what they may do with the data is a row of purposes, which changed, and both say it.
SAID_BY_OTHER_ROWS = {"recipients.co_sponsors"}
PAIRS = services_folder() / "neocrm" / "inventory" / "neocrm-pairs.tsv"


@pytest.fixture(scope="module")
def versions() -> tuple[Statement, Statement]:
    kinds, places = known_kinds(), [find("neocrm-2021"), find("neocrm-2023")]
    old, new = (read_statement(place.statement, kinds, place.inventory) for place in places)
    return old, new


@pytest.fixture(scope="module")
def found(versions: tuple[Statement, Statement]) -> Difference:
    return difference(*versions)


def _by_row(statement: Statement) -> Mapping[str, str]:
    return {row: promise.path for promise in statement.promises for row in promise.covers}


def _pairs() -> list[dict[str, str]]:
    with PAIRS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _lenders(statement: Statement, path: str) -> set[str]:
    """The declarations from which one borrows what it says; a change is reported where the fact stands."""
    declared = statement.declarations.get(path)
    return {".".join(name.split(".")[:2]) for name in declared.borrowed.values()} if declared else set()


def _judged(found: Difference, path: str) -> list[Judged]:
    return [judged for judged in found.changes if judged.change.id == path]


def test_every_row_that_changed_came_or_went_is_reported(found: Difference, versions: tuple[Statement, Statement]) -> None:
    old, new = map(_by_row, versions)
    reported = {judged.change.declaration for judged in found.changes}
    header = {judged.change.declaration for judged in found.changes if judged.change.kind == "header"}
    missed = [
        (pair["id_2021"], pair["id_2023"], path)
        for pair in _pairs()
        if pair["relation"] != "same"
        for path in [new.get(pair["id_2023"]) or old.get(pair["id_2021"]) or ""]
        if not ({path, *_lenders(versions[1], path)} & reported) and not (path.startswith("updates.") and "version" in header)
    ]
    assert missed == []


def test_what_is_the_same_in_both_is_not_reported(found: Difference, versions: tuple[Statement, Statement]) -> None:
    old, new = map(_by_row, versions)
    differing = {
        path
        for pair in _pairs()
        if pair["relation"] != "same"
        for path in (old.get(pair["id_2021"]), new.get(pair["id_2023"]))
        if path is not None
    } | SAID_BY_OTHER_ROWS
    unchanged = [
        judged.change.id
        for judged in found.changes
        if judged.change.kind not in ("header", "item") and judged.action != "none" and judged.change.declaration not in differing
    ]
    assert unchanged == []


# The verdicts of a careful reading (neocrm-diff), where that reading is sure of itself.
@pytest.mark.parametrize(
    ("path", "action"),
    [
        ("version", "plain"),
        ("roles.operator.name", "none"),
        ("roles.crm_content.vendor_role", "banner"),
        ("definitions.personal_information.test", "banner"),
        ("definitions.sensitive_information.harm", "banner"),
        ("definitions.sensitive_information.categories", "banner"),
        ("definitions.child_in", "banner"),
        ("functions.identity_verification.refusal_effect", "banner"),
        ("functions.wecom_identity.consent", "ask"),
        ("functions.weibo_identity.consent", "ask"),
        ("functions.associated_accounts", "plain"),
        ("sources.other_sources.sources", "plain"),
        ("permissions.asked_first", "banner"),
        ("permissions.gps_switched_on", "banner"),
        ("exemptions.collecting_for_contract", "ask"),
        ("exemptions.passing_on_in_other_statutory_cases", "ask"),
        ("exemptions.anonymised_sharing.data_state", "banner"),
        ("sources.authorisation_for_others.joined_with_right", "banner"),
        ("cookies.advertising_interests.scope", "banner"),
        ("recipients.google_maps", "ask"),
        ("recipients.baidu_map", "ask"),
        ("recipients.co_sponsors.purpose", "banner"),
        ("sdks.directory", "banner"),
        ("handovers.authority_scope.limit", "banner"),
        ("assessments.safeguards_of_handover", "plain"),
        ("storage.sites.sites", "ask"),
        ("storage.p10", "ask"),
        ("storage.p15", "ask"),
        ("storage.p20", "ask"),
        ("storage.p01", "banner"),
        ("rights.copy_by_email", "banner"),
    ],
)
def test_what_follows_from_a_change(found: Difference, path: str, action: str) -> None:
    assert [judged.action for judged in _judged(found, path)] == [action]


def test_neither_version_has_criteria_so_the_defaults_count_and_say_so(found: Difference) -> None:
    assert not found.own_criteria
    assert {criterion.code for criterion in found.criteria} >= {"data", "organisation", "recipients", "rights", "contacts", "risk"}


def test_unchanged_clauses_do_not_appear_among_the_texts(found: Difference, versions: tuple[Statement, Statement]) -> None:
    shown = {passage.new for passage in found.passages if passage.what != "renumbered"}
    assert shown.isdisjoint({"7.2(a)", "7.2(e)", "10(a)", "10(b)"})
    assert ("6.1", "6(1)") in [(passage.old, passage.new) for passage in found.passages if passage.what == "renumbered"]


def test_versions_of_other_services_or_in_the_wrong_order_are_refused(versions: tuple[Statement, Statement]) -> None:
    old, new = versions
    with pytest.raises(Exception, match="KEPT-S061"):
        difference(new, old)


# Names that are the same in both languages, and an address that the original misprints.
NAMES = re.compile(
    r"Beijing Ingage ?App Internet Technology Ltd\.,? Co\.|https?:\S.*|Neocrm|Google|Tencent|Huawei|AWS|Cookie|Amap|Unsubscribe|Click Here"
)


def test_chinese_readers_find_no_english_words_among_the_changes(found: Difference) -> None:
    said = [(judged.change.id, words.zh) for judged in found.changes for words in (judged.change.old, judged.change.new) if words]
    assert [(path, zh) for path, zh in said if re.search(r"[a-z]{3,}", NAMES.sub("", zh))] == []


def test_a_new_ban_on_crossing_a_border_is_good_for_people(found: Difference) -> None:
    assert [(judged.change.effect, judged.action) for judged in _judged(found, "borders.india_handling")] == [("narrows", "plain")]
