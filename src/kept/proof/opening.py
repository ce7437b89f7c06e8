"""Opens a pack's live system, or its rehearsal, for looking."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from kept.datamap import DataMap
from kept.promises import Page
from kept.proof.attesting import Attestation
from kept.proof.binding import Window
from kept.proof.looking import Governed
from kept.staging import Estate
from kept.statement import Statement


def governed(
    estate: Estate | None,
    statement: Statement,
    datamap: DataMap,
    folder: Path,
    fetch: Callable[[str], Page | None],
    now: datetime,
    *,
    staged: bool,
    rehearsed: bool = False,
    attestations: Mapping[str, Attestation] | None = None,
    window: Window | None = None,
) -> Governed:
    """The governed system of a pack whose files lie in ``folder``. Connections are opened at first use; close it afterwards.

    Without an estate there is nothing but the published pages (a service that has a statement only).
    ``window`` says which rows this version of the statement judges; without one it judges all.
    """

    def read(name: str) -> bytes | None:
        file = folder / datamap.documents.get(name, "")
        return file.read_bytes() if name in datamap.documents and file.is_file() else None

    sources = estate.sources(rehearsed, "staged" if staged else "observed") if estate is not None else {}
    return Governed(statement, datamap, sources, fetch, read, now, staged, attestations or {}, window=window)
