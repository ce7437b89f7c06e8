"""The acts of consenting as values, and what is checked of them before anything is written: pure, no I/O.

Every refusal has a code and a way out; none of them names a person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Final, Literal
from uuid import UUID

from kept.consent.asking import Asked, Prompt
from kept.errors import KeptError
from kept.ledger.event import looks_personal

By = Literal["person", "guardian"]
KEY: Final = re.compile(r"[A-Za-z0-9_.:-]{1,128}")


@dataclass(frozen=True)
class Giving:
    """A person (or its guardian) agrees to one matter, having been shown exactly the wording with this SHA-256 (hexadecimal).

    ``key`` is the caller's own for this act: the same key again is the same act. ``channel`` is where it was asked, as a code.
    ``guardian_verified`` says how the guardian was verified, as a code. ``of_age`` is a person's plain word to be old enough, where the
    statement presumes nothing; it is not kept.
    """

    subject_id: int
    matter: str
    language: str
    wording_sha256: str
    key: str
    channel: str
    guardian_id: int | None = None
    guardian_verified: str | None = None
    of_age: bool = False

    @property
    def by(self) -> By:
        return "person" if self.guardian_id is None else "guardian"


@dataclass(frozen=True)
class Withdrawing:
    """A person (or its guardian) withdraws from one matter, whatever version it was given to. No reason is asked."""

    subject_id: int
    matter: str
    key: str
    channel: str
    guardian_id: int | None = None

    @property
    def by(self) -> By:
        return "person" if self.guardian_id is None else "guardian"


@dataclass(frozen=True)
class Known:
    """What the vault knows of whoever agrees: no more than the checks need."""

    key: bytes
    country: str
    subdivision: str | None
    born_on: date | None
    guardian_id: int | None
    ended: bool
    erased: bool


@dataclass(frozen=True)
class Held:
    """A consent that stands in the books: the newest of a person in a matter, withdrawn or not."""

    consent_id: int
    label: str
    language: str
    wording: str
    given_at: datetime
    withdrawn_at: datetime | None
    event_id: UUID | None


def digest(act: Giving | Withdrawing) -> bytes:
    """What was asked under a key, so that the key cannot be used for anything else. The key itself and the channel are no part of it."""
    said = [type(act).__name__, act.subject_id, act.matter, act.guardian_id]
    said += [act.language, act.wording_sha256] if isinstance(act, Giving) else []
    return sha256(repr(said).encode()).digest()


def checked_words(act: Giving | Withdrawing) -> None:
    """Key, channel and the guardian's verification are codes: what could name somebody stays out of ledger and receipt. KEPT-A015."""
    said = {"key": act.key, "channel": act.channel}
    if isinstance(act, Giving) and act.guardian_verified is not None:
        said["guardian_verified"] = act.guardian_verified
    for name, value in said.items():
        if not KEY.fullmatch(value) or looks_personal(value):
            raise KeptError("KEPT-A015", name=name)


def checked_prompt(asked: Asked, act: Giving) -> Prompt:
    """The prompt that was shown. Raises KEPT-A001 to A005."""
    prompt = asked.prompt(act.matter, act.language)
    if act.wording_sha256.lower() != prompt.sha256:
        raise KeptError(
            "KEPT-A005", asked.label, matter=act.matter, language=act.language, found=act.wording_sha256[:12], sha256=prompt.sha256
        )
    return prompt


def checked_version(asked: Asked, in_force: str | None, day: date) -> None:
    """The version is the one in force on that day, as the books know it. Raises KEPT-A010."""
    if in_force != asked.label:
        raise KeptError("KEPT-A010", asked.label, day=day.isoformat(), in_force=in_force or "-")


def checked_person(person: Known | None, subject_id: int, *, giving: bool) -> Known:
    """A person that is there. Raises KEPT-A011; who has left may still withdraw, and agrees to nothing new."""
    if person is None or person.erased or (giving and person.ended):
        raise KeptError("KEPT-A011", subject=subject_id)
    return person


def checked_guardian(asked: Asked, act: Giving, person: Known, guardian: Known | None, today: date) -> None:
    """Who may agree for this person. Raises KEPT-A006 (a child alone), A007 to A009, A016 (too young whatever a guardian says), A017."""
    ages = asked.guarding
    standing = ages.standing(person.born_on, person.country, person.subdivision, today)
    age = ages.age_at(person.country, person.subdivision)
    if standing == "barred":
        raise KeptError("KEPT-A016", asked.label, age=ages.barred)
    if standing == "unknown" and not act.of_age and act.guardian_id is None:
        raise KeptError("KEPT-A017", asked.label, age=age)
    if act.guardian_id is None:
        if standing == "guardian":
            raise KeptError("KEPT-A006", asked.label, matter=act.matter, age=age)
        return
    if standing == "alone" and person.born_on is not None:
        raise KeptError("KEPT-A009", asked.label, age=age)
    checked_own_guardian(act, person, guardian)
    if guardian is not None and ages.standing(guardian.born_on, guardian.country, guardian.subdivision, today) in ("guardian", "barred"):
        raise KeptError("KEPT-A008", guardian=act.guardian_id)
    if act.guardian_verified is None:
        raise KeptError("KEPT-A007")


def checked_own_guardian(act: Giving | Withdrawing, person: Known, guardian: Known | None) -> None:
    """The guardian is this person's, and there. Raises KEPT-A008."""
    if act.guardian_id is not None and (person.guardian_id != act.guardian_id or guardian is None or guardian.erased):
        raise KeptError("KEPT-A008", guardian=act.guardian_id)


def today(now: datetime) -> date:
    return now.astimezone(UTC).date()
