"""What ``act``, ``prove --act`` and ``demo`` share: planted people sent into a running service, and what they met written down."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from kept.cli.applications import told
from kept.cli.home import configuration, house, now
from kept.cli.living import SCENE, STOP_S, lives, living
from kept.cli.output import Language, Step
from kept.cli.packed import Pack, read_pack
from kept.cli.proving import chosen
from kept.errors import KeptError
from kept.packs import pack_code
from kept.promises import Troupe
from kept.proof import Written, perform, performances, said_in_both, write_acts
from kept.staging import Estate, opened
from kept.web import running_api

ACTED: Final = "acted.json"
AGAIN_AFTER: Final = timedelta(days=3)


def acted_in_rehearsal(pack: Pack, estate: Estate, folder: Path, step: Step) -> None:
    """Run the application on the rehearsal's databases and do all acts there, unless that was done lately for the same acts.

    Where this installation cannot run the application nothing is done: promises that need acts are then unproven there as well.
    """
    asked = performances(pack.statement, pack.datamap, pack.statement.promises)
    if not asked or not lives(pack) or not teaches(pack):
        return
    file, names = folder / ACTED, [[promise.id, act.name] for promise, act in asked]
    known = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    if known.get("acts") == names and now() - datetime.fromisoformat(known["at"]) < AGAIN_AFTER:
        return
    with ExitStack() as stack:
        ways, _ = stack.enter_context(running_api([told(pack, estate, folder)], 0))
        stack.enter_context(living(pack, estate, ways, "http://127.0.0.1/statement/{language}/", folder))
        act_out(pack, estate, troupe_of(pack, folder), (), step)
    file.write_text(json.dumps({"acts": names, "at": now().isoformat()}), encoding="utf-8")


@contextmanager
def acting_beside(pack: Pack, estate: Estate, then: Callable[[Mapping[str, Any]], None]) -> Iterator[Callable[[], None]]:
    """Acts beside a demonstration: yields what begins them. ``then`` gets the document, unless the block ended before they did.

    Enter it before the service: at the end nothing more is begun, the service ends, and what still runs is waited for.
    """
    ended = threading.Event()

    def run() -> None:
        document = act_out(pack, estate, troupe_of(pack, house().pack(pack.statement.label)), (), _quietly, ended.is_set)
        if not ended.is_set():
            then(document)

    thread = threading.Thread(target=run, name="acts", daemon=True)
    try:
        yield ended.set if not teaches(pack) else thread.start
    finally:
        ended.set()
        if thread.ident is not None:
            thread.join(STOP_S)


def teaches(pack: Pack) -> bool:
    """Whether a pack says how planted people use its service."""
    return (pack.place.folder / "acting").is_dir()


def _quietly(what: str, done: int, of: int) -> None:
    """The page is served already; nobody waits for the acts."""


def acted(name: str, only: Sequence[str], step: Step) -> Mapping[str, Any]:
    """Do the acts of a pack whose service runs. Raises KEPT-P013 where it does not, KEPT-P014 for a pack without acts."""
    pack = read_pack(name)
    troupe = troupe_of(pack, house().pack(pack.statement.label))
    with opened(house(), configuration(), pack.statement, pack.datamap) as estate:
        return act_out(pack, estate, troupe, only, step)


def troupe_of(pack: Pack, folder: Path) -> Troupe:
    """The planted people of a pack, where its service runs: ``folder`` holds what it said of itself."""
    file = folder / SCENE
    if not teaches(pack):
        raise KeptError("KEPT-P014", pack=pack.statement.label)
    if not file.is_file():
        raise KeptError("KEPT-P013", pack=pack.statement.label)
    made: Troupe = pack_code(pack.place, "acting").troupe(json.loads(file.read_text(encoding="utf-8")))
    return made


def act_out(
    pack: Pack, estate: Estate, troupe: Troupe, only: Sequence[str], step: Step, stopped: Callable[[], bool] = lambda: False
) -> Mapping[str, Any]:
    """Do the acts and write them down; the document says of each whether it was done, what was met, what was left.

    Nothing is written down once ``stopped`` is true: what then fails is the end of the service.
    """
    began = time.perf_counter()
    asked = performances(pack.statement, pack.datamap, chosen(pack, only))
    try:
        performed = perform(troupe, pack.statement, pack.datamap, asked, now, time.perf_counter, step, stopped=stopped)
        done = () if stopped() else performed
        written = write_acts(estate, pack.datamap, troupe, pack.statement.label, done, uuid.uuid4()) if done else ()
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
