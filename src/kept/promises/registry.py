"""Finds every kind: the modules below ``kept.<room>.kinds``, nothing else."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import ModuleType

import kept
from kept.promises.kind import Kind

Kinds = Mapping[str, Kind]


def _modules() -> list[ModuleType]:
    rooms = [room.name for room in pkgutil.iter_modules(kept.__path__) if room.ispkg]
    found: list[ModuleType] = []
    for room in rooms:
        home = importlib.util.find_spec(f"kept.{room}.kinds")
        if home is None or home.submodule_search_locations is None:
            continue
        names = sorted(module.name for module in pkgutil.iter_modules(home.submodule_search_locations))
        found += [importlib.import_module(f"kept.{room}.kinds.{name}") for name in names]
    return found


@cache
def known_kinds() -> Kinds:
    """Every kind by its name, in alphabetical order. Raises ``TypeError`` where two classes claim one name."""
    kinds: dict[str, Kind] = {}
    for module in _modules():
        for value in vars(module).values():
            if not isinstance(value, type) or value.__module__ != module.__name__:
                continue
            registered = value.__dict__.get("__kind__")
            if registered is None:
                continue
            if registered.name in kinds:
                raise TypeError(f"two classes claim the kind {registered.name!r}: {kinds[registered.name].parameters} and {value}")
            kinds[registered.name] = registered
    return dict(sorted(kinds.items()))
