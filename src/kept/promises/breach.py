"""Breaches: small deliberate violations that a probe must see."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from kept.promises.look import Rehearsal

Violation = Callable[[Any, Rehearsal], None]
F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Breach:
    """One breach of a kind: its name, what it says it does, and the kinds that may rightly turn broken with it (``also``)."""

    name: str
    title: str
    also: tuple[str, ...]
    violate: Violation


def breach(title: str, *, also: tuple[str, ...] = ()) -> Callable[[F], F]:
    """Mark a method ``(self, rehearsal)`` of a kind as a breach.

    ``also`` names other kinds whose promises state the same fact and so may turn broken too. A breach that has nothing to
    violate for this promise returns without touching anything, and is then not counted.
    """

    def mark(method: F) -> F:
        method.__breach__ = (title, also)  # type: ignore[attr-defined]
        return method

    return mark


def breaches_of(kind: type) -> tuple[Breach, ...]:
    """The breaches of a kind in the order in which they are written."""
    marked = [(name, method) for name, method in inspect.getmembers(kind, inspect.isfunction) if hasattr(method, "__breach__")]
    marked.sort(key=lambda entry: entry[1].__code__.co_firstlineno)
    return tuple(Breach(name, method.__breach__[0], method.__breach__[1], method) for name, method in marked)
