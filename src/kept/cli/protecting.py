"""What ``protect`` does: a pack's servers opened, its controls shown, compared, installed or taken away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kept.cli.home import configuration, house
from kept.cli.output import Step
from kept.cli.packed import read_pack
from kept.promises import Control
from kept.protect import Drift, drift
from kept.staging import Estate, controls, install, opened, prepared_or_refused, remove


def protected(name: str, step: Step, *, change: bool, undo: bool) -> dict[str, Any]:
    """The controls of a pack as ``statements``, and their ``drift``; installed or removed where ``change`` says so."""
    pack = read_pack(name)
    home = house()
    prepared_or_refused(home.pack(pack.statement.label), pack.statement.label)
    with opened(home, configuration(), pack.statement, pack.datamap) as estate:
        wanted = controls(pack.statement, pack.datamap, estate, pack.kinds)
        found = [] if undo else _drift(estate, wanted, step)
        if change and undo:
            remove(estate, wanted)
        elif change:
            install(estate, wanted, pack.datamap, step)
    return {
        "pack": pack.statement.label,
        "statements": [_shown(control, undo) for control in wanted],
        "drift": [one.__dict__ for one in found],
    }


def _drift(estate: Estate, wanted: Sequence[Control], step: Step) -> Sequence[Drift]:
    found: list[Drift] = []
    for position, (name, site) in enumerate(estate.sites.items()):
        found += drift(name, site.address, [control.install for control in wanted if control.database == site.database])
        step("controls", position + 1, len(estate.sites))
    return found


def _shown(control: Control, undo: bool) -> dict[str, str]:
    text = control.undo if undo else control.install
    return {"database": control.database.name, "control": control.name, "sql": text if isinstance(text, str) else text.as_string()}
