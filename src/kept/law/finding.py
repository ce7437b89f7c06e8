"""What lint says: a remark as a rule makes it, and the finding that it becomes once its place, clause and severity are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from kept.errors import Place
from kept.promises import Words
from kept.statement import Declared

Severity = Literal["error", "warning", "note"]
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "note")


@dataclass(frozen=True)
class Remark:
    """What a rule has seen.

    ``about`` are the declarations that are remarked on, the one to be mended first; ``other`` those that they are held against,
    and ``source`` what these say (or what the law says). Clauses are added from the declarations: ``against`` names only what
    else speaks against them, a clause without a declaration, and ``articles`` those of the law that ``source`` cites. ``place`` and
    ``clause`` are given only where they are not those of the first declaration, ``severity`` only where it differs from the rule's.
    """

    message: Words
    source: Words
    mend: Words
    about: tuple[Declared, ...] = ()
    other: tuple[Declared, ...] = ()
    against: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    clause: str = ""
    place: Place | None = None
    severity: Severity | None = None


@dataclass(frozen=True)
class Finding:
    """A remark in its place, with the paths of the declarations on both of its sides.

    ``known`` is whether a mark in the statement explains it, with ``resolved`` as the reading kept: it is shown, and counts for nothing.
    """

    rule: str
    severity: Severity
    clause: str
    place: Place
    message: Words
    source: Words
    mend: Words
    about: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    known: bool = False
    resolved: Words | None = None
