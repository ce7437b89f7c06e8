"""What a statement becomes when it is compiled for deciding."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kept.datamap import read_datamap
from kept.decisions import Decisions, Policy, ages_in_law, compile_policy, served_together
from kept.packs import find, services_folder
from kept.promises import known_kinds
from kept.statement import read_statement
from tests.unit.decisions.neocrm import adult, statement

STATEMENTS = sorted(services_folder().glob("*/statement/*.yaml"))


def compiled(label: str) -> Policy:
    return compile_policy(statement(label))


@pytest.mark.parametrize("path", STATEMENTS, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_every_function_of_every_statement_can_be_asked_about(path: object) -> None:
    said = read_statement(path, known_kinds())  # type: ignore[arg-type]
    policy = compile_policy(said)
    functions = {f"functions.{name}" for name in said.section("functions")}
    assert functions and functions <= policy.functions
    assert all((name, name) in policy.cells for name in policy.functions)
    assert {one.path for one in said.declarations.values() if one.kind == "consent-exemption"} == set(policy.grounds)
    needs = [need for cell in policy.cells.values() for need in cell.needs]
    assert all(need.met_by and need.words.zh and need.words.en for need in needs)


def test_a_clause_ties_a_purpose_to_its_functions() -> None:
    policy = compiled("neocrm-2023")
    tied = policy.cells["functions.work_orders", "purposes.location_services"]
    apart = policy.cells["functions.webinar", "purposes.location_services"]
    assert "purposes.location_services" not in {need.matter for need in tied.needs}
    assert "purposes.location_services" in {need.matter for need in apart.needs}


def test_a_purpose_that_lists_items_narrows_the_function_to_them() -> None:
    cell = compiled("neocrm-2023").cells["functions.email_subscription", "purposes.marketing_emails"]
    assert cell.items == {"email"}


def test_where_a_statement_gives_no_age_for_a_place_its_highest_counts() -> None:
    assert compiled("xiaoman-2021").ages.below("CN") == 18
    assert compile_policy(statement("neocrm-2021")).ages.below("FR") == 14


def test_no_statement_goes_below_the_age_that_the_law_asks_for() -> None:
    assert not compiled("phocol-2025").ages.guarded
    assert compile_policy(statement("phocol-2025"), lawful_ages=ages_in_law()).ages.below("DE") == 16
    assert compile_policy(statement("neocrm-2021"), lawful_ages={"CN": 12}).ages.below("CN") == 14


def test_the_age_that_closes_a_service_is_the_one_below_which_it_says_stop_or_collects_nothing() -> None:
    assert compiled("xiaoman-2021").ages.barred == 14
    assert compiled("phocol-2025").ages.barred == 4


def test_permissions_are_found_for_items_by_list_and_name_and_for_optional_functions_by_their_name() -> None:
    items = compiled("neocrm-2023").items
    assert [need.matter for need in items["gps_latitude_and_longitude"].needs] == ["permissions.gps"]
    assert [need.matter for need in items["call_records"].needs] == ["permissions.call_log"]
    assert items["ip_location"].needs == ()
    pictures = compiled("xiaoman-2021").cells["functions.pictures", "functions.pictures"]
    assert "permissions.camera" in {need.matter for need in pictures.needs}


def test_an_earlier_label_counts_for_a_matter_that_has_not_widened() -> None:
    policy = compile_policy(statement("neocrm-2023"), earlier=[statement("neocrm-2021")])
    assert policy.counting["functions.work_orders"] == {"neocrm-2023", "neocrm-2021"}
    assert policy.counting["functions.device_details"] == {"neocrm-2023"}, "its contradiction is new"
    assert policy.counting["consents.india_before_transfer"] == {"neocrm-2023"}


def test_exemptions_reach_no_further_than_the_statement_says() -> None:
    grounds = compiled("phocol-2025").grounds
    assert "DE" in (grounds["exemptions.eea_contract"].people or ()) and "GB" in (grounds["exemptions.eea_contract"].people or ())
    assert "CN" not in (grounds["exemptions.eea_contract"].people or ())
    assert compiled("neocrm-2023").grounds["exemptions.passing_on_for_contract"].kept_in == "CN"


def test_functions_and_purposes_whose_data_lies_in_one_table_belong_together() -> None:
    served = served_together(read_datamap(find("neocrm-2023").datamap, statement()))
    assert ("functions.identity_verification", "purposes.organisation_management") in served
    assert ("functions.visitor_health_screening", "purposes.organisation_management") not in served
    decisions = Decisions(compile_policy(statement(), served=served))
    member = decisions.standing(replace(adult(), contract="C-7"))
    answer = decisions.decide(member, "functions.identity_verification", "purposes.organisation_management", ("mobile", "email"))
    assert answer.allowed and [one.kind for one in answer.basis] == ["contract"]
