"""What a decision promises, rule by rule, on the statement of neocrm; docs/explanation/decisions.md has the rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kept.decisions import Agreement, Answer, Basis, Claim, Decisions, Person, compile_policy
from kept.errors import KeptError
from tests.unit.decisions.neocrm import GPS, LABEL, WORK_ORDERS, adult, agreed, decisions, statement

LOCATION = "purposes.location_services"
HEALTH = "functions.visitor_health_screening"


def ask(person: Person, function: str, purpose: str | None = None, *items: str, **more: Any) -> Answer:
    return decisions().decide(decisions().standing(person), function, purpose, items, **more)


def lacking(answer: Answer) -> list[tuple[str, str]]:
    return [(one.what, one.matter) for one in answer.missing]


# ---------------------------------------------------------------- an answer


def test_what_the_person_agreed_to_is_allowed_with_its_clause_and_its_basis() -> None:
    answer = ask(adult(WORK_ORDERS), WORK_ORDERS, LOCATION, GPS)
    assert answer and answer.allowed
    assert (answer.rest, answer.drop, answer.missing) == ((GPS,), (), ())
    assert answer.label == LABEL
    assert "2.1(7)" in answer.clauses
    assert answer.basis[0] == Basis("consent", WORK_ORDERS, ("2.1(7)",))


def test_a_refusal_says_what_is_missing_by_which_rule_and_clause_in_both_languages() -> None:
    (missing,) = ask(adult("items.gps_latitude_and_longitude"), WORK_ORDERS, LOCATION, GPS).missing
    assert (missing.what, missing.matter, missing.rule, missing.clauses) == ("consent", WORK_ORDERS, "basis", ("2.1(7)",))
    assert missing.words.en == "The person has not expressly agreed to this: work orders."
    assert missing.words.zh == "缺少本人对“工单功能”的明示同意。"


def test_reasons_come_in_the_order_of_the_rules() -> None:
    nobody = Person()
    rules = [one.rule for one in ask(nobody, WORK_ORDERS, LOCATION, GPS, "mobile", recipient="recipients.amap", region="SG").missing]
    assert rules == sorted(rules, key=["age", "notice", "basis", "sensitive", "permission", "recipient", "minimisation"].index)
    assert ask(nobody, WORK_ORDERS).reasons("zh")[0] == "不知道本人的年龄。"


@pytest.mark.parametrize("matters", [(WORK_ORDERS,), ()])
def test_the_same_situation_is_explained_once_whoever_is_in_it_and_whatever_the_answer(matters: tuple[str, ...]) -> None:
    other = replace(adult(*matters), age=55)
    assert ask(adult(*matters), WORK_ORDERS, LOCATION, GPS) is ask(other, WORK_ORDERS, LOCATION, GPS)


def test_items_may_come_as_any_sequence_and_twice() -> None:
    asked: Any = [GPS, GPS]
    answer = decisions().decide(decisions().standing(adult(WORK_ORDERS)), WORK_ORDERS, None, asked)
    assert answer.allowed and answer.items == (GPS,)


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("function", "purpose", "items", "recipient", "near"),
    [
        ("functions.work_order", None, (), None, "functions.work_orders"),
        ("work_orders", None, (), None, "work_orders"),
        (WORK_ORDERS, "purposes.location_service", (), None, "purposes.location_services"),
        (WORK_ORDERS, None, ("gps_latitude",), None, "latitude"),
        (WORK_ORDERS, None, (GPS,), "recipients.a_map", "recipients.amap"),
    ],
)
def test_an_unknown_name_is_an_error_that_names_near_ones(
    function: str, purpose: str | None, items: tuple[str, ...], recipient: str | None, near: str
) -> None:
    with pytest.raises(KeptError) as caught:
        decisions().decide(decisions().standing(adult()), function, purpose, items, recipient)
    assert caught.value.code == "KEPT-P020"
    assert near in caught.value.fault.way_out("en")
    assert near in caught.value.fault.way_out("zh")


@pytest.mark.parametrize("purpose", ["purposes.legitimate_sharing", "purposes.entrusted_work_only"])
def test_a_rule_about_all_purposes_is_no_purpose(purpose: str) -> None:
    with pytest.raises(KeptError):
        ask(adult(WORK_ORDERS), WORK_ORDERS, purpose)


@pytest.mark.parametrize(
    "recipient", ["recipients.cooperation_contract", "recipients.california_no_sale", "recipients.agents_and_service_firms"]
)
def test_a_rule_about_all_recipients_is_no_recipient(recipient: str) -> None:
    with pytest.raises(KeptError):
        ask(adult(WORK_ORDERS), WORK_ORDERS, recipient=recipient)


def test_an_unknown_item_is_an_error_even_beside_known_ones_and_while_stale() -> None:
    for stale in (False, True):
        with pytest.raises(KeptError):
            ask(adult(WORK_ORDERS), WORK_ORDERS, None, GPS, "shoe_size", stale=stale)


# ---------------------------------------------------------------- the person's state


def test_stale_means_no_and_says_so() -> None:
    answer = ask(adult(WORK_ORDERS), WORK_ORDERS, LOCATION, GPS, stale=True)
    assert not answer.allowed
    assert (answer.rest, lacking(answer)) == ((), [("fresh state", "state")])
    assert answer.reasons("en") == ("Nobody knows the present choices of this person.",)


def test_an_unknown_age_is_missing_and_a_guardian_is_not_asked_for_in_vain() -> None:
    assert lacking(ask(replace(adult(WORK_ORDERS), age=None), WORK_ORDERS, LOCATION, GPS)) == [("age", "age")]


def test_a_minor_needs_a_guardian_and_so_does_everybody_below_majority_where_the_service_is_for_adults() -> None:
    for age in (13, 17):
        minor = replace(adult(WORK_ORDERS), age=age)
        assert lacking(ask(minor, WORK_ORDERS, LOCATION, GPS)) == [("guardian", "guardian")]
        assert ask(replace(minor, guardian=True), WORK_ORDERS, LOCATION, GPS).allowed


def test_everything_about_a_child_under_fourteen_takes_a_separate_agreement() -> None:
    support = "functions.customer_support"
    for age, form, allowed in ((13, "explicit", False), (13, "guardian", True), (14, "explicit", True)):
        child = Person(agreed(support, form=form), age, "CN", "CN", guardian=True, shown=frozenset({LABEL}))
        assert ask(child, support, None, "name").allowed is allowed


def test_nobody_is_decided_about_who_has_not_seen_the_statement() -> None:
    assert lacking(ask(replace(adult(WORK_ORDERS), shown=frozenset()), WORK_ORDERS, LOCATION, GPS)) == [("notice", LABEL)]


# ---------------------------------------------------------------- basis


@pytest.mark.parametrize("withdrawn", [True, False])
def test_a_withdrawn_agreement_is_none(withdrawn: bool) -> None:
    person = replace(adult(), agreements=frozenset({Agreement(WORK_ORDERS, LABEL, "separate", withdrawn)}))
    assert ask(person, WORK_ORDERS, LOCATION, GPS).allowed is not withdrawn


def test_conduct_is_no_agreement() -> None:
    support = "functions.customer_support"
    person = replace(adult(), agreements=agreed(support, form="conduct"))
    assert lacking(ask(person, support, None, "name")) == [("consent", support)]


def test_an_agreement_to_one_function_is_none_to_another() -> None:
    assert lacking(ask(adult(WORK_ORDERS), "functions.webinar", None, "name")) == [("consent", "functions.webinar")]


def test_an_earlier_agreement_counts_where_the_new_text_asks_for_no_more_and_not_where_it_does() -> None:
    earlier = replace(adult(), agreements=agreed(WORK_ORDERS, "functions.wecom_identity", label="neocrm-2021"))
    assert ask(earlier, WORK_ORDERS, LOCATION, GPS).allowed
    alone = Decisions(compile_policy(statement()))
    assert not alone.decide(alone.standing(earlier), WORK_ORDERS, LOCATION, (GPS,)).allowed


def test_a_basic_function_stands_on_the_contract_or_on_consent() -> None:
    verification = "functions.identity_verification"
    by_contract = ask(replace(adult(), contract="C-7"), verification, None, "mobile")
    by_consent = ask(adult(verification), verification, None, "mobile")
    assert by_contract.allowed and [one.kind for one in by_contract.basis] == ["contract"]
    assert by_consent.allowed and [one.kind for one in by_consent.basis] == ["consent"]
    assert not ask(adult(), verification, None, "mobile").allowed


def test_a_contradiction_is_decided_for_the_person_so_that_no_contract_carries_the_code_by_sms() -> None:
    answer = ask(replace(adult(), contract="C-7"), "functions.sms_verification", None, "mobile")
    assert lacking(answer) == [("consent", "functions.sms_verification")]


def test_a_purpose_that_no_clause_states_with_the_function_takes_a_consent_of_its_own() -> None:
    support, purpose = "functions.customer_support", "purposes.contact_verification"
    assert lacking(ask(adult(support), support, purpose, "email")) == [("consent", purpose)]
    assert ask(adult(support, purpose), support, purpose, "email").allowed
    together = Decisions(compile_policy(statement(), served=[(support, purpose)]))
    assert together.decide(together.standing(adult(support)), support, purpose, ("email",)).allowed


def test_whoever_refused_marketing_is_left_out_whatever_they_agreed_to() -> None:
    purpose = "purposes.marketing_emails"
    person = adult("functions.email_subscription", purpose)
    assert ask(person, "functions.email_subscription", purpose, "email").allowed
    refused = replace(person, no_marketing=True)
    assert lacking(ask(refused, "functions.email_subscription", purpose, "email")) == [("refusal", purpose)]


# ---------------------------------------------------------------- exemptions


def test_an_exemption_is_used_only_with_its_evidence_and_named_with_it() -> None:
    claim = Claim("exemptions.collecting_by_statutory_duty", {"citation": "PIPL art. 13(1)(3)"})
    answer = ask(adult(), HEALTH, None, "body_temperature", claim=claim)
    assert answer.allowed
    assert answer.basis == (Basis("exemption", claim.exemption, answer.basis[0].clauses, (("citation", "PIPL art. 13(1)(3)"),)),)
    bare = ask(adult(), HEALTH, None, "body_temperature", claim=replace(claim, evidence={}))
    assert ("evidence", claim.exemption) in lacking(bare) and not bare.allowed


def test_an_exemption_that_was_not_needed_is_not_named() -> None:
    claim = Claim("exemptions.collecting_by_statutory_duty", {"citation": "PIPL art. 13(1)(3)"})
    assert "exemption" not in {one.kind for one in ask(adult(HEALTH), HEALTH, None, "symptoms", claim=claim).basis}


def test_a_contract_as_an_exemption_is_no_separate_consent_to_what_is_sensitive() -> None:
    claim = Claim("exemptions.collecting_for_contract", {"contract_ref": "C-7"})
    assert lacking(ask(adult(), HEALTH, None, "symptoms", claim=claim)) == [("separate consent", "items.symptoms")]


@pytest.mark.parametrize(("today", "allowed"), [(date(2026, 11, 28), True), (date(2026, 11, 29), False), (None, False)])
def test_an_emergency_ends_and_without_a_day_it_counts_as_over(today: date | None, allowed: bool) -> None:
    claim = Claim("exemptions.collecting_in_emergency", {"incident_ref": "I-1"}, date(2026, 11, 28), today)
    assert ask(adult(), HEALTH, None, "symptoms", claim=claim).allowed is allowed


def test_an_exemption_for_collecting_is_none_for_passing_on_and_a_chinese_one_none_for_data_kept_elsewhere() -> None:
    passing = {"recipient": "recipients.amap"}
    collecting = Claim("exemptions.collecting_by_statutory_duty", {"citation": "x"})
    assert not ask(adult(), WORK_ORDERS, None, "de_identified_location", claim=collecting, **passing).allowed
    handing = Claim("exemptions.passing_on_by_statutory_duty", {"citation": "x"})
    assert ask(adult(), WORK_ORDERS, None, "de_identified_location", claim=handing, **passing).allowed
    abroad = replace(adult(), home="SG", place="SG")
    assert not ask(abroad, WORK_ORDERS, None, "de_identified_location", claim=handing, **passing).allowed


# ---------------------------------------------------------------- items


def test_a_sensitive_item_takes_a_separate_consent_and_the_others_go_without_it() -> None:
    person = replace(adult(), agreements=agreed("functions.visitor_registration", HEALTH, form="explicit"))
    assert lacking(ask(person, HEALTH, None, "symptoms")) == [("separate consent", "items.symptoms")]
    to_the_item = replace(person, agreements=person.agreements | agreed("items.symptoms", form="explicit"))
    answer = ask(to_the_item, HEALTH, None, "symptoms", "body_temperature")
    assert (answer.allowed, answer.rest, answer.drop) == (False, ("symptoms",), ("body_temperature",))


def test_an_item_that_a_permission_opens_takes_that_permission_and_no_other_will_do() -> None:
    person = replace(adult(WORK_ORDERS), permissions=frozenset({"contacts", "call_log"}))
    answer = ask(person, WORK_ORDERS, LOCATION, GPS, "ip_location")
    assert lacking(answer) == [("permission", "permissions.gps")]
    assert (answer.rest, answer.drop) == (("ip_location",), (GPS,))


def test_what_the_statement_does_not_list_for_the_function_is_dropped_and_the_rest_is_allowed() -> None:
    answer = ask(adult(WORK_ORDERS), WORK_ORDERS, LOCATION, GPS, "mobile")
    assert (answer.allowed, answer.rest, answer.drop) == (False, (GPS,), ("mobile",))
    (missing,) = answer.missing
    assert (missing.rule, missing.items) == ("minimisation", ("mobile",))
    assert missing.words.en == "The statement does not list this item for that use: mobile number."


def test_nothing_is_left_where_something_is_missing_for_all_of_it() -> None:
    answer = ask(adult("items.gps_latitude_and_longitude"), WORK_ORDERS, LOCATION, GPS, "mobile")
    assert (answer.rest, answer.drop, answer.basis) == ((), (), ())


# ---------------------------------------------------------------- recipients and regions


def test_a_recipient_takes_a_consent_of_its_own_and_gets_only_what_is_declared_for_it() -> None:
    amap = "recipients.amap"
    assert lacking(ask(adult(WORK_ORDERS), WORK_ORDERS, LOCATION, "de_identified_location", recipient=amap)) == [("consent", amap)]
    answer = ask(adult(WORK_ORDERS, amap), WORK_ORDERS, LOCATION, "de_identified_location", GPS, recipient=amap)
    assert (answer.rest, answer.drop, lacking(answer)) == (("de_identified_location",), (GPS,), [("recipient", amap)])


def test_a_consent_that_names_its_recipient_counts_for_it() -> None:
    verification = "functions.identity_verification"
    person = adult(verification, "consents.registration_code")
    assert ask(person, verification, None, "mobile", recipient="recipients.telecom_operator").allowed


def test_an_entrusted_firm_takes_no_consent_unless_the_statement_contradicts_itself_about_it() -> None:
    support = "functions.customer_support"
    assert ask(adult(support), support, None, "email", recipient="recipients.technical_support").allowed
    assert lacking(ask(adult(support), support, None, "email", recipient="recipients.contractors")) == [
        ("consent", "recipients.contractors")
    ]


def test_from_whom_data_only_comes_nothing_goes_to() -> None:
    answer = ask(adult(WORK_ORDERS, "recipients.wechat_pay"), WORK_ORDERS, None, GPS, recipient="recipients.wechat_pay")
    assert lacking(answer) == [("recipient", "recipients.wechat_pay")]


def test_a_firm_bound_to_deidentified_data_gets_nothing_else() -> None:
    answer = ask(adult("functions.trial"), "functions.trial", None, "email", recipient="recipients.data_analysis")
    assert lacking(answer) == [("recipient", "recipients.data_analysis")]


def test_data_leaves_its_country_only_by_a_lawful_route_and_with_an_agreement_to_that_transfer() -> None:
    person = adult(WORK_ORDERS, "transfer:SG")
    assert lacking(ask(person, WORK_ORDERS, LOCATION, GPS, region="SG")) == [("route", "SG")]
    open_to_singapore = Decisions(compile_policy(statement(), routes=["SG"]))
    asked = (WORK_ORDERS, LOCATION, (GPS,), None, "SG")
    assert open_to_singapore.decide(open_to_singapore.standing(person), *asked).allowed
    without = open_to_singapore.decide(open_to_singapore.standing(adult(WORK_ORDERS)), *asked)
    assert lacking(without) == [("transfer", "transfer:SG")]
    assert ask(person, WORK_ORDERS, LOCATION, GPS, region="CN").allowed


def test_a_country_where_the_statement_keeps_nothing_is_no_place_for_data() -> None:
    assert lacking(ask(adult(WORK_ORDERS), WORK_ORDERS, LOCATION, GPS, region="FR")) == [("region", "FR")]


def test_sensitive_data_of_people_in_india_stays_in_india_whatever_they_agreed_to() -> None:
    support = "functions.phone_consultation"
    person = replace(adult(WORK_ORDERS, support), place="IN", home="SG")
    assert lacking(ask(person, WORK_ORDERS, LOCATION, GPS, region="SG")) == [("region", "SG")]
    assert ask(person, support, None, "email", region="SG").allowed


# ---------------------------------------------------------------- room


def test_answers_that_are_kept_stay_few_and_the_same_when_room_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kept.decisions.deciding.KEPT_CASES", 5)
    small = Decisions(compile_policy(statement()), room=20)
    standing = small.standing(adult(WORK_ORDERS))
    functions = sorted(small.policy.functions)
    for _ in range(2):
        for function in functions:
            again = decisions().decide(decisions().standing(adult(WORK_ORDERS)), function, None, (GPS,))
            assert small.decide(standing, function, None, (GPS,)).missing == again.missing
    assert len(small._asked) <= 20 and len(small._cases) <= 5
