"""A promise: one thing that a statement says and that can be false."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from kept.errors import Place

Check = Literal["auto", "attested", "published"]


@dataclass(frozen=True)
class Promise:
    """``id`` is the declaration's path (``retention.ended_use``), with ``:kind`` behind it where the declaration implies it.

    ``clauses`` are the ids of the clauses that state it, ``covers`` the inventory rows that it takes up, ``origin`` how the
    inventory says it can honestly be proven (act, rows, config, traffic, device, register; empty where only a person can).
    """

    id: str
    path: str
    kind: str
    parameters: Any
    check: Check
    clauses: tuple[str, ...]
    covers: tuple[str, ...]
    origin: str
    place: Place
