"""What works in the background of prepared packs: each ledger's events are numbered and signed, region by region."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from types import FrameType
from typing import Final

import click

from kept.cli.home import configuration, house, now
from kept.cli.output import language
from kept.cli.packed import read_pack
from kept.cli.proving import prepared_packs
from kept.errors import KeptError
from kept.ledger import Numbered, keep_numbering, load_signer
from kept.staging import Estate, opened

END_S: Final = 15.0


@dataclass(frozen=True)
class Work:
    """One ledger to be worked on: its database's name and its country."""

    store: str
    region: str
    ledger: Numbered


def work_of(estate: Estate, folder: Path) -> Sequence[Work]:
    """The ledgers of a prepared pack that this machine has the keys of."""
    keys = {name: folder / "ledger" / f"{name}.key" for name in estate.sites}
    return [
        Work(name, site.database.country, Numbered(site.address, estate.control, load_signer(keys[name])))
        for name, site in estate.sites.items()
        if keys[name].is_file()
    ]


def chosen(work: Sequence[Work], regions: Sequence[str]) -> Sequence[Work]:
    """The work of these regions, of all where none is named. Raises KEPT-C068 for one that no database lies in."""
    there = dict.fromkeys(one.region for one in work)
    for region in regions:
        if region not in there:
            raise KeptError("KEPT-C068", region=region, known=", ".join(there))
    return [one for one in work if not regions or one.region in regions]


@contextmanager
def numbering(work: Sequence[Work]) -> Iterator[Sequence[Thread]]:
    """The ledgers are numbered for the length of the block, each in a thread of its own.

    One that may not be signed on is told of on standard error, and left.
    """
    over = Event()

    def number(one: Work) -> None:
        try:
            keep_numbering(one.ledger, now, over.wait)
        except KeptError as error:
            for fault in error.faults:
                click.echo(fault.text(language()), err=True)

    threads = [Thread(target=number, args=(one,), name=f"ledger {one.store}", daemon=True) for one in work]
    for thread in threads:
        thread.start()
    try:
        yield threads
    finally:
        over.set()
        for thread in threads:
            thread.join(END_S)


def worked(regions: Sequence[str], ready: Callable[[list[str]], None]) -> int:
    """Work for every prepared pack until Ctrl-C or SIGTERM; 1 where no ledger is left that may be signed on. Raises KEPT-C010 and C047."""
    with ExitStack() as stack:
        work: list[Work] = []
        for pack in (pack for pack in map(read_pack, prepared_packs()) if not pack.only_stated):
            estate = stack.enter_context(opened(house(), configuration(), pack.statement, pack.datamap))
            work += work_of(estate, house().pack(pack.statement.label))
        mine = chosen(work, regions)
        stack.enter_context(_ended_by_sigterm())
        with numbering(mine) as threads:
            ready([one.ledger.signer.name for one in mine])
            try:
                for thread in threads:
                    thread.join()
            except KeyboardInterrupt:
                return 0
    return 1


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    def end(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
