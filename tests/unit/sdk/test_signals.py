"""Global Privacy Control and Do Not Track: a no to marketing where the statement promises to honour them, and nowhere else."""

from __future__ import annotations

import json
import time

import pytest

from kept.decisions import Agreement, Decisions, Person, compile_policy, fact_bits, facts_asked, facts_of, order_of, policy_document
from kept.packs import find
from kept.promises import known_kinds
from kept.statement import read_statement
from kept_sdk import Kept, Signals
from kept_sdk.people import People

LABEL, PURPOSE = "neocrm-2023", "purposes.marketing_emails"


def following(honoured: list[str]) -> Kept:
    """An application that knows one person, who agreed to mail, under a statement that promises so much."""
    decisions = Decisions(compile_policy(read_statement(find(LABEL).statement, known_kinds())))
    facts = facts_asked(decisions)
    document = {"label": LABEL, "policy": policy_document(decisions.policy, facts), "signals": honoured}
    people = People(json.loads(json.dumps(document)), "etag")
    agreed = Person(frozenset({Agreement(PURPOSE, LABEL)}), age=30, place="CN", home="CN", shown=frozenset({LABEL}))
    people.put("member:1", fact_bits(facts_of(decisions.policy, agreed), order_of(facts)), "CN", "CN")
    kept = Kept("http://127.0.0.1:9/api/p06/", "none")
    kept._following.people = people
    kept._following.lease.connected(time.monotonic(), 0.0)
    kept._following.lease.extend(0.0, 3600.0)
    return kept


@pytest.mark.parametrize(
    ("honoured", "signals", "allowed"),
    [
        (["Sec-GPC"], Signals(gpc=True), False),
        (["DNT"], Signals(dnt=True), False),
        (["DNT"], Signals(gpc=True), True),
        ([], Signals(gpc=True, dnt=True), True),
        (["DNT", "Sec-GPC"], Signals(), True),
        (["DNT", "Sec-GPC"], None, True),
    ],
)
def test_a_signal_goes_before_an_earlier_yes_where_it_is_honoured(honoured: list[str], signals: Signals | None, allowed: bool) -> None:
    answer = following(honoured).decide("member:1", None, PURPOSE, signals=signals)
    assert answer.allowed is allowed
    assert ["refusal"] * (not allowed) == [one.what for one in answer.missing]
