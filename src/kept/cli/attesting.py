"""What the ``attest`` commands do: find the promise, read the document, write and read the control plane."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from kept.cli.home import configuration, house, now
from kept.cli.output import Language
from kept.cli.packed import Pack, read_pack
from kept.errors import KeptError, Place
from kept.promises import Promise
from kept.proof import Attestation, attest, attestations, history
from kept.staging import keep_control_plane, opened
from kept.statement import near
from kept.stores import Connection, open_connection

__all__ = ["entry", "now", "print_table", "shown", "signed"]


def signed(name: str, promise_id: str, signer: str, document: Path, until: date, specimen: bool) -> tuple[str, Attestation]:
    """Sign a promise; returns the pack's label and what was written. Raises KEPT-C030 to C033."""
    pack = read_pack(name)
    promise = attestable(pack, promise_id)
    moment = now()
    expires = datetime.combine(until, time.max, UTC)
    if expires <= moment:
        raise KeptError("KEPT-C033", until=until.isoformat(), today=moment.date().isoformat())
    attestation = Attestation(promise.id, signer.strip(), document.name, _sha256(document), moment, expires, specimen)
    with _control(pack, write=True) as control:
        attest(control, pack.statement.label, attestation)
    return pack.statement.label, attestation


def attestable(pack: Pack, name: str) -> Promise:
    """The promise of that id (or the one that takes up that inventory row), if only a person can say whether it holds."""
    promises = pack.statement.promises
    signable = [promise.id for promise in promises if promise.check == "attested"]
    found = [promise for promise in promises if name in (promise.id, *promise.covers)]
    if not found:
        raise KeptError("KEPT-C030", pack=pack.statement.label, name=name, near=near(name, signable) or "-")
    for promise in found:
        if promise.check == "attested":
            return promise
    raise KeptError("KEPT-C031", promise=found[0].id, check=found[0].check, near=near(name, signable) or "-")


def shown(name: str, promise_id: str | None) -> tuple[str, Sequence[Attestation], Sequence[str]]:
    """The label, the attestations asked for, and the promises that nobody has validly signed."""
    pack = read_pack(name)
    asked = [promise for promise in pack.statement.promises if promise.check == "attested"]
    if promise_id is not None:
        asked = [attestable(pack, promise_id)]
    with _control(pack, write=False) as control:
        newest = attestations(control, pack.statement.label)
        found = list(newest.values()) if promise_id is None else history(control, pack.statement.label, asked[0].id)
    moment = now()
    return pack.statement.label, found, [promise.id for promise in asked if not counts(newest.get(promise.id), moment)]


def counts(attestation: Attestation | None, moment: datetime) -> bool:
    """Whether a signature vouches for anything at that moment."""
    return attestation is not None and not attestation.specimen and attestation.expires_at > moment


@contextmanager
def _control(pack: Pack, *, write: bool) -> Iterator[Connection]:
    with opened(house(), configuration(), pack.statement, pack.datamap) as estate:
        keep_control_plane(estate)
        with open_connection(estate.control, read_only=not write) as connection:
            yield connection


def _sha256(document: Path) -> str:
    try:
        with document.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise KeptError("KEPT-C032", Place(file=str(document)), path=document, reason=error.strerror or str(error)) from None


def entry(attestation: Attestation, moment: datetime) -> Mapping[str, Any]:
    """The JSON of one attestation."""
    return {
        "promise": attestation.promise,
        "signer": attestation.signer,
        "document": attestation.document,
        "sha256": attestation.sha256,
        "signed_at": attestation.signed_at.isoformat(),
        "expires_at": attestation.expires_at.isoformat(),
        "specimen": attestation.specimen,
        "counts": counts(attestation, moment),
    }


def print_table(label: str, found: Sequence[Attestation], language: Language, unsigned: Sequence[str] = ()) -> None:
    """The attestations as people read them, and what still waits for a signature."""
    from rich.console import Console
    from rich.table import Table

    zh = language == "zh"
    console, moment = Console(), now()
    table = Table(title=f"{label}: {len(found)}", title_justify="left")
    for heading in ("承诺 签署人 文件 SHA-256 有效至 状态" if zh else "promise signer document SHA-256 until state").split():
        table.add_column(heading)
    for each in found:
        state = ("样本" if zh else "specimen") if each.specimen else ("有效" if zh else "counts")
        if each.expires_at <= moment:
            state = "已到期" if zh else "expired"
        table.add_row(each.promise, each.signer, each.document, each.sha256[:16] + "…", each.expires_at.date().isoformat(), state)
    console.print(table)
    if unsigned:
        console.print(f"待签署 {len(unsigned)} 项：" if zh else f"{len(unsigned)} wait for a signature:")
        for promise in unsigned:
            console.print(f"  {promise}")
