"""The law of a jurisdiction as the program sees it: each value typed, with its source, or known to be unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from kept.errors import Place
from kept.law.values import DayRoll, Extension, Keeping, Source, Term, Unknown
from kept.promises import Duration

T = TypeVar("T")


@dataclass(frozen=True)
class Stage:
    """A part of a law and the day on which it begins."""

    begins: date
    what: str


@dataclass(frozen=True, kw_only=True)
class Act:
    """A law in force, or about to be."""

    name: str
    source: Source
    effective: date
    amended: date | None = None
    full_duty: date | None = None
    stages: tuple[Stage, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Said:
    """A rule that the law data gives in words (English, our own): who supervises, what consent must be, when a refusal is allowed."""

    value: str
    source: Source
    note: str | None = None
    keep_at_least: Duration | None = None


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A list in the law: rights, sensitive categories, legal bases. ``more`` holds lists beside it (``special``, ``pending``)."""

    values: tuple[str, ...]
    source: Source
    note: str | None = None
    more: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class CalendarRule:
    """Which days are worked there. ``subdivision`` is None where the data leaves the choice open; ``choices`` says between what."""

    country: str | None
    subdivision: str | None
    choices: str | None
    weekend: frozenset[int]
    moved_days: bool
    source: Source
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """By when something must be done. ``about`` is the right or step; ``recipient`` who is to be told, where the data names them.

    ``due`` may be shorter or longer for some (``otherwise``: via a processor, for small organisations). ``kind`` marks what is no
    deadline for an answer: a time that must pass first, a target of one's own.
    """

    about: str | Unknown
    step: bool
    due: Term
    start: str
    source: Source
    extension: Extension | Unknown
    pause: str | Unknown
    day_roll: DayRoll | Unknown
    kind: str | None = None
    recurring: bool = False
    condition: str | None = None
    threshold: str | None = None
    exempt_if: str | None = None
    recipient: str | None = None
    content: str | None = None
    channels: str | None = None
    otherwise: Mapping[str, Duration]
    remarks: tuple[str, ...] = ()

    @property
    def answers(self) -> bool:
        """Whether this is a last day for doing something, and not a time to wait or a target."""
        return self.kind is None and not self.recurring


@dataclass(frozen=True, kw_only=True)
class Retention:
    """How long a record is kept at least (a floor that beats a request for erasure) or at most (a ceiling)."""

    record: str
    at_least: Keeping | None
    at_most: Keeping | None
    start: str
    source: Source
    holds: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AgeOfConsent:
    """From which age a person agrees alone."""

    age: int
    source: Source


@dataclass(frozen=True, kw_only=True)
class AgeRule:
    """What the law wants for people of an age: ``at_least`` to ``below``, or ages that member states or age bands set."""

    rule: str | None
    source: Source
    at_least: int | None = None
    below: int | None = None
    by_member_state: Mapping[str, int]
    bands: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Minors:
    age_of_consent: AgeOfConsent | Unknown
    ages: tuple[AgeRule, ...]
    guardian_consent: Said | Unknown


@dataclass(frozen=True, kw_only=True)
class Signal:
    """A signal or register by which people refuse, and what it obliges to."""

    signal: str
    duty: str
    source: Source


@dataclass(frozen=True, kw_only=True)
class Mechanism:
    """One way in which data may leave the country."""

    name: str
    source: Source
    when: str | None = None
    step: str | None = None
    validity: Duration | None = None
    countries: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class CrossBorder:
    rule: Said | Unknown
    mechanisms: tuple[Mechanism, ...]
    counted: Said | Unknown
    blocking: Said | Unknown


@dataclass(frozen=True, kw_only=True)
class Jurisdiction:
    """The law of one country, state or union.

    ``extends`` is the law it stands on (Germany on the Union's): what it does not say itself is taken from there, and what it says
    itself goes before. ``place`` is where it begins in the law data.
    """

    code: str
    name: str
    place: Place
    extends: Jurisdiction | None
    laws: tuple[Act, ...] | Unknown
    authority: Said | Unknown
    timezone: str | Unknown
    calendar: CalendarRule | Unknown
    language_requirement: Said | Unknown
    request_reply_deadline: tuple[Deadline, ...] | Unknown
    breach_notice_regulator: tuple[Deadline, ...] | Unknown
    breach_notice_subject: tuple[Deadline, ...] | Unknown
    minors: Minors | Unknown
    legal_bases: Listed | Unknown
    consent_rules: Said | Unknown
    consent_withdrawal: Said | Unknown
    opt_out_signals: tuple[Signal, ...] | Unknown
    cross_border: CrossBorder | Unknown
    localisation_rule: tuple[Said, ...] | Unknown
    statutory_minimum_retention: tuple[Retention, ...] | Unknown
    maximum_retention: tuple[Retention, ...] | Unknown
    fee_rule: Said | Unknown
    refusal_grounds: tuple[Said, ...] | Unknown
    rights: Listed | Unknown
    sensitive_categories: Listed | Unknown
    dpo_representative: tuple[Said, ...] | Unknown
    records_and_assessments: tuple[Said, ...] | Unknown
    penalties: Said | Unknown
    pending_changes: tuple[Said, ...] | Unknown

    @property
    def levels(self) -> tuple[Jurisdiction, ...]:
        """This law and those that it stands on, nearest first: a duty of any of them binds."""
        return (self, *(self.extends.levels if self.extends else ()))


def known(value: T | Unknown) -> T | None:
    """The value, or None where it is unknown: for a caller that has said elsewhere what it does not know."""
    return None if isinstance(value, Unknown) else value


@dataclass(frozen=True)
class Golden:
    """A worked example of the law data: the day something begins and the day it is due. ``due`` is None where it is provisional."""

    jurisdiction: str
    subdivision: str | None
    rule: str
    start: date
    due: date | None
    why: str


@dataclass(frozen=True)
class LawData:
    """All of the law data, and the day whose state it is."""

    as_of: date
    jurisdictions: Mapping[str, Jurisdiction]
    golden: tuple[Golden, ...]
