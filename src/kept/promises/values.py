"""The values that declarations are written with: words in two languages, durations, references, whole numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BeforeValidator, GetCoreSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

Unit = Literal["hour", "day", "working day", "week", "month", "year"]
UNITS: Final[Mapping[Unit, tuple[str, str]]] = {
    "hour": ("小时", "hour"),
    "day": ("日", "day"),
    "working day": ("个工作日", "working day"),
    "week": ("周", "week"),
    "month": ("个月", "month"),
    "year": ("年", "year"),
}
DURATION: Final = re.compile(r"(?P<n>0|[1-9]\d*) (?P<unit>hour|day|working day|week|month|year)s?")


@dataclass(frozen=True, order=True)
class Duration:
    """A length of time as a statement says it: ``60 days``, ``15 working days``, ``6 months``. The unit is kept, never converted."""

    n: int
    unit: Unit

    @classmethod
    def parse(cls, text: object) -> Self:
        """Read ``<whole number> <unit>[s]``; raises a validation error that names the form expected."""
        if isinstance(text, cls):
            return text
        match = DURATION.fullmatch(str(text))
        if match is None:
            raise PydanticCustomError("duration", "a duration such as '60 days' was expected, found {found}", {"found": repr(text)})
        return cls(int(match["n"]), match["unit"])  # type: ignore[arg-type]

    def words(self, language: str) -> str:
        """``60 日`` or ``60 days``."""
        zh, en = UNITS[self.unit]
        return f"{self.n} {zh}" if language == "zh" else f"{self.n} {en}{'' if self.n == 1 else 's'}"

    def __str__(self) -> str:
        return self.words("en")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.parse,
            json_schema_input_schema=core_schema.str_schema(
                pattern=f"^{DURATION.pattern.replace('?P<n>', '?:').replace('?P<unit>', '?:')}$"
            ),
            serialization=core_schema.to_string_ser_schema(),
        )


@dataclass(frozen=True)
class Words:
    """The same words in Chinese and English; both are required."""

    zh: str
    en: str

    def words(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


def _phrase(said: object) -> object:
    return {"zh": said, "en": said} if isinstance(said, str) else said


def _phrases(said: object) -> object:
    return [said] if isinstance(said, (str, Mapping, Words)) else said


# Words that may be written once where they read the same in every language (names, hours) or where no clause shows them.
Phrase = Annotated[Words, BeforeValidator(_phrase)]
# One such phrase or a list of them.
Phrases = Annotated[tuple[Phrase, ...], BeforeValidator(_phrases)]


@dataclass(frozen=True)
class Item:
    """A kind of personal data: its names, its class, whether it is sensitive, and other names it goes by in an inventory."""

    zh: str
    en: str
    group: str = "other"
    sensitive: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Conflict:
    """A contradiction of the original: which clause says what else, and the reading that is kept."""

    clause: str
    says: Words
    resolved: Words


@dataclass(frozen=True)
class Refers:
    """Marks a text field as the name of a declaration in ``section`` (``items``, ``functions``, …)."""

    section: str


def _whole(value: object) -> object:
    """YAML lies about numbers: ``010`` must not silently become ten or eight."""
    if isinstance(value, str) and not re.fullmatch(r"0|-?[1-9]\d*", value):
        raise PydanticCustomError(
            "whole_number", "a whole number without leading zeros was expected, found {found}", {"found": repr(value)}
        )
    return value


def _several(value: object) -> object:
    """A single text, or the same words in two languages, is a list of one."""
    return (value,) if isinstance(value, (str, Mapping, Words)) else value


Whole = Annotated[int, BeforeValidator(_whole)]
Several = Annotated[tuple[str, ...], BeforeValidator(_several)]
SeveralWords = Annotated[tuple[Words, ...], BeforeValidator(_several)]
Name = Annotated[str, Refers("items")]
