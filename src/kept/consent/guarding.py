"""Who cannot agree alone: ages by place from the statement, never below those of the law; unknown ages as the statement says.

Nobody is asked for a date of birth on account of this: where the vault knows none, the statement's own presumption counts, or a plain
declaration of being old enough, which serves that check and is not kept. PIPL art. 31; GDPR art. 8; COPPA; DPDP Act s. 9.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from dateutil.relativedelta import relativedelta

from kept.consent.ages import ages
from kept.law import Unknown, jurisdictions
from kept.statement import Statement

MAJORITY: Final = 18
UNION: Final = frozenset(re.findall("..", "ATBEBGCYCZDEDKEEESFIFRGRHRHUIEITLTLULVMTNLPLPTROSESISK"))
MEMBERS: Final[Mapping[str, frozenset[str]]] = {"EU": UNION, "EEA": UNION | {"IS", "LI", "NO"}, "UK": frozenset({"GB"})}
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
    """The ages of a statement, raised to those of the law (``lawful``). One that is for adults takes every minor for a child."""
    floor, barred, presumes = 0, 0, False
    minors = [one.body for one in statement.section("minors").values() if one.kind == "minors"]
    for body in minors:
        age = int(body.age_under) if body.age_under and body.age_under.isdecimal() else 0
        if age and body.inclusive is None and (body.acts or body.action == "stop use"):
            barred = max(barred, age)
        elif age and (body.basis or body.exceptions):
            floor = max(floor, age)
        floor = max(floor, MAJORITY if body.audience == "adults" else 0)
        presumes = presumes or body.limit == "capacity" or bool(body.audience)
    said = {place: max(age, floor) for place, age in ages(statement).items()}
    otherwise = max([floor, *said.values()])
    below = said | {place: max(age, said.get(place, otherwise)) for place, age in lawful.items()}
    return Guarding(below, otherwise, barred, presumes or not (minors or said))


def lawful_ages() -> Mapping[str, int]:
    """From which age a person agrees alone, by place, as far as the law data has it; a member state's own age before its union's."""
    found = dict[str, int]()
    for code, law in jurisdictions().items():
        if isinstance(law.minors, Unknown) or isinstance(law.minors.age_of_consent, Unknown):
            continue
        age = law.minors.age_of_consent.age
        found = dict.fromkeys(MEMBERS[code], age) | found if code in MEMBERS else found | {code: age}
        for rule in law.minors.ages:
            found |= rule.by_member_state
    return found
