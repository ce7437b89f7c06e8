"""What ``prove`` and ``demo`` share: a pack's servers opened, its pages served, its promises judged, its reports written."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any

import click

from kept.cli.home import configuration, house, now
from kept.cli.output import Language, Step, fault_entry, language
from kept.cli.packed import Pack, earlier_packs, judged_pack, means_service
from kept.errors import KeptError
from kept.packs import versions
from kept.promises import Promise
from kept.proof import (
    Attestation,
    Governed,
    Window,
    attestations,
    document,
    faults_standing,
    fetcher,
    governed,
    junit,
    prove,
    publish_proof,
    report_html,
    sabotage,
    served,
    terminal_table,
    window_of,
)
from kept.staging import Estate, opened, prepare, prepared, prepared_or_refused, rehearsal
from kept.statement import page_url, publish
from kept.stores import open_connection

REHEARSED_PEOPLE = 1_000
SEED = 20230828


def prepared_packs() -> Sequence[str]:
    """The labels of all packs that have been prepared. Raises KEPT-C010 if there are none."""
    folder = house().home / "packs"
    labels = sorted(place.name for place in folder.glob("*") if prepared(place)) if folder.is_dir() else []
    if not labels:
        raise KeptError("KEPT-C010", pack="neocrm-2023")
    return labels


@contextmanager
def pages(pack: Pack, site: Path) -> Iterator[str]:
    """Where the pack's statement is published: the configured address, else its folder served for the length of the block."""
    configured = configuration().publish_url
    if configured:
        yield configured
        return
    if pack.only_stated or not (site / pack.statement.label).is_dir():
        publish(pack.statement, site)
    with served(site) as base:
        yield base


def chosen(pack: Pack, only: Sequence[str]) -> Sequence[Promise]:
    """The promises that ``--only`` names by kind or id. Raises KEPT-P011 for a name that is neither."""
    promises = pack.statement.promises
    for name in only:
        if not any(_named(promise, [name]) for promise in promises):
            raise KeptError("KEPT-P011", name=name, pack=pack.statement.label)
    return [promise for promise in promises if not only or _named(promise, only)]


def _named(promise: Promise, names: Sequence[str]) -> bool:
    return not {promise.kind, promise.id, *promise.covers}.isdisjoint(names)


def proven(name: str, only: Sequence[str], step: Step, as_of: date | None = None) -> tuple[Mapping[str, Any], Pack]:
    """Prove a pack whose databases have been prepared; remembers the document for the next run, unless it is one as of a day."""
    pack = judged_pack(name, as_of)
    home = house()
    chosen(pack, only)
    if pack.only_stated:
        return judged(pack, None, only, step, as_of), pack
    prepared_or_refused(home.pack(pack.running.statement.label), pack.running.statement.label)
    with opened(home, configuration(), pack.running.statement, pack.running.datamap) as estate:
        return judged(pack, estate, only, step, as_of, with_earlier=means_service(name, pack.place)), pack


def judged(
    pack: Pack, estate: Estate | None, only: Sequence[str], step: Step, as_of: date | None = None, *, with_earlier: bool = False
) -> Mapping[str, Any]:
    """Judge a pack whose servers run, or (without an estate) one that is stated only.

    ``with_earlier`` judges every earlier version too that still has rows; their documents stand under ``earlier``.
    """
    written = _judged(pack, estate, chosen(pack, only), step, as_of)
    for earlier in earlier_packs(pack) if with_earlier else ():
        asked = [promise for promise in earlier.statement.promises if not only or _named(promise, only)]
        found = _judged(earlier, estate, asked, step, as_of)
        if any(entry["checked"] for entry in found["verdicts"]):
            written.setdefault("earlier", []).append(found)
            _remember(earlier, found, only, as_of)
    _remember(pack, written, only, as_of)
    return written


def _judged(pack: Pack, estate: Estate | None, asked: Sequence[Promise], step: Step, as_of: date | None) -> dict[str, Any]:
    folder = house().pack(pack.running.statement.label)
    folder.mkdir(parents=True, exist_ok=True)
    with pages(pack, folder / "site") as base:
        look = looking(pack, estate, base, staged=True, as_of=as_of)
        try:
            proof = prove(look, pack.kinds, asked, step)
            problems = [] if look.past else faults_standing(look)
        finally:
            look.close()
    file = _remembered(pack)
    previous = json.loads(file.read_text(encoding="utf-8")) if file.is_file() and as_of is None else None
    written = document(proof, pack.kinds, previous=previous)
    if problems:
        written["problems"] = [fault_entry(fault, language()) for fault in problems]
    return written


def _remembered(pack: Pack) -> Path:
    return house().pack(pack.statement.label) / "proof.json"


def _remember(pack: Pack, written: Mapping[str, Any], only: Sequence[str], as_of: date | None) -> None:
    if only or as_of is not None:
        return
    file = _remembered(pack)
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_suffix(".new")
    temporary.write_text(json.dumps(written, ensure_ascii=False), encoding="utf-8")
    temporary.replace(file)


