"""By what an agreement shows: the rows that bear on it, or only people who are asked."""

from types import SimpleNamespace
from typing import Any

import pytest

from kept.consent.agreeing import NEEDS_PERSON, UNSEEN, WRONG, Shape
from kept.consent.kinds.consent import Consent

NO_DATABASES: Any = SimpleNamespace(table=lambda path: None, counts=tuple, promise=SimpleNamespace(origin="act", clauses=()))


@pytest.mark.parametrize(
    ("consent", "shape"),
    [
        (Consent(form="conduct"), "conduct"),
        (Consent(form="explicit", timing="before transfer"), "transfer"),
        (Consent(recipient="telecom operator"), "code"),
        (Consent(refusal_effect="that function only", kept=("mail",)), "refusal"),
        (Consent(actor="successor", form="renewed consent", condition="not bound"), "successor"),
        (Consent(actor="third party"), "receiver"),
        (Consent(timing="prior", acts=("share",)), "sharing"),
        (Consent(form="active check mark", default="unticked"), "person"),
        (Consent(form="acceptance by use"), "person"),
        (Consent(scope=("additional personal information",), timing="any time"), "person"),
    ],
)
def test_each_way_of_agreeing_is_looked_at_where_it_shows(consent: Consent, shape: Shape) -> None:
    assert consent.shape == shape


def test_what_only_people_can_show_is_unproven_and_says_so() -> None:
    verdict = Consent(form="click agree", timing="before use").prove(NO_DATABASES)
    assert (verdict.outcome, verdict.reason) == ("unproven", NEEDS_PERSON)


def test_without_databases_no_agreement_is_kept_or_broken() -> None:
    for consent in (Consent(acts=("share",)), Consent(actor="third party"), Consent(refusal_effect="mail off", functions=("mail",))):
        assert consent.prove(NO_DATABASES).outcome == "unproven"


def test_whatever_rows_can_break_has_its_words() -> None:
    assert set(UNSEEN) <= set(WRONG)
    assert all(words.zh and words.en for words in (*WRONG.values(), *UNSEEN.values()))
