"""Who cannot agree alone: ages by place from the statement, never below those of the law; unknown ages as the statement says.

Nobody is asked for a date of birth on account of this: where the vault knows none, the statement's own presumption counts, or a plain
declaration of being old enough, which serves that check and is not kept. PIPL art. 31; GDPR art. 8; COPPA; DPDP Act s. 9.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dateutil.relativedelta import relativedelta

from kept.consent.ages import ages
from kept.decisions.places import ages_in_law, ages_of
from kept.statement import Statement

Standing = Literal["alone", "guardian", "barred", "unknown"]


@dataclass(frozen=True)
class Guarding:
    """``below``: the age by place under which a guardian has to agree; ``otherwise`` where no place of a person has one.

    ``barred``: under this age nobody uses the service, whatever a guardian says. ``presumes``: the statement takes people whose age
    nobody knows for old enough.
    """

    below: Mapping[str, int]
    otherwise: int
    barred: int
    presumes: bool

    def age_at(self, country: str, subdivision: str | None) -> int:
        """The age under which somebody who lives there needs a guardian; the higher where state and country both have one."""
        here = [self.below[place] for place in (subdivision or "", country) if place in self.below]
        return max(here, default=self.otherwise)

    def highest(self, places: Iterable[str]) -> int:
        """The highest of the ages of these places."""
        return max((self.age_at(place.partition("-")[0], place) for place in places), default=self.otherwise)

    def standing(self, born_on: date | None, country: str, subdivision: str | None, today: date) -> Standing:
        """Whether a person agrees alone, by a guardian, or not at all; ``unknown`` where the statement does not presume."""
        if born_on is None:
            return "alone" if self.presumes else "unknown"
        if born_on > today - relativedelta(years=self.barred):
            return "barred"
        return "guardian" if born_on > today - relativedelta(years=self.age_at(country, subdivision)) else "alone"


def guarding(statement: Statement, lawful: Mapping[str, int]) -> Guarding:
    """The ages by which decisions are made, for asking: never below those of the law (``lawful``), and whether an unknown age will do.

    A statement that says whom it takes for able to agree, or that it is for some audience, presumes; so does one that speaks of no age.
    """
    said = ages_of(statement, {}, lawful)
    minors = [one.body for one in statement.section("minors").values() if one.kind == "minors"]
    presumes = any(body.limit == "capacity" or body.audience for body in minors) or not (minors or ages(statement))
    own = ages_of(statement, {}, {}).guarded
    below = {place: age for place, age in said.guarded.items() if place}
    return Guarding(below, max(own.values(), default=0), said.barred, presumes)


lawful_ages = ages_in_law
