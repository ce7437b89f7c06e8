"""Finds every kind: the modules below ``kept.<room>.kinds``, nothing else."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import ModuleType

import kept
from kept.promises.kind import Kind

Kinds = Mapping[str, Kind]


def _modules() -> list[ModuleType]:
    homes = sorted(home for root in kept.__path__ for home in Path(root).glob("*/kinds") if home.is_dir())
    names = [(home.parent.name, module.name) for home in homes for module in pkgutil.iter_modules([str(home)])]
    return [importlib.import_module(f"kept.{room}.kinds.{name}") for room, name in sorted(names)]


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
