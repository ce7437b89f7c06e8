# Made by `make engine` from src/kept/decisions/model.py: change that file, not this one.
"""What a decision is about and what it says: a person's state, what a statement asks for, and the answer with its reasons.

Plain values, all of them: nothing here reads a file, a clock or a database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from kept_sdk.words import Words

Form = Literal["explicit", "separate", "guardian", "conduct"]
EXPRESS: Final[frozenset[str]] = frozenset({"explicit", "separate", "guardian"})
SEPARATE: Final[frozenset[str]] = frozenset({"separate", "guardian"})

# The rules in the order in which a lawyer reads them; docs/explanation/decisions.md explains each.
Rule = Literal[
    "fresh", "age", "guardian", "notice", "basis", "sensitive", "permission", "refusal", "purpose", "recipient", "region", "minimisation"
]
ORDER: Final[tuple[Rule, ...]] = Rule.__args__  # type: ignore[attr-defined]

What = Literal[
    "fresh state",
    "age",
    "age limit",
    "guardian",
    "notice",
    "consent",
    "separate consent",
    "evidence",
    "permission",
    "refusal",
    "purpose",
    "recipient",
    "region",
    "route",
    "transfer",
    "item",
]
Act = Literal["collect", "share", "publish"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """One thing that a person said yes to: the matter, under which version of the statement, in what form, and whether it still stands.

    ``matter`` is the path of a declaration (``functions.work_orders``, ``items.call_content``) or ``transfer:SG``, as in the books.
    """

    matter: str
    label: str
    form: Form = "explicit"
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """What a snapshot holds of one person: all that a decision may know, and nothing that names anybody.

    ``age``: in whole years, or the least that the person declared ("I am over 18"); None if unknown. ``place``: country or state of
    residence (ISO 3166). ``home``: the country in which the person's data is kept; None before anything is kept. ``guardian``: a verified
    parent or guardian agreed to the person's use of the service. ``shown``: labels of the statements and paths of the notices seen.
    ``contract``: the reference of a contract in force that the service is owed under.
    """

    agreements: frozenset[Agreement] = frozenset()
    age: int | None = None
    place: str | None = None
    home: str | None = None
    guardian: bool = False
    permissions: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()
    no_marketing: bool = False
    contract: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """An exemption that somebody relies on for this once, with its evidence; ``today`` is needed where the evidence has an end."""

    exemption: str
    evidence: Mapping[str, str] = field(default_factory=dict)
    ends_on: date | None = None
    today: date | None = None

    @property
    def over(self) -> bool:
        """Whether it ended, or has an end and nobody says what day it is."""
        return self.ends_on is not None and (self.today is None or self.today > self.ends_on)


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that has to be so before data is used. ``met_by`` are facts about a person, any one of which is enough.

    ``matter`` names what is needed (the consent, the permission, the recipient); ``clauses`` say so in the statement; ``said`` is the
    sentence about it, with room for the ``label``.
    """

    what: What
    rule: Rule
    matter: str
    met_by: tuple[str, ...]
    clauses: tuple[str, ...]
    said: Words
    label: Words

    @property
    def words(self) -> Words:
        """The need in one sentence, the matter by the name that people read."""
        return Words(self.said.zh.format(self.label.zh), self.said.en.format(self.label.en))


@dataclass(frozen=True, slots=True)
class Missing:
    """A need that is not met; ``items`` are those that it concerns, none where it concerns all of them."""

    need: Need
    items: tuple[str, ...] = ()

    @property
    def what(self) -> What:
        return self.need.what

    @property
    def matter(self) -> str:
        return self.need.matter

    @property
    def rule(self) -> Rule:
        return self.need.rule

    @property
    def clauses(self) -> tuple[str, ...]:
        return self.need.clauses

    @property
    def words(self) -> Words:
        return self.need.words


