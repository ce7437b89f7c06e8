"""The SDK answers as Kept does, word for word, on invented statements, people and questions."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from kept.decisions import Decisions, Person, compile_policy, fact_bits, facts_asked, facts_of, order_of, policy_document
from kept.errors import KeptError
from kept_sdk.engine.model import Claim as TheirClaim
from kept_sdk.errors import KeptError as TheirError
from kept_sdk.people import People
from tests.model.inventing_statements import asked, invented, somebody
from tests.model.literal_decisions import Question

STATEMENTS, EACH = 150, 60


def plain(answer: Any) -> Any:
    """An answer as values that can be compared across the two."""
    missing = [(one.what, one.rule, one.matter, one.clauses, one.items, one.words.zh, one.words.en) for one in answer.missing]
    basis = [(one.kind, one.matter, one.clauses, one.evidence) for one in answer.basis]
    return answer.allowed, answer.label, answer.items, answer.rest, answer.drop, missing, basis, answer.clauses


def theirs(people: People, ref: str, said: Question) -> Any:
    claim = said.claim and TheirClaim(said.claim.exemption, said.claim.evidence, said.claim.ends_on, said.claim.today)
    return people.decisions.decide(
        people.of(ref), said.function, said.purpose, said.items, said.recipient, said.region, claim=claim, stale=said.stale
    )


@pytest.mark.parametrize("block", range(5))
def test_an_answer_in_the_application_is_the_answer_of_kept(block: int) -> None:
    answers = 0
    for seed in range(block * STATEMENTS // 5, (block + 1) * STATEMENTS // 5):
        literal, chance = invented(seed), Random(seed)
        ours = Decisions(
            compile_policy(
                literal.statement, earlier=literal.earlier, served=literal.served, routes=literal.routes, lawful_ages=literal.lawful_ages
            )
        )
        written = json.dumps({"label": "x", "policy": policy_document(ours.policy, facts_asked(ours))}, ensure_ascii=False)
        people, order = People(json.loads(written), "etag"), order_of(facts_asked(ours))
        for number in range(EACH):
            person, said = somebody(chance, literal), asked(chance, literal)
            people.put(f"p{number}", fact_bits(facts_of(ours.policy, person), order), person.place, person.home)
            try:
                expected = ours.decide(
                    ours.standing(person),
                    said.function,
                    said.purpose,
                    said.items,
                    said.recipient,
                    said.region,
                    claim=said.claim,
                    stale=said.stale,
                )
            except KeptError as error:
                with pytest.raises(TheirError) as caught:
                    theirs(people, f"p{number}", said)
                assert caught.value.code == error.code
                assert caught.value.message.startswith(error.fault.message("en"))
                continue
            assert plain(theirs(people, f"p{number}", said)) == plain(expected)
            answers += expected.allowed
    assert answers > 50


def test_somebody_unknown_is_a_person_of_whom_nothing_is_known() -> None:
    literal = invented(7)
    ours = Decisions(compile_policy(literal.statement))
    people = People(json.loads(json.dumps({"label": "x", "policy": policy_document(ours.policy, facts_asked(ours))})), "etag")
    assert people.of("nobody").lacks == ours.standing(Person()).lacks
