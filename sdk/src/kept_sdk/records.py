"""What Kept hands out about agreeing: the prompt to show, the receipt to keep, what somebody agreed to so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True)
class Prompt:
    """One matter, in one language, exactly as it has to be shown; ``sha256`` goes back with the answer."""

    matter: str
    label: str
    language: str
    title: str
    text: str
    items: tuple[str, ...]
    sensitive: tuple[str, ...]
    form: str
    withdraw: str
    refusing: str
    sha256: str


@dataclass(frozen=True)
class Receipt:
    """A receipt after ISO/IEC TS 27560: ``text`` is exactly what is kept and checked, ``document`` the same as values."""

    id: str
    text: str
    again: bool = False
    depended: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def document(self) -> Mapping[str, Any]:
        import json

        found: Mapping[str, Any] = json.loads(self.text)
        return found


@dataclass(frozen=True)
class Agreed:
    """Something that a person agreed to, now or before."""

    matter: str
    title: str
    said: str
    label: str
    form: str
    given_at: str
    withdrawn_at: str | None
    receipt: str | None

    @property
    def standing(self) -> bool:
        return self.withdrawn_at is None


def prompt_from(said: Mapping[str, Any]) -> Prompt:
    return Prompt(**{**said, "items": tuple(said["items"]), "sensitive": tuple(said["sensitive"])})


def receipt_from(said: Mapping[str, Any]) -> Receipt:
    depended = {name: tuple(values) for name, values in (said.get("depended") or {}).items()}
    return Receipt(said["id"], said["receipt"], bool(said.get("again")), depended)


@dataclass(frozen=True)
class Version:
    """How a person stands to the version in force: whether they were shown it, which one ``before``, and what they said to it."""

    label: str
    seen: bool
    before: str | None
    answer: Literal["accepted", "declined"] | None


@dataclass(frozen=True)
class Link:
    """A way into a page of Kept's. ``url`` is None where Kept does not know the address of its own pages: put that before ``path``."""

    path: str
    url: str | None
    expires_at: str
