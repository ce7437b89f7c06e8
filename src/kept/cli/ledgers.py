"""What the ``ledger`` commands do: open a pack's databases, write and check files, prove events."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final, cast
from uuid import UUID

from kept.cli.home import configuration, house
from kept.cli.packed import read_pack
from kept.errors import KeptError, Place
from kept.ledger import Checkpoint, Included, Verification, Verifier, export, inclusion, newest_checkpoint, verify_file, verify_inclusion
from kept.staging import Site, opened, prepared_or_refused
from kept.stores import open_connection

SUFFIX: Final = ".ledger"


@dataclass(frozen=True)
class Ledger:
    """One governed database and the public key of its ledger, as the pack's own folder keeps it."""

    label: str
    site: Site
    key: Verifier


@dataclass(frozen=True)
class Exported:
    """A file that was written, and what it is worth when it is read back with the pack's own key."""

    store: str
    file: Path
    key: Verifier
    found: Verification


@dataclass(frozen=True)
class Proven:
    """The proof of one event, already checked with the ledger's own key."""

    store: str
    key: Verifier
    document: str
    included: Included


@contextmanager
def ledgers(name: str, store: str | None) -> Iterator[Sequence[Ledger]]:
    """The ledgers of a prepared pack (or the one of ``store``). Raises KEPT-C010, C012 and C024."""
    pack = read_pack(name)
    label = pack.statement.label
    home = house()
    folder = home.pack(label)
    prepared_or_refused(folder, label)
    with opened(home, configuration(), pack.statement, pack.datamap) as estate:
        if store is not None and store not in estate.sites:
            raise KeptError("KEPT-C012", store=store, known=", ".join(estate.sites))
        yield [Ledger(label, site, public_key(folder, label, place)) for place, site in estate.sites.items() if store in (None, place)]


def public_key(folder: Path, label: str, store: str) -> Verifier:
    """The verifier key of a database's ledger: ``<pack>/ledger/<store>.pub``. Raises KEPT-C024, or KEPT-L003 for its content."""
    file = folder / "ledger" / f"{store}.pub"
    try:
        return Verifier.parse(file.read_text(encoding="utf-8"))
    except OSError:
        raise KeptError("KEPT-C024", pack=label, store=store, path=file) from None


def exported(name: str, store: str | None, out: Path) -> Sequence[Exported]:
    """Write the ledgers, one file each, and read each back as an auditor would. A file appears whole or not at all."""
    written = []
    with ledgers(name, store) as found:
        for ledger in found:
            file = out if store is not None else out / f"{ledger.site.database.name}{SUFFIX}"
            with appearing(file) as sink, open_connection(ledger.site.address) as connection:
                export(connection, sink)
            written.append(Exported(ledger.site.database.name, file, ledger.key, verify_file(file, str(ledger.key))))
    return written


@contextmanager
def appearing(file: Path) -> Iterator[BinaryIO]:
    """A file to write that appears whole or not at all. Raises KEPT-C022."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as sink:
            if file.suffix == ".gz":
                with gzip.GzipFile(filename="", fileobj=sink, mode="wb", mtime=0) as packed:
                    yield cast(BinaryIO, packed)
            else:
                yield sink
        draft.replace(file)
    except OSError as error:
        raise KeptError("KEPT-C022", Place(file=str(file)), path=file, reason=error.strerror or str(error)) from None
    finally:
        with suppress(OSError):
            draft.unlink()


def write_text(file: Path, text: str) -> None:
    """Write a small text. Raises KEPT-C022."""
    with appearing(file) as sink:
        sink.write(text.encode())


def proven(name: str, event: str, store: str | None) -> Proven:
    """The proof of an event in whichever ledger of the pack has it. Raises KEPT-C021, or KEPT-L022 where none has."""
    try:
        event_id = UUID(event)
    except ValueError:
        raise KeptError("KEPT-C021", found=event) from None
    with ledgers(name, store) as found:
        for ledger in found:
            with open_connection(ledger.site.address) as connection:
                try:
                    document = inclusion(connection, event_id)
                except KeptError as error:
                    if error.code != "KEPT-L022":
                        raise
                    continue
            return Proven(ledger.site.database.name, ledger.key, document, verify_inclusion(document, str(ledger.key)))
    raise KeptError("KEPT-L022", event=event)


def checkpoints(name: str, store: str | None) -> Mapping[str, Checkpoint]:
    """The newest signed state of each ledger, by database."""
    signed = {}
    with ledgers(name, store) as found:
        for ledger in found:
            with open_connection(ledger.site.address) as connection:
                signed[ledger.site.database.name] = newest_checkpoint(connection)
    return signed


def write_checkpoints(out: Path, signed: Mapping[str, Checkpoint], store: str | None) -> None:
    """Write each checkpoint as a file of its own, which ``--since`` takes."""
    for name, checkpoint in signed.items():
        write_text(out if store is not None else out / f"{name}.checkpoint", checkpoint.note)


def export_document(written: Sequence[Exported]) -> Mapping[str, Any]:
    """The JSON of an export: each file, and for a single one what the contract names at the top."""
    files = [
        {
            "store": entry.store,
            "file": str(entry.file),
            "ledger": entry.found.origin,
            "key": str(entry.key),
            "events": entry.found.events,
            "root": entry.found.root.hex(),
            "verified": entry.found.verified,
            "first_bad": entry.found.first_bad,
        }
        for entry in written
    ]
    sums = {"events": sum(entry.found.events for entry in written), "verified": all(entry.found.verified for entry in written)}
    alone = {key: files[0][key] for key in ("root", "first_bad")} if len(files) == 1 else {}
    return {**sums, **alone, "ledgers": files}


def proof_document(found: Proven) -> Mapping[str, Any]:
    """The JSON of an event's proof."""
    return {
        "store": found.store,
        "ledger": found.included.checkpoint.origin,
        "key": str(found.key),
        "event": str(found.included.event.event_id),
        "kind": found.included.event.kind,
        "at": found.included.event.at.isoformat(),
        "position": found.included.position,
        "events": found.included.checkpoint.size,
        "root": found.included.checkpoint.root.hex(),
        "verified": True,
        "proof": found.document,
    }


def checkpoint_document(signed: Mapping[str, Checkpoint]) -> Mapping[str, Any]:
    """The JSON of the newest checkpoints."""
    entries = [
        {"store": name, "ledger": each.origin, "events": each.size, "root": each.root.hex(), "note": each.note}
        for name, each in signed.items()
    ]
    alone = {key: entries[0][key] for key in ("events", "root", "note")} if len(entries) == 1 else {}
    return {**alone, "checkpoints": entries}