def earlier_proofs(found: Mapping[str, Any], pack: Pack) -> Iterator[tuple[Pack, Mapping[str, Any]]]:
    """The earlier versions in a proof document, each with its own verdicts."""
    proofs = {each["pack"]: each for each in found.get("earlier", ())}
    return ((earlier, proofs[earlier.statement.label]) for earlier in earlier_packs(pack) if earlier.statement.label in proofs)


def publish_found(found: Mapping[str, Any], pack: Pack) -> None:
    """Put a proof of everything, and those of earlier versions in it, on the pages that are served of the pack, and into the console."""
    site = house().pack(pack.running.statement.label) / "site"
    publish_proof(found, pack.statement, site, language())
    for earlier, found_earlier in earlier_proofs(found, pack):
        publish_proof(found_earlier, earlier.statement, site, language())


def looking(pack: Pack, estate: Estate | None, base: str, *, staged: bool, rehearsed: bool = False, as_of: date | None = None) -> Governed:
    """The pack's live system (or its rehearsal), with pages fetched from ``base``; with ``as_of``, at the end of that day."""
    fetch = fetcher(lambda language: page_url(base, pack.statement.label, language))
    signed: Mapping[str, Attestation] = {}
    if estate is not None:
        with open_connection(estate.control) as control:
            signed = attestations(control, pack.statement.label)
    moment = now() if as_of is None else min(now(), _end_of(as_of))
    return governed(
        estate,
        pack.statement,
        pack.datamap,
        pack.place.folder,
        fetch,
        moment,
        staged=staged,
        rehearsed=rehearsed,
        attestations=signed,
        window=None if pack.only_stated else judging(pack, None if as_of is None else moment),
    )


def judging(pack: Pack, end: datetime | None = None) -> Window:
    """The rows that a pack's version judges; with ``end``, of those collected until then."""
    return window_of(pack.place.label, [(place.label, place.version) for place in versions(pack.place.folder)], end)


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), clock_time(), UTC) - timedelta(microseconds=1)


def sabotaged(name: str, only: Sequence[str], step: Step, as_of: date | None = None) -> tuple[Mapping[str, Any], Pack]:
    """Rehearse every breach of a pack on a cluster of its own, which is prepared anew where its statement or data map has changed.

    Raises KEPT-P012 for an earlier version, or a day: what is rehearsed is whether the running system's breaches are seen.
    """
    pack = judged_pack(name, as_of)
    if pack.newest is not None or as_of is not None:
        raise KeptError("KEPT-P012", pack=pack.statement.label, newest=pack.running.statement.label)
    chosen(pack, only)
    home = house()
    folder = home.rehearsed(pack.statement.label)
    if pack.only_stated:
        publish(pack.statement, folder / "site")
        return _rehearsed(pack, None, folder, only, step), pack
    from kept.cli.acting import ACTED, acted_in_rehearsal

    with rehearsal(home, pack.statement, pack.datamap) as estate:
        found = prepared(folder)
        if found is None or (found.statement, found.datamap) != (pack.statement.sha256, pack.datamap.sha256):
            prepare(estate, pack.place, pack.statement, pack.datamap, pack.kinds, folder, REHEARSED_PEOPLE, SEED, now(), step)
            publish(pack.statement, folder / "site")
            (folder / ACTED).unlink(missing_ok=True)
        acted_in_rehearsal(pack, estate, folder, step)
        return _rehearsed(pack, estate, folder, only, step), pack


def _rehearsed(pack: Pack, estate: Estate | None, folder: Path, only: Sequence[str], step: Step) -> Mapping[str, Any]:
    with pages(pack, folder / "site") as base:
        look = looking(pack, estate, base, staged=True, rehearsed=True)
        try:
            proof, breaches = sabotage(look, pack.kinds, time.perf_counter, step, chosen(pack, only))
        finally:
            look.close()
    return document(proof, pack.kinds, breaches)


def write_reports(found: Mapping[str, Any], pack: Pack, html: Path | None, xml: Path | None, language: Language) -> None:
    """Write the reports that were asked for."""
    if html:
        html.write_text(report_html(found, pack.statement, language), encoding="utf-8")
    if xml:
        xml.write_text(junit(found, language), encoding="utf-8")


def complain(found: Mapping[str, Any]) -> None:
    """Say on standard error what stood in the way of the proof."""
    for problem in found.get("problems", []):
        click.echo(f"{problem['place']}: {problem['code']} {problem['message']} {problem['expected']}", err=True)


def print_table(found: Mapping[str, Any], every: bool, language: Language) -> None:
    """The verdicts as people read them in a terminal."""
    from rich.console import Console

    terminal_table(found, language, Console(), every=every)


def failing(found: Mapping[str, Any]) -> bool:
    """Whether something is broken (in an earlier version too), a database is not as declared, or a breach was missed or disturbed."""
    breaches = found.get("breaches", [])
    broken = any(each["totals"]["broken"] for each in (found, *found.get("earlier", ())))
    return bool(broken or found.get("problems")) or any(not breach["seen"] or breach["disturbed"] for breach in breaches)
