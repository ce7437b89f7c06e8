"""One mapping of the law data while it is read: its values by their types, where each stands, and what nobody has read yet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from kept.errors import KeptError, Place
from kept.law.values import Unknown
from kept.statement.reading import Document, Steps

NULL: Final = "null"


@dataclass
class Entry:
    """A mapping of the law data that remembers where it stands and what has been read of it."""

    document: Document
    steps: Steps
    data: Mapping[str, Any]
    taken: set[str] = field(default_factory=set)

    @property
    def place(self) -> Place:
        return self.document.place(*self.steps)

    def wrong(self, key: str, expected: str) -> KeptError:
        return KeptError(
            "KEPT-S080",
            self.document.place(*self.steps, key),
            name=".".join(str(step) for step in (*self.steps, key)),
            found=repr(self.data.get(key)),
            expected=expected,
        )

    def has(self, key: str) -> bool:
        self.taken.add(key)
        return self.data.get(key) not in (None, NULL)

    def maybe(self, key: str) -> str | None:
        if not self.has(key):
            return None
        value = self.data[key]
        if not isinstance(value, str):
            raise self.wrong(key, "text")
        return value

    def text(self, key: str) -> str:
        value = self.maybe(key)
        if value is None:
            raise self.wrong(key, "text")
        return value

    def unknown(self, key: str) -> Unknown:
        self.taken.add(key)
        return Unknown(".".join(str(step) for step in (*self.steps, key)), self.document.place(*self.steps, key))

    def whole(self, key: str) -> int:
        value = self.text(key)
        if not re.fullmatch(r"0|[1-9]\d*", value):
            raise self.wrong(key, "a whole number")
        return int(value)

    def maybe_whole(self, key: str) -> int | None:
        return self.whole(key) if self.has(key) else None

    def day(self, key: str) -> date | None:
        if not self.has(key):
            return None
        try:
            return date.fromisoformat(self.text(key))
        except ValueError as error:
            raise self.wrong(key, "a day such as 2026-11-23") from error

    def must_day(self, key: str) -> date:
        day = self.day(key)
        if day is None:
            raise self.wrong(key, "a day such as 2026-11-23")
        return day

    def flag(self, key: str) -> bool:
        value = self.maybe(key)
        if value not in (None, "true", "false"):
            raise self.wrong(key, "true or false")
        return value == "true"

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.data[key] if self.has(key) else []
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.wrong(key, "a list of texts")
        return tuple(value)

    def entry(self, key: str) -> Entry:
        value = self.data[key] if self.has(key) else None
        if not isinstance(value, dict):
            raise self.wrong(key, "a mapping")
        return Entry(self.document, (*self.steps, key), value)

    def entries(self, key: str) -> tuple[Entry, ...]:
        value = self.data[key] if self.has(key) else None
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.wrong(key, "a list of mappings")
        return tuple(Entry(self.document, (*self.steps, key, index), one) for index, one in enumerate(value))

    def done(self) -> None:
        """Raises KEPT-S080 for the first key that nothing has read."""
        for key in self.data:
            if key not in self.taken:
                raise self.wrong(key, "nothing of that name, by the schema at the head of the law data")
