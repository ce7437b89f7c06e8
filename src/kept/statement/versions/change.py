"""What differs between two versions of a statement, as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kept.promises import Words
from kept.statement.model import Statement

What = Literal["added", "removed", "changed"]
Effect = Literal["widens", "narrows", "neutral"]
Action = Literal["ask", "banner", "plain", "none"]
ACTIONS: Sequence[Action] = ("ask", "banner", "plain", "none")


@dataclass(frozen=True)
class Change:
    """One declaration that came or went, or one field of a declaration that says something else.

    ``path`` is the declaration's path, with the field behind it where only that changed; it names the change (``id``). ``old`` and
    ``new`` are what people read of it, None where there is nothing. ``gained`` and ``lost`` are what a list won and lost.
    ``effect``: ``widens`` lets the company do more or people less, ``narrows`` the other way round. ``clauses`` are those of the new
    text, or of the old one for what is gone.
    """

    path: str
    declaration: str
    kind: str
    field: str
    what: What
    old: Words | None
    new: Words | None
    label: Words
    effect: Effect
    clauses: tuple[str, ...]
    gained: tuple[Words, ...] = ()
    lost: tuple[Words, ...] = ()

    @property
    def id(self) -> str:
        return self.path


@dataclass(frozen=True)
class Criterion:
    """A ground on which a change counts as significant: its code, what it covers, and where it stands (a clause, or the law)."""

    code: str
    covers: Words
    source: Words


@dataclass(frozen=True)
class Judged:
    """A change with what follows from it: the criteria that make it significant, what has to be done, and for whom."""

    change: Change
    significant: tuple[str, ...]
    action: Action
    reason: Words
    whom: Words


@dataclass(frozen=True)
class Part:
    """A stretch of text: ``same`` in both versions, or only in the ``old`` or the ``new`` one."""

    side: Literal["same", "old", "new"]
    text: str


@dataclass(frozen=True)
class Passage:
    """A clause in both versions (or several, where one was split): their ids, title, and text taken apart, by language.

    ``renumbered`` clauses say word for word what they said, under another number.
    """

    old: str | None
    new: str | None
    title: Words
    what: Literal["added", "removed", "changed", "renumbered"]
    parts: dict[str, tuple[Part, ...]]


@dataclass(frozen=True)
class Difference:
    """Two versions held against each other: by meaning, by text, and by which criteria the changes were weighed.

    ``own_criteria`` says whether the criteria are those of the statement; Kept's defaults count where it has none.
    """

    old: Statement
    new: Statement
    changes: tuple[Judged, ...]
    passages: tuple[Passage, ...]
    criteria: tuple[Criterion, ...]
    own_criteria: bool

    def having(self, action: Action) -> tuple[Judged, ...]:
        """The changes that call for this action, in the statement's order."""
        return tuple(judged for judged in self.changes if judged.action == action)
