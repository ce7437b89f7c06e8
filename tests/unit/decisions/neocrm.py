"""The statement of neocrm in force, ready to be asked, and a person who has agreed to everything."""

from __future__ import annotations

from functools import cache

from kept.decisions import Agreement, Decisions, Person, compile_policy
from kept.packs import find
from kept.promises import known_kinds
from kept.statement import Statement, read_statement

LABEL = "neocrm-2023"
WORK_ORDERS = "functions.work_orders"
GPS = "gps_latitude_and_longitude"


@cache
def statement(label: str = LABEL) -> Statement:
    return read_statement(find(label).statement, known_kinds())


@cache
def decisions() -> Decisions:
    return Decisions(compile_policy(statement(), earlier=[statement("neocrm-2021")]))


def agreed(*matters: str, form: str = "separate", label: str = LABEL) -> frozenset[Agreement]:
    return frozenset(Agreement(matter, label, form) for matter in matters)  # type: ignore[arg-type]


def adult(*matters: str) -> Person:
    """Grown up, in China, has read the statement, switched on every permission, and agreed to these matters."""
    everything = frozenset({"gps", "call_log", "contacts", "sensors"})
    return Person(agreed(*matters), 30, "CN", "CN", permissions=everything, shown=frozenset({LABEL}))