@dataclass(frozen=True, slots=True)
class Basis:
    """What an allowed use stands on; an exemption comes with the evidence that was shown for it."""

    kind: Literal["consent", "contract", "exemption", "permission", "necessary"]
    matter: str
    clauses: tuple[str, ...] = ()
    evidence: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether all that was asked for is allowed. If not: ``missing`` is why, and without the items of ``drop`` the ``rest`` is allowed.

    ``rest`` is what may be used now (all of it where allowed, nothing where something is missing for all of it), ``basis`` what that
    stands on. ``clauses`` are the statement's sentences behind the answer, of version ``label``.
    """

    allowed: bool
    label: str
    items: tuple[str, ...]
    rest: tuple[str, ...]
    drop: tuple[str, ...]
    missing: tuple[Missing, ...]
    basis: tuple[Basis, ...]
    clauses: tuple[str, ...]

    def __bool__(self) -> bool:
        return self.allowed

    def reasons(self, language: Literal["zh", "en"]) -> tuple[str, ...]:
        """What is missing, one sentence each, in the order of the rules."""
        return tuple(missing.words.words(language) for missing in self.missing)


@dataclass(frozen=True, slots=True)
class Cell:
    """One function used for one purpose: the items that it may hold, and what has to be so.

    ``basis`` is what a use stands on that needs no consent. ``marketing`` purposes are closed to exemptions that are narrowed to others.
    """

    function: str
    purpose: str
    items: frozenset[str]
    needs: tuple[Need, ...]
    clauses: tuple[str, ...]
    basis: Literal["consent", "contract", "permission", "necessary"] = "consent"
    marketing: bool = False
    regions: frozenset[str] | None = None
    sensitive: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ItemRule:
    """An item of the statement: whether it is sensitive, and what else it needs wherever it is used (a permission of the device)."""

    sensitive: bool = False
    needs: tuple[Need, ...] = ()
    labels: Words | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody to whom data may go: ``items`` None where the statement lists none (then what the function holds)."""

    path: str
    items: frozenset[str] | None
    needs: tuple[Need, ...]
    clauses: tuple[str, ...]
    act: Act = "share"


@dataclass(frozen=True, slots=True)
class Ages:
    """The ages of a statement: below ``guarded`` (by place; elsewhere the highest) a guardian agrees, below ``barred`` nobody may.

    Below ``sensitive`` everything about a person counts as sensitive.
    """

    guarded: Mapping[str, int] = field(default_factory=dict)
    barred: int = 0
    sensitive: int = 0
    presumed_adult: bool = False
    clauses: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        return bool(self.guarded) or self.barred > 0 or self.sensitive > 0

    def below(self, place: str) -> int:
        """The age below which a guardian has to agree there."""
        found = self.guarded.get(place, self.guarded.get(place.partition("-")[0]))
        return max(self.guarded.values(), default=0) if found is None else found


@dataclass(frozen=True, slots=True)
class Ground:
    """An exemption as the statement has it: the evidence that it needs, for which acts, for whose data, and what it takes the place of."""

    path: str
    evidence: tuple[str, ...]
    acts: frozenset[Act]
    people: frozenset[str] | None
    kept_in: str | None
    narrowed: bool
    lifts: frozenset[What]
    clauses: tuple[str, ...]
    label: Words


@dataclass(frozen=True)
class Policy:
    """A statement, compiled for deciding. ``counting``: by matter the labels whose agreements still count (else its own only).

    ``separate_in``: the regions in which sensitive items need a consent of their own (None: everywhere); ``local``: places whose
    people's sensitive data stays there; ``uncollected``: items that no function collects, because they are made from others (a
    de-identified location).
    """

    label: str
    items: Mapping[str, ItemRule]
    functions: frozenset[str]
    purposes: frozenset[str]
    cells: Mapping[tuple[str, str], Cell]
    parties: Mapping[str, Party] = field(default_factory=dict)
    grounds: Mapping[str, Ground] = field(default_factory=dict)
    ages: Ages = Ages()
    regions: frozenset[str] = frozenset()
    region_clauses: tuple[str, ...] = ()
    transfers: bool = False
    routes: frozenset[str] = frozenset()
    border_clauses: tuple[str, ...] = ()
    local: frozenset[str] = frozenset()
    local_clauses: tuple[str, ...] = ()
    separate_in: frozenset[str] | None = None
    uncollected: frozenset[str] = frozenset()
    counting: Mapping[str, frozenset[str]] = field(default_factory=dict)
