"""What ``kept rights plan`` does: find the person's database, ask what an erasure would do there, and say it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click

from kept.cli.finding import place_of
from kept.cli.home import configuration, house
from kept.cli.output import Language
from kept.cli.packed import read_pack
from kept.errors import Faults, KeptError
from kept.rights import Plan, Step, declared, erasure_steps
from kept.staging import opened, prepared_or_refused
from kept.stores import core_connection, open_connection, reflect

DONE = {"delete": ("删除", "delete"), "reduce": ("精简", "reduce"), "change": ("改动", "change")}


@dataclass(frozen=True)
class Planned:
    """What the erasure of a person would do in the database that has them."""

    pack: str
    person: int
    store: str
    steps: tuple[Step, ...]


def planned(name: str, person: int, store: str | None) -> Planned:
    """Ask the database whose vault has the person. Raises KEPT-C010, C012, A018 (in several), R001 to R007."""
    pack, home = read_pack(name), house()
    label = pack.statement.label
    prepared_or_refused(home.pack(label), label)
    with opened(home, configuration(), pack.statement, pack.datamap) as estate:
        place = place_of(estate, store, person, label)
        if place is None:
            raise KeptError("KEPT-R007", label, subject=person)
        site = estate.sites[place]
        with open_connection(site.address) as reading:
            said = declared(pack.datamap, site.database.store, reflect(reading))
        if said.faults:
            raise Faults(said.faults)
        with core_connection(site.address) as connection:
            return Planned(label, person, place, tuple(erasure_steps(connection, Plan(said.graph), place, person)))


def document(found: Planned) -> Mapping[str, Any]:
    """The JSON of a plan."""
    steps: Sequence[Mapping[str, Any]] = [
        {
            "store": step.store,
            "table": step.table,
            "action": step.action,
            "rows": step.rows,
            "sql": step.sql,
            "reason": {"zh": step.reason.zh, "en": step.reason.en},
        }
        for step in found.steps
    ]
    return {"pack": found.pack, "person": found.person, "steps": steps}


def show(found: Planned, said: Language, *, with_sql: bool) -> None:
    """A line for each table: what befalls how many rows, and why."""
    which = 0 if said == "zh" else 1
    title = ("若删除此人的数据", "if this person's data were erased")[which]
    click.echo(f"{found.pack}  {found.store}  {found.person}: {title}")
    if not found.steps:
        click.echo(("  没有任何一行属于此人。", "  there is no row of theirs.")[which])
    for step in found.steps:
        reason = step.reason.zh if said == "zh" else step.reason.en
        click.echo(f"  {DONE[step.action][which]:<7}{step.rows:>5}  {step.table:<26}{reason}")
        if with_sql:
            click.echo(f"               {step.sql}")
