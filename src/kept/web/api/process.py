"""Starts and stops the API's process. Nothing here imports Django."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kept.stores import Address, secret_text
from kept.web.serving import LOOPBACK, answering, free_port, named, stop

if TYPE_CHECKING:
    from kept.staging import Estate

FOLDER: Final = "api"


@dataclass(frozen=True)
class Opened:
    """One cluster's way in: where it answers, and the file with its token."""

    pack: str
    cluster: str
    address: str
    token: Path

    def said(self) -> Mapping[str, str]:
        """The same in JSON; the token itself stays in its file."""
        return {"pack": self.pack, "cluster": self.cluster, "address": self.address, "token": str(self.token)}


def described(
    pack: str, statements: Sequence[Path], served: Iterable[tuple[str, str]], estate: Estate, addresses: Mapping[str, Address], folder: Path
) -> Mapping[str, Any]:
    """What the process has to know of a pack: its statement and those before it, its clusters with their databases and ledger keys.

    ``addresses`` are those under which the API reaches each database. Each cluster's token is made where it is missing: a file of
    mode 0600, ``<folder>/api/<cluster>.token``.
    """
    clusters: dict[str, Mapping[str, Any]] = {}
    for name, site in estate.sites.items():
        cluster = name.partition(".")[2]
        signer = folder / "ledger" / f"{name}.key"
        clusters.setdefault(
            cluster,
            {
                "cluster": cluster,
                "country": site.database.country,
                "token": secret_text(folder / FOLDER, f"{cluster}.token", os.urandom),
                "address": asdict(addresses[name]),
                "signer": str(signer) if signer.is_file() else None,
            },
        )
    return {
        "pack": pack,
        "statements": [str(file) for file in statements],
        "served": sorted(served),
        "tenant_key": estate.tenant_key.hex(),
        "clusters": list(clusters.values()),
        "folder": str(folder),
    }


@contextmanager
def running_api(
    packs: Iterable[Mapping[str, Any]], port: int = 0, *, bind: str = LOOPBACK, hosts: Sequence[str] = (), pages: str = ""
) -> Iterator[tuple[Sequence[Opened], subprocess.Popen[bytes]]]:
    """The API for the length of the block: each cluster's way in, and the process.

    The address is written beside the tokens (``<pack>/api/address``), where applications on this machine find both.
    ``pages`` is the address of Kept's pages, for links into them. Raises KEPT-C040 to C042 as the pages' server does.
    """
    told = list(packs)
    chosen = free_port(bind, port)
    asked = {"packs": told, "bind": bind, "port": chosen, "hosts": list(hosts), "pages": pages, "parent": os.getpid()}
    command = [sys.executable, "-m", "kept.web.api.child"]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        if child.stdin is not None:
            child.stdin.write(json.dumps(asked).encode())
            child.stdin.close()
        answering(child, bind, chosen)
        base = f"http://{named(bind)}:{chosen}/api/"
        yield [one for pack in told for one in _opened(pack, base)], child
    finally:
        stop(child)


def _opened(pack: Mapping[str, Any], base: str) -> Iterator[Opened]:
    folder = Path(pack["folder"]) / FOLDER
    draft = folder / "address.new"
    draft.write_text(f"{base}\n", encoding="utf-8")
    draft.replace(folder / "address")
    for one in pack["clusters"]:
        yield Opened(pack["pack"], one["cluster"], f"{base}{one['cluster']}/", folder / f"{one['cluster']}.token")
