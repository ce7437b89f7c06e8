"""By what a promise about children shows: accounts, rows, requests, the page, or only people of that age."""

import pytest

from kept.consent.kinds.minors import Minors


@pytest.mark.parametrize(
    ("promise", "shape"),
    [
        (Minors(age_under="14", exceptions=("guardian consent",)), "children"),
        (Minors(age_under="4", acts=("collect", "use")), "children"),
        (Minors(audience="adults"), "accounts"),
        (Minors(age_under="4"), "accounts"),
        (Minors(age_under="14", action="stop use"), "accounts"),
        (Minors(action="delete", timing="as soon as possible"), "requests"),
        (Minors(who="parent or guardian"), "requests"),
        (Minors(age_under="18", basis="guardian consent"), "guardians"),
        (Minors(basis="accidental visit"), "accidents"),
        (Minors(items=("name",)), "page"),
        (Minors(age_under="14", inclusive=True), "person"),
        (Minors(subjects=("minors",), law="applicable rules"), "person"),
    ],
)
def test_each_promise_about_children_is_looked_at_where_it_shows(promise: Minors, shape: str) -> None:
    assert promise.shape == shape


def test_an_age_is_one_below_which_somebody_is_a_child_unless_it_counts_itself() -> None:
    assert Minors(age_under="4").operator == "under"
    assert Minors(age_under="14", inclusive=True).operator == "up to"
    assert Minors(audience="adults").operator is None
