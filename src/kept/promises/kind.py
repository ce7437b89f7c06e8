"""What makes a class a kind of promise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, dataclass_transform

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass as typed

from kept.promises.promise import Check
from kept.promises.values import Words

C = TypeVar("C")


@dataclass(frozen=True)
class Kind:
    """A kind as it is registered: ``name`` is the inventory's word, ``section`` where its declarations stand in a statement.

    ``named`` is the parameter of an inventory row (or several) that is the declaration's own name. ``takes`` maps parameters of an
    inventory row to the field that takes them, where the names differ, or to several fields of which one does. ``implied_by`` names
    kinds whose declarations also yield a promise of this kind, through the class method ``implied``.
    ``not_yet`` is the reason why a kind without a probe is unproven.
    """

    name: str
    section: str
    parameters: type[Any]
    check: Check = "auto"
    named: str | tuple[str, ...] = ""
    takes: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    implied_by: Sequence[str] = ()
    not_yet: Words | None = None

    @property
    def implemented(self) -> bool:
        """Whether the kind has a probe."""
        return hasattr(self.parameters, "prove")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def kind(
    name: str,
    *,
    section: str,
    check: Check = "auto",
    named: str | tuple[str, ...] = "",
    takes: Mapping[str, str | tuple[str, ...]] | None = None,
    implied_by: Sequence[str] = (),
    not_yet: Words | None = None,
) -> Callable[[type[C]], type[C]]:
    """Make a class a kind: its annotations become typed parameters (unknown keys are errors), its docstring the reference page."""

    def make(cls: type[C]) -> type[C]:
        if not cls.__doc__:
            raise TypeError(f"kind {name!r} needs a docstring: it is its reference page")
        parameters: Any = typed(frozen=True, kw_only=True, config=ConfigDict(extra="forbid", str_strip_whitespace=True))(cls)
        if not hasattr(parameters, "prove") and check == "auto" and not_yet is None:
            raise TypeError(f"kind {name!r} has no probe: say why in not_yet")
        parameters.__kind__ = Kind(name, section, parameters, check, named, takes or {}, tuple(implied_by), not_yet)
        return parameters  # type: ignore[no-any-return]

    return make


def kind_of(parameters: object) -> Kind:
    """The kind of a class or instance made by ``@kind``."""
    registered: Kind = parameters.__kind__  # type: ignore[attr-defined]
    return registered
