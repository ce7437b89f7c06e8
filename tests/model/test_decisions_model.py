"""Decisions against a slow interpreter that reads the statement word for word."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.consent.kinds.function_extended import FunctionExtended
from kept.decisions import Agreement, Answer, Decisions, Person, column, compile_policy, decide_all
from kept.decisions.kinds.purpose_limit import PurposeLimit
from kept.errors import KeptError
from kept.packs import services_folder
from kept.promises import Item, Words, known_kinds
from kept.recipients.kinds.recipient import Recipient
from kept.residency.kinds.cross_border import CrossBorder
from kept.residency.kinds.residency import Residency
from kept.statement import read_statement
from tests.model.inventing_statements import asked, declared, invented, matters_of, maybe, some, somebody, stated
from tests.model.literal_decisions import Lack, Literal, Question, Result, UnknownName

# Every statement is asked so many questions; 100,000 cases in all. KEPT_CASES makes it more (or fewer) on a slow machine.
CASES = int(os.environ.get("KEPT_CASES", "100000"))
EACH = 100
STATEMENTS = sorted(services_folder().glob("*/statement/*.yaml"))


def ready(literal: Literal) -> Decisions:
    policy = compile_policy(
        literal.statement, earlier=literal.earlier, served=literal.served, routes=literal.routes, lawful_ages=literal.lawful_ages
    )
    return Decisions(policy)


def ask(decisions: Decisions, person: Person, said: Question) -> Answer:
    standing = decisions.standing(person)
    return decisions.decide(
        standing, said.function, said.purpose, said.items, said.recipient, said.region, claim=said.claim, stale=said.stale
    )


def result(answer: Answer) -> Result:
    missing = {Lack(one.what, one.matter, item) for one in answer.missing for item in one.items or ("",)}
    return Result(answer.allowed, answer.rest, frozenset(missing), frozenset((one.kind, one.matter) for one in answer.basis))


def agree(decisions: Decisions, literal: Literal, person: Person, said: Question) -> Result | None:
    """The answer of both, which is one; None where both know no such name."""
    try:
        expected = literal.answer(person, said)
    except UnknownName:
        with pytest.raises(KeptError) as caught:
            ask(decisions, person, said)
        assert caught.value.code == "KEPT-P020"
        return None
    found = ask(decisions, person, said)
    assert result(found) == expected, f"{said}\n{person}"
    assert found.drop == (tuple(item for item in found.items if item not in found.rest) if found.rest else ())
    return expected


def test_a_hundred_thousand_cases_of_invented_statements_are_decided_as_the_statement_reads() -> None:
    seen = Counter[str]()
    for seed in range(CASES // EACH):
        literal, chance = invented(seed), Random(seed)
        decisions = ready(literal)
        for _ in range(EACH):
            found = agree(decisions, literal, somebody(chance, literal), asked(chance, literal))
            seen["unknown" if found is None else "allowed" if found.allowed else "part" if found.rest else "refused"] += 1
            if found is not None:
                seen.update({lack.what for lack in found.missing} | {kind for kind, _ in found.basis})
    reasons = {"fresh state", "age", "age limit", "guardian", "notice", "consent", "separate consent", "evidence", "permission", "refusal"}
    reasons |= {"purpose", "recipient", "region", "route", "transfer", "item", "contract", "exemption", "necessary"}
    few = {name: seen[name] for name in (*reasons, "allowed", "part", "refused", "unknown") if seen[name] < CASES / 1000}
    assert not few, "too few cases to mean anything"
    assert seen["allowed"] > CASES / 12 and seen["part"] > CASES / 100


@given(st.integers(min_value=10_000_000), st.integers(min_value=0))
def test_any_statement_person_and_question_agree(seed: int, other: int) -> None:
    literal, chance = invented(seed), Random(other)
    agree(ready(literal), literal, somebody(chance, literal), asked(chance, literal))


@cache
def real(path: Path) -> Literal:
    statement = read_statement(path, known_kinds())
    older = [read_statement(other, known_kinds()) for other in path.parent.glob("*.yaml") if other < path]
    return Literal(statement, tuple(older), frozenset(), frozenset({"SG"}), {"CN": 14, "GB": 13, "DE": 16})


@pytest.mark.parametrize("path", STATEMENTS, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_the_statements_of_the_packs_are_decided_as_they_read(path: Path) -> None:
    literal, chance = real(path), Random(7)
    decisions, label = ready(literal), literal.statement.label
    names = {one.name for one in literal.said.permissions()}
    paths = literal.statement.declarations
    functions = sorted(decisions.policy.functions)
    purposes, parties = sorted(decisions.policy.purposes), sorted(decisions.policy.parties)
    items = tuple(sorted(decisions.policy.items))
    allowed = 0
    for _ in range(1500):
        function = chance.choice(functions)
        own = tuple(sorted(getattr(paths[function].body, "items", None) or ()))
        asking = tuple(dict.fromkeys((*some(chance, own)[:3], *(chance.sample(items, 1) if chance.random() < 0.3 else ()))))
        said = Question(
            function,
            chance.choice((None, None, chance.choice(purposes))),
            asking,
            chance.choice((None, None, *parties[:1], chance.choice(parties))),
            chance.choice((None, "CN", "SG")),
        )
        much = chance.choice((0.5, 1.0, 1.0))
        agreed = {
            Agreement(matter, label, chance.choice(("separate", "explicit"))) for matter in matters_of(literal) if chance.random() < much
        }
        person = Person(
            frozenset(agreed),
            chance.choice((None, 12, 16, 30, 30, 30)),
            chance.choice(("CN", "IN", None)),
            "CN",
            permissions=frozenset(names) if chance.random() < 0.7 else frozenset(),
            shown=frozenset({label}),
            no_marketing=chance.random() < 0.2,
            contract=maybe(chance, "C-1"),
        )
        found = agree(decisions, literal, person, said)
        allowed += found is not None and found.allowed
    assert allowed > 100


def small(level: str) -> Literal:
    """One function, one purpose, two items of which one is sensitive, one recipient, two countries."""
    declarations = [
        declared("items.name", "item", Item("姓名", "name")),
        declared("items.pulse", "item", Item("脉搏", "pulse", sensitive=True)),
        declared("functions.f", "function-extended", FunctionExtended(items=("name", "pulse"))),
        declared("purposes.p", "purpose-limit", PurposeLimit(items=("name",) if level == "narrow" else None)),
        declared("recipients.r", "recipient", Recipient(data=("name",), trigger=Words("时", "then"))),
        declared("storage.cn", "residency", Residency(country="CN")),
        declared("borders.open", "cross-border", CrossBorder(condition="consent")),
    ]
    together = [("functions.f", "purposes.p")] if level == "together" else []
    return Literal(stated("now", declarations, together), routes=frozenset({"SG"}))


@pytest.mark.parametrize("level", ["together", "apart", "narrow"])
def test_a_small_universe_is_decided_as_it_reads_to_its_last_case(level: str) -> None:
    literal = small(level)
    decisions = ready(literal)
    matters = ("functions.f", "purposes.p", "recipients.r", "items.pulse", "transfer:SG")
    people = [
        Person(
            frozenset(Agreement(matter, "now", form) for matter, form in zip(matters, forms, strict=True) if form), home="CN", shown=shown
        )
        for forms in product(
            (None, "explicit", "separate"), (None, "explicit"), (None, "explicit", "conduct"), (None, "explicit"), (None, "explicit")
        )
        for shown in (frozenset[str](), frozenset({"now"}))
    ]
    questions = [
        Question("functions.f", purpose, items, recipient, region)
        for purpose in (None, "purposes.p")
        for items in ((), ("name",), ("pulse",), ("name", "pulse"), ("pulse", "name"))
        for recipient in (None, "recipients.r")
        for region in (None, "CN", "SG", "FR")
    ]
    answers = [agree(decisions, literal, person, said) for person in people for said in questions]
    assert len(answers) == 11_520
    assert sum(answer is not None and answer.allowed for answer in answers) > 200


def helped(chance: Random, person: Person, literal: Literal) -> Person:
    """The same person with something more: an agreement, a permission, a notice seen, a guardian, a contract."""
    more = Agreement(chance.choice(matters_of(literal)), "now", "separate")
    return chance.choice(
        (
            replace(person, agreements=person.agreements | {more}),
            replace(person, permissions=person.permissions | {"gps", "camera"}),
            replace(person, shown=person.shown | {"now"}),
            replace(person, guardian=True),
            replace(person, contract="C-1"),
            replace(person, no_marketing=False),
        )
    )


@given(st.integers(min_value=0), st.integers(min_value=0))
def test_agreeing_never_forbids(seed: int, other: int) -> None:
    literal, chance = invented(seed), Random(other)
    decisions, person = ready(literal), somebody(chance, literal)
    better = helped(chance, person, literal)
    for _ in range(20):
        said = asked(chance, literal)
        try:
            before = ask(decisions, person, said)
        except KeptError:
            continue
        after = ask(decisions, better, said)
        assert after.allowed >= before.allowed
        assert set(after.rest) >= set(before.rest)


@given(st.integers(min_value=0), st.integers(min_value=0))
def test_withdrawing_never_allows_more(seed: int, other: int) -> None:
    literal, chance = invented(seed), Random(other)
    decisions, person = ready(literal), somebody(chance, literal)
    for gone in sorted(person.agreements, key=repr):
        rest = person.agreements - {gone} | ({replace(gone, withdrawn=True)} if chance.random() < 0.5 else frozenset())
        said = asked(chance, literal)
        try:
            before = ask(decisions, person, said)
        except KeptError:
            continue
        after = ask(decisions, replace(person, agreements=rest), said)
        assert after.allowed <= before.allowed
        assert set(after.rest) <= set(before.rest)


@given(st.integers(min_value=0), st.integers(min_value=0))
def test_a_batch_answers_as_single_decisions_do(seed: int, other: int) -> None:
    literal, chance = invented(seed), Random(other)
    decisions = ready(literal)
    people = [somebody(chance, literal) for _ in range(20)]
    said = replace(asked(chance, literal), claim=None)
    try:
        single = [ask(decisions, person, said) for person in people]
    except KeptError:
        return
    batch = decide_all(
        decisions, column(decisions, people), said.function, said.purpose, said.items, said.recipient, said.region, stale=said.stale
    )
    assert [batch.answer(row) for row in range(len(people))] == single
    assert list(batch.mask()) == [answer.allowed for answer in single]
    assert list(batch.allowed()) == [row for row, answer in enumerate(single) if answer.allowed]
    for item in said.items:
        assert list(batch.rest(item)) == [row for row, answer in enumerate(single) if item in answer.rest]


@given(st.integers(min_value=0), st.integers(min_value=0))
def test_what_is_left_when_items_are_dropped_is_allowed(seed: int, other: int) -> None:
    literal, chance = invented(seed), Random(other)
    decisions, person = ready(literal), somebody(chance, literal)
    for _ in range(20):
        said = asked(chance, literal)
        try:
            answer = ask(decisions, person, said)
        except KeptError:
            continue
        if answer.rest:
            again = ask(decisions, person, replace(said, items=answer.rest))
            assert again.allowed and again.basis == answer.basis
