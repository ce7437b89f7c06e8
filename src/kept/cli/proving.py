"""What ``prove`` and ``demo`` share: a pack's servers opened, its pages served, its promises judged, its reports written."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from kept.cli.home import configuration, house, now
from kept.cli.output import Language, Step, fault_entry, language
from kept.cli.packed import Pack, read_pack
from kept.errors import KeptError
from kept.promises import Promise
from kept.proof import (
    Attestation,
    Governed,
    attestations,
    document,
    faults_standing,
    fetcher,
    governed,
    junit,
    prove,
    report_html,
    sabotage,
    served,
    terminal_table,
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
        if not any(name in (promise.kind, promise.id, *promise.covers) for promise in promises):
            raise KeptError("KEPT-P011", name=name, pack=pack.statement.label)
    return [promise for promise in promises if not only or {promise.kind, promise.id, *promise.covers} & set(only)]


def proven(name: str, only: Sequence[str], step: Step) -> tuple[Mapping[str, Any], Pack]:
    """Prove a pack that has been prepared; remembers the document for the next run."""
    pack = read_pack(name)
    home = house()
    folder = home.pack(pack.statement.label)
    chosen(pack, only)
    if pack.only_stated:
        return judged(pack, None, folder, only, step), pack
    prepared_or_refused(folder, pack.statement.label)
    with opened(home, configuration(), pack.statement, pack.datamap) as estate:
        return judged(pack, estate, folder, only, step), pack


def judged(pack: Pack, estate: Estate | None, folder: Path, only: Sequence[str], step: Step) -> Mapping[str, Any]:
    """Judge a pack whose servers run, or (without an estate) one that is stated only."""
    folder.mkdir(parents=True, exist_ok=True)
    with pages(pack, folder / "site") as base:
        look = looking(pack, estate, base, staged=True)
        try:
            proof = prove(look, pack.kinds, chosen(pack, only), step)
            problems = faults_standing(look)
        finally:
            look.close()
    file = folder / "proof.json"
    previous = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None
    written = document(proof, pack.kinds, previous=previous)
    if problems:
        written["problems"] = [fault_entry(fault, language()) for fault in problems]
    if not only:
        temporary = file.with_suffix(".new")
        temporary.write_text(json.dumps(written, ensure_ascii=False, indent=1), encoding="utf-8")
        temporary.replace(file)
    return written


def looking(pack: Pack, estate: Estate | None, base: str, *, staged: bool, rehearsed: bool = False) -> Governed:
    """The pack's live system (or its rehearsal), with pages fetched from ``base``."""
    fetch = fetcher(lambda language: page_url(base, pack.statement.label, language))
    signed: Mapping[str, Attestation] = {}
    if estate is not None:
        with open_connection(estate.control) as control:
            signed = attestations(control, pack.statement.label)
    return governed(
        estate, pack.statement, pack.datamap, pack.place.folder, fetch, now(), staged=staged, rehearsed=rehearsed, attestations=signed
    )


def sabotaged(name: str, only: Sequence[str], step: Step) -> tuple[Mapping[str, Any], Pack]:
    """Rehearse every breach of a pack on a cluster of its own, which is prepared anew where its statement or data map has changed."""
    pack = read_pack(name)
    chosen(pack, only)
    home = house()
    folder = home.rehearsed(pack.statement.label)
    if pack.only_stated:
        publish(pack.statement, folder / "site")
        return _rehearsed(pack, None, folder, only, step), pack
    with rehearsal(home, pack.statement, pack.datamap) as estate:
        found = prepared(folder)
        if found is None or (found.statement, found.datamap) != (pack.statement.sha256, pack.datamap.sha256):
            prepare(estate, pack.place, pack.statement, pack.datamap, pack.kinds, folder, REHEARSED_PEOPLE, SEED, now(), step)
            publish(pack.statement, folder / "site")
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
    """Whether something is broken, a database is not as declared, or a breach was missed or disturbed another verdict."""
    breaches = found.get("breaches", [])
    return bool(found["totals"]["broken"] or found.get("problems")) or any(not breach["seen"] or breach["disturbed"] for breach in breaches)
