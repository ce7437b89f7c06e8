"""What ``act``, ``prove --act`` and ``demo`` share: planted people sent into a running service, and what they met written down."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from kept.cli.home import configuration, house, now
from kept.cli.living import SCENE
from kept.cli.output import Language, Step
from kept.cli.packed import Pack, read_pack
from kept.cli.proving import chosen
from kept.errors import KeptError
from kept.packs import pack_code
from kept.promises import Troupe
from kept.proof import Written, perform, performances, said_in_both, write_acts
from kept.staging import Estate, opened


def acted(name: str, only: Sequence[str], step: Step) -> Mapping[str, Any]:
    """Do the acts of a pack whose service runs. Raises KEPT-P013 where it does not, KEPT-P014 for a pack without acts."""
    pack = read_pack(name)
    troupe = troupe_of(pack)
    with opened(house(), configuration(), pack.statement, pack.datamap) as estate:
        return act_out(pack, estate, troupe, only, step)


def troupe_of(pack: Pack) -> Troupe:
    """The planted people of a pack, where its service runs."""
    file = house().pack(pack.statement.label) / SCENE
    if not (pack.place.folder / "acting").is_dir():
        raise KeptError("KEPT-P014", pack=pack.statement.label)
    if not file.is_file():
        raise KeptError("KEPT-P013", pack=pack.statement.label)
    made: Troupe = pack_code(pack.place, "acting").troupe(json.loads(file.read_text(encoding="utf-8")))
    return made


def act_out(pack: Pack, estate: Estate, troupe: Troupe, only: Sequence[str], step: Step) -> Mapping[str, Any]:
    """Do the acts and write them down; the document says of each whether it was done, what was met, what was left."""
    began = time.perf_counter()
    asked = performances(pack.statement, pack.datamap, chosen(pack, only))
    try:
        performed = perform(troupe, pack.statement, pack.datamap, asked, now, time.perf_counter, step)
        written = write_acts(estate, pack.datamap, troupe, pack.statement.label, performed, uuid.uuid4())
    finally:
        troupe.close()
    return {
        "pack": pack.statement.label,
        "seconds": round(time.perf_counter() - began, 3),
        "acts": [_entry(each) for each in written],
    }


def _entry(written: Written) -> Mapping[str, Any]:
    one = written.performed
    return {
        "name": one.act.name,
        "title": one.act.title,
        "promise": one.promise.id,
        "kind": one.promise.kind,
        "covers": list(one.promise.covers),
        "done": one.done,
        "reason": said_in_both(one.reason) if one.reason else None,
        "seconds": round(one.seconds, 3),
        "steps": [step.document for step in one.observed],
        "left": [
            {"database": trace.store, "table": trace.table, "where": dict(trace.conditions), "rows": [trace.least, trace.most]}
            for trace in written.traces
        ],
    }


def failing(document: Mapping[str, Any]) -> bool:
    """Whether somebody met something else than what was promised."""
    return any(not step["met"] for act in document["acts"] for step in act["steps"])


def print_acts(document: Mapping[str, Any], language: Language) -> None:
    """One line for each act; what was met otherwise, and why one was not done, below it."""
    console = Console()
    for act in document["acts"]:
        unmet = [step for step in act["steps"] if not step["met"]]
        sign, style = ("○", "yellow") if not act["done"] else ("✕", "bold red") if unmet else ("✓", "green")
        console.print(Text.assemble((f"{sign} ", style), (act["promise"], "bold"), f"  {act['title']}"))
        if act["reason"]:
            console.print(Text(f"    {act['reason'][language]}", style="dim"))
        for step in unmet:
            console.print(Text(f"    {step[language]} {step['found']} ≠ {step['wanted']}", style="red"))
    done = sum(act["done"] for act in document["acts"])
    of, seconds = len(document["acts"]), document["seconds"]
    console.print(f"{done} / {of} 项演练，{seconds:.1f} 秒" if language == "zh" else f"{done} of {of} acts done in {seconds:.1f} s")
