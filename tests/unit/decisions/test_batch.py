"""One question about many people."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kept.decisions import column, decide_all
from kept.errors import KeptError
from tests.unit.decisions.neocrm import GPS, WORK_ORDERS, adult, decisions

MAILS = ("functions.email_subscription", "purposes.marketing_emails")
PEOPLE = [
    adult(*MAILS),
    replace(adult(*MAILS), no_marketing=True),
    adult("functions.email_subscription"),
    replace(adult(), age=None, no_marketing=True),
    adult(*MAILS),
]


def test_a_campaign_reaches_those_who_may_get_it_and_nobody_else() -> None:
    batch = decide_all(decisions(), column(decisions(), PEOPLE), *MAILS, ("email",))
    assert list(batch.allowed()) == [0, 4]
    assert batch.mask() == bytes([1, 0, 0, 0, 1])


def test_a_campaign_says_of_each_row_why_not_as_a_single_decision_does() -> None:
    lacks = column(decisions(), PEOPLE)
    batch = decide_all(decisions(), lacks, *MAILS, ("email",))
    single = [decisions().decide(decisions().standing(person), *MAILS, ("email",)) for person in PEOPLE]
    assert [batch.answer(row) for row in range(len(PEOPLE))] == single


def test_the_reasons_of_a_campaign_are_counted() -> None:
    batch = decide_all(decisions(), column(decisions(), PEOPLE), *MAILS, ("email",))
    counted = {(need.what, need.matter): rows for need, rows in batch.reasons().items()}
    assert counted[("refusal", MAILS[1])] == 2
    assert counted[("consent", MAILS[1])] == 2
    assert counted[("age", "age")] == 1


def test_an_export_may_keep_the_items_that_each_row_allows() -> None:
    people = [adult(WORK_ORDERS), replace(adult(WORK_ORDERS), permissions=frozenset()), adult()]
    batch = decide_all(decisions(), column(decisions(), people), WORK_ORDERS, None, (GPS, "ip_location"))
    assert list(batch.rest(GPS)) == [0]
    assert list(batch.rest("ip_location")) == [0, 1]


def test_an_item_that_nobody_may_use_closes_the_batch_and_is_named() -> None:
    batch = decide_all(decisions(), column(decisions(), PEOPLE), *MAILS, ("email", "mobile"))
    assert batch.closed == ("mobile",)
    assert not any(batch.mask()) and list(batch.allowed()) == []
    assert batch.answer(0).drop == ("mobile",)


def test_a_stale_column_allows_nobody_and_says_so() -> None:
    batch = decide_all(decisions(), column(decisions(), PEOPLE), *MAILS, ("email",), stale=True)
    assert list(batch.allowed()) == [] and not any(batch.mask()) and list(batch.rest("email")) == []
    assert batch.answer(0).missing[0].what == "fresh state"


def test_an_unknown_item_is_an_error_before_anybody_is_looked_at() -> None:
    with pytest.raises(KeptError):
        decide_all(decisions(), [], *MAILS, ("shoe_size",))


def test_equal_states_are_held_once() -> None:
    first, *_, last = column(decisions(), PEOPLE)
    assert first is last
