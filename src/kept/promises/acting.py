"""Acts: short scripts in which planted people use the running service, so that its behaviour can be proven.

A kind writes an act beside its probe, as a method marked with ``@act``:

    @act("a person refuses and keeps working")
    def refusing(self, stage: Stage) -> None:
        somebody = stage.person()
        somebody.refuse(stage.promise.path)
        stage.expect(WORKS, somebody.use("functions.work_orders").done, True)
        stage.leaves("crm.visit", somebody, rows=0)

``expect`` compares what was observed at the edge (a page, a message, what a recipient was given) at once. ``leaves`` says what rows the
act must have left; ``kept prove`` counts them itself, later. A verb that the pack has no way to do, or a page that does not answer,
ends the act as *not done*: its promise is then unproven, with that reason.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar, cast

from kept.promises.person import Person, Verb
from kept.promises.values import Words

if TYPE_CHECKING:
    from kept.datamap import DataMap
    from kept.promises.promise import Promise
    from kept.statement import Statement

F = TypeVar("F", bound=Callable[..., Any])
Script = Callable[[Any, "Stage"], None]
# Says in ``leaves`` that a column must hold something, whatever it is; None says that it must hold nothing.
FILLED: Final = "(filled)"
ANY: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True)
class Act:
    """One act of a kind: its name, what it says it does, its script.

    ``enough`` says whether the act proves its promise where the kind's own probe has nothing to look at yet.
    """

    name: str
    title: str
    enough: bool
    script: Script


def act(title: str, *, enough: bool = True) -> Callable[[F], F]:
    """Mark a method ``(self, stage)`` of a kind as an act. See ``Act`` for ``enough``.

    Where a promise's parameters leave nothing to act out, the script returns without touching the stage: there is no act then.
    """

    def mark(method: F) -> F:
        method.__act__ = (title, enough)  # type: ignore[attr-defined]
        return method

    return mark


class _Touched(Exception):
    """A script has reached for its stage: there is something to act out."""


class _Empty:
    """A stage on which nothing can be done."""

    def __init__(self, promise: Promise, statement: Statement, datamap: DataMap) -> None:
        self.promise, self.statement, self.datamap = promise, statement, datamap

    def person(self, role: str = "member", *, shared: bool = False) -> Person:
        raise _Touched

    def knows(self, role: str) -> bool:
        raise _Touched

    def expect(self, what: Words, found: object, wanted: object = True) -> None:
        raise _Touched

    def leaves(
        self, tables: str | Sequence[str], person: Person, *, rows: int, most: int | None = None, where: Mapping[str, Any] = ANY
    ) -> None:
        raise _Touched

    def leaves_nowhere_else(self, person: Person) -> None:
        raise _Touched


def acts_for(promise: Promise, statement: Statement, datamap: DataMap) -> Sequence[Act]:
    """The acts that this promise has: those of its kind whose scripts find something in its parameters to act out."""
    found = []
    for each in acts_of(type(promise.parameters)):
        try:
            each.script(promise.parameters, _Empty(promise, statement, datamap))
        except _Touched:
            found.append(each)
    return found


def acts_of(kind: type) -> tuple[Act, ...]:
    """The acts of a kind in the order in which they are written."""
    return _written_in(cast(Hashable, kind))


@cache
def _written_in(kind: Hashable) -> tuple[Act, ...]:
    marked = [(name, method) for name, method in inspect.getmembers(kind, inspect.isfunction) if hasattr(method, "__act__")]
    marked.sort(key=lambda entry: entry[1].__code__.co_firstlineno)
    return tuple(Act(name, method.__act__[0], method.__act__[1], method) for name, method in marked)


class Stage(Protocol):
    """What a script has to hand. Nothing of it is the pack's."""

    @property
    def promise(self) -> Promise: ...
    @property
    def statement(self) -> Statement: ...
    @property
    def datamap(self) -> DataMap: ...

    def person(self, role: str = "member", *, shared: bool = False) -> Person:
        """A planted person who is signed in: ``member``, ``administrator``, ``visitor`` and what else the pack knows.

        A new one for each call; with ``shared`` one whom other acts use too, for acts that only look.
        """

    def knows(self, role: str) -> bool:
        """Whether the pack has planted people of this role."""

    def expect(self, what: Words, found: object, wanted: object = True) -> None:
        """Note what was found at the edge; the act's promise is broken where it is not what was wanted."""

    def leaves(
        self, tables: str | Sequence[str], person: Person, *, rows: int, most: int | None = None, where: Mapping[str, Any] = ANY
    ) -> None:
        """The act leaves exactly ``rows`` rows of this person in a table (in several together; or up to ``most``), with these values.

        ``where`` holds names and numbers of the statement or the schema, never anything of the person; ``FILLED`` and None are allowed.
        """

    def leaves_nowhere_else(self, person: Person) -> None:
        """No database of another country comes to know this person."""


class Troupe(Protocol):
    """What a pack's ``acting`` brings: its verbs, and the people who do them. ``troupe(scene)`` of that module makes one.

    Keys of ``verbs`` are a verb (``agree``) or a verb and what it is about (``use functions.work_orders``); values are called with the
    actor and the rest.
    """

    @property
    def verbs(self) -> Mapping[str, Verb]: ...
    @property
    def roles(self) -> Collection[str]: ...
    def actor(self, role: str) -> Any:
        """A new planted person of this role, signed in. Raises NotDone for a role that the pack does not know."""

    def known_by(self, actor: Any) -> tuple[str, str, str] | None:
        """Where Kept finds an actor in the databases: store and cluster (``crm.p06``), item (``email``), value. None for nobody's rows."""

    def close(self) -> None:
        """Let go of whatever is held."""
