"""The main job: a pack prepared from nothing, proven, and served while its databases go on running."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import click

from kept.cli.home import configuration, house, now
from kept.cli.output import Step, language
from kept.cli.packed import Pack, judged_pack, means_service, stated
from kept.cli.proving import complain, failing, judged, print_table, publish_found
from kept.packs import versions
from kept.staging import Estate, opened, prepare, prepared
from kept.statement import publish, publish_differences

__all__ = ["Run", "complain", "demonstrate", "failing", "print_table", "serve_until_interrupted"]


@dataclass(frozen=True)
class Run:
    """A pack whose servers run, with its proof; ``close`` stops them."""

    pack: Pack
    folder: Path
    document: Mapping[str, Any]
    close: Callable[[], None]
    estate: Estate | None = None


def demonstrate(name: str, people: int, seed: int, step: Step, as_of: date | None = None) -> Run:
    """Prepare a pack (unless it already stands as asked), install its controls, prove it, publish it.

    The databases are always the newest version's; an earlier one is proven over those of their rows that it binds.
    """
    pack = judged_pack(name, as_of)
    running, home = pack.running, house()
    folder = home.pack(running.statement.label)
    if pack.only_stated:
        return _stated(pack, folder, step)
    with ExitStack() as stack:
        step("servers", 0, 1)
        estate = stack.enter_context(opened(home, configuration(), running.statement, running.datamap, alone=True))
        step("servers", 1, 1)
        found = prepared(folder)
        asked = (people, seed, running.statement.sha256, running.datamap.sha256, now().date())
        if found is None or (found.people, found.seed, found.statement, found.datamap, found.at.date()) != asked:
            found = prepare(estate, running.place, running.statement, running.datamap, running.kinds, folder, people, seed, now(), step)
        _publish(pack, folder / "site")
        document = judged(pack, estate, (), step, as_of, with_earlier=means_service(name, pack.place))
        publish_found(document, pack)
        return Run(pack, folder, document, stack.pop_all().close, estate)


def _publish(pack: Pack, site: Path) -> None:
    """The version with those before it and what it changed: whoever is reminded of it by the application follows a link to that."""
    before = [stated(place, pack.kinds) for place in versions(pack.place.folder) if place.version < pack.place.version]
    for statement in (*before, pack.statement):
        publish(statement, site)
    publish_differences((*before, pack.statement), site)


def _stated(pack: Pack, folder: Path, step: Step) -> Run:
    """A pack without a data map: published, and proven as far as its page goes."""
    publish(pack.statement, folder / "site")
    found = judged(pack, None, (), step)
    publish_found(found, pack)
    return Run(pack, folder, found, lambda: None)


def serve_until_interrupted(runs: Sequence[Run], port: int, api_port: int, quiet: bool, acts: bool = False) -> None:
    """Serve the reports and statements of the runs, and the API beside them; returns at Ctrl-C. With ``acts`` planted people act then."""
    from kept.cli.acting import acting_beside
    from kept.cli.applications import entered, told, ways_in
    from kept.cli.living import lives, living, ways_to
    from kept.cli.staffing import demonstration_officer
    from kept.cli.working import numbering, work_of
    from kept.web import LOOPBACK, Opened, free_port, running_api, serve

    ways: Sequence[Opened] = ()
    services: list[str] = []
    begin: list[Callable[[], None]] = []
    officer: Sequence[str] = ()
    rooms: Mapping[str, Any] | None = None

    def ready(address: str) -> None:
        if not quiet:
            ends = "按 Ctrl-C 结束。" if language() == "zh" else "Ctrl-C ends it."
            click.echo(f"{address}  {ends}")
            for line in (*ways_in(ways), *services, *officer):
                click.echo(line)
            for run in (run for run in runs if not run.pack.only_stated):
                store = next(iter(run.pack.datamap.stores))
                cluster = run.pack.datamap.stores[store].clusters[0]
                click.echo(f'kept sql {run.pack.statement.label} {store}.{cluster} "select …"')
        for each in begin:
            each()

    port = free_port(LOOPBACK, port)  # the application is told where the statement is read before that page is served
    mapped = [(run, run.estate) for run in runs if run.estate is not None]
    with ExitStack() as stack:
        if mapped:
            packs = [told(run.pack, estate, run.folder) for run, estate in mapped]
            pages = f"http://127.0.0.1:{port}"
            ways, _ = stack.enter_context(running_api(packs, api_port, pages=pages))
            rooms = entered(packs, mapped[0][1])
            officer = demonstration_officer(mapped[0][1], pages)
        stack.enter_context(numbering([work for run, estate in mapped for work in work_of(estate, run.folder)]))
        for run, estate in mapped:
            if lives(run.pack):
                statement = f"http://127.0.0.1:{port}/statement/{run.pack.statement.label}/{{language}}/"
                if acts:
                    begin.append(stack.enter_context(acting_beside(run.pack, estate, partial(_acted, run, estate, quiet))))
                services += ways_to(stack.enter_context(living(run.pack, estate, ways, statement, run.folder)), run.pack)
        serve([run.folder / "site" for run in runs], port, ready=ready, rooms=rooms)


def _acted(run: Run, estate: Estate, quiet: bool, acts: Mapping[str, Any]) -> None:
    """Prove once more with what planted people did, publish that, and say so."""
    document = judged(run.pack, estate, (), lambda what, done, of: None)
    publish_found(document, run.pack)
    done, of = sum(act["done"] for act in acts["acts"]), len(acts["acts"])
    if quiet:
        return
    if language() == "zh":
        click.echo(f"演练用户已在 {run.pack.statement.label} 的应用中做完 {done} / {of} 项，证明已更新。")
    else:
        label = run.pack.statement.label
        click.echo(f"Planted people have done {done} of {of} acts in the application of {label}; the proof has them now.")
