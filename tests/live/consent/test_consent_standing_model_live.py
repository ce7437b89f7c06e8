"""Whatever a person does in whatever order, what stands and what was are what a model says that only remembers lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kept.consent import Giving, Withdrawing, agreements, give, verify_receipt, withdraw
from kept.errors import KeptError
from tests.live.consent.consenting import ADULT, GUARDIAN, NOW, TRIAL, WORK_ORDERS, Region, neocrm, random

MATTERS = (WORK_ORDERS, TRIAL, "purposes.smart_marketing")
ACTS = st.tuples(
    st.sampled_from(["give", "withdraw"]),
    st.sampled_from([ADULT, GUARDIAN]),
    st.sampled_from(MATTERS),
    st.sampled_from(["zh", "en"]),
    st.integers(0, 5),
)


@dataclass
class Model:
    """Every agreement ever given, as a list to search from its end."""

    given: list[dict[str, object]] = field(default_factory=list)
    keys: dict[tuple[int, int], tuple[object, ...]] = field(default_factory=dict)

    def act(self, what: str, person: int, matter: str, language: str, key: int) -> str:
        """What has to happen: ``new``, ``again`` or the code of a refusal."""
        asked = (what, matter, language if what == "give" else "")
        if (person, key) in self.keys:
            return "again" if self.keys[person, key] == asked else "KEPT-A012"
        mine = [one for one in self.given if (one["person"], one["matter"]) == (person, matter)]
        standing = [one for one in mine if not one["ended"]]
        if what == "give":
            if standing and standing[-1]["language"] == language:
                return "again"
            self.given.append({"person": person, "matter": matter, "language": language, "ended": False})
        elif not mine:
            return "KEPT-A013"
        elif not standing:
            return "again"
        for one in standing if what == "withdraw" else ():
            one["ended"] = True
        self.keys[person, key] = asked
        return "new"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, max_size=14))
def test_what_stands_after_any_acts_is_what_the_model_says(region: Region, acts: list[tuple[str, int, str, str, int]]) -> None:
    model = Model()
    region.connection.rollback()
    region.connection.execute("delete from kept.consent")
    for number, (what, person, matter, language, key) in enumerate(acts):
        now, shown = NOW + timedelta(minutes=number), neocrm().prompt(matter, language).sha256
        try:
            if what == "give":
                answer = give(
                    region.connection,
                    neocrm(),
                    region.signer,
                    Giving(person, matter, language, shown, f"k-{key}", "app"),
                    now,
                    random,
                )
            else:
                answer = withdraw(region.connection, neocrm(), region.signer, Withdrawing(person, matter, f"k-{key}", "app"), now, random)
            happened = "again" if answer.again else "new"
            assert verify_receipt(answer.receipt, region.key).matter == matter
        except KeptError as error:
            happened = error.code
        assert happened == model.act(what, person, matter, language, key)
    for person in (ADULT, GUARDIAN):
        found = agreements(region.connection, neocrm(), person)
        mine = [one for one in model.given if one["person"] == person]
        assert [(one.matter, one.language, one.withdrawn_at is not None) for one in found.history] == [
            (one["matter"], one["language"], one["ended"]) for one in mine
        ]
        newest = {one["matter"]: one["language"] for one in mine if not one["ended"]}
        assert {one.matter: one.language for one in found.standing} == newest
