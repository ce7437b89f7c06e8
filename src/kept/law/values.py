"""The values that law data is made of: what a law gives a number for, what it leaves open, what nobody has found out yet.

Three things must never be mistaken for one another: a number (``Duration``), a law that is known to give none (``Unnumbered``), and
a value that the law data lacks (``Unknown``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from kept.errors import Place
from kept.law.wording import in_chinese, told
from kept.promises import Duration, Words

Confidence = Literal["sure", "likely", "check"]
UNCONFIRMED: Final = Words("（未经律师确认）", " (unconfirmed: a lawyer must check it)")


@dataclass(frozen=True)
class Source:
    """Where a value comes from: law and article, how sure it is, where it stands in the law data, and from which day it applies."""

    text: str
    confidence: Confidence
    place: Place
    seen: bool = False
    applies_from: date | None = None

    @property
    def unconfirmed(self) -> bool:
        return self.confidence == "check"

    def applies_on(self, day: date) -> bool:
        """Whether the duty has begun by ``day``; one without a date of its own has."""
        return self.applies_from is None or self.applies_from <= day

    def words(self, language: str) -> str:
        """The citation as people read it, and whether it still awaits a lawyer."""
        text = in_chinese(self.text) if language == "zh" else self.text
        return f"{text}{UNCONFIRMED.words(language)}" if self.unconfirmed else text


@dataclass(frozen=True)
class Unknown:
    """A value that the law data does not have. It is neither *no duty* nor *anything goes*: whoever needs it says so and stops."""

    what: str
    place: Place

    def words(self, language: str) -> str:
        return f"未知（法律数据没有 {self.what}）" if language == "zh" else f"unknown (the law data has no {self.what})"


@dataclass(frozen=True)
class Unnumbered:
    """What a law says where it gives no number: *without undue delay*. ``text`` is empty where the data does not tell."""

    text: str

    def words(self, language: str) -> str:
        if not self.text:
            return "法律没有给出数字" if language == "zh" else "no number in the law"
        return f"没有数字：{told(self.text).zh}" if language == "zh" else f"no number: {self.text}"


@dataclass(frozen=True)
class Permanent:
    """To be kept for good."""

    def words(self, language: str) -> str:
        return "永久" if language == "zh" else "permanently"


Term = Duration | Unnumbered
Keeping = Duration | Unnumbered | Permanent


@dataclass(frozen=True)
class Extension:
    """How much longer an answer may take, how often, and on what condition."""

    by: Term
    times: int
    condition: str | None


DayRoll = Literal["next_working_day", "none"]
