"""``kept serve``"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from kept.cli.output import common, emit, language


@click.command("serve")
@click.option(
    "--folder", "folders", multiple=True, type=click.Path(path_type=Path, file_okay=False), help="A folder that kept publish wrote."
)
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="Port of the pages (0: any free one).")
@click.option("--bind", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--host", "hosts", multiple=True, metavar="NAME", help="A name under which the server may be asked for, besides the loopback's."
)
@click.option(
    "--stale-after",
    type=click.IntRange(min=1),
    default=7,
    show_default=True,
    metavar="DAYS",
    help="From when on a page says that its proof is out of date.",
)
@click.option("--api-port", type=click.IntRange(0, 65535), help="Port of the API for applications (the next one after --port).")
@click.option("--api/--no-api", "api", default=True, help="Whether to serve the API, too, which needs the packs' databases.")
@common
def command(
    folders: tuple[Path, ...],
    port: int,
    bind: str,
    hosts: tuple[str, ...],
    stale_after: int,
    api_port: int | None,
    api: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Serve the published statements and the latest proofs until Ctrl-C; without --folder, those of every pack that has been prepared.

    Beside the prepared packs' pages runs the API that applications live by; their databases are started where nobody runs them yet.
    """
    from kept.cli.applications import ways_in
    from kept.web import Opened, free_port, serve

    ways: Sequence[Opened] = ()
    rooms: Mapping[str, Any] | None = None

    def ready(address: str) -> None:
        if as_json:
            emit({"address": address, "api": [way.said() for way in ways]})
        elif not quiet:
            click.echo(f"{address}  {'按 Ctrl-C 结束。' if language() == 'zh' else 'Ctrl-C ends it.'}")
            for line in ways_in(ways):
                click.echo(line)

    places = _places(folders)
    with ExitStack() as stack:
        if api and not folders:
            from kept.cli.applications import applications
            from kept.cli.proving import prepared_packs

            chosen = (port and port + 1) if api_port is None else api_port
            port = free_port(bind, port)  # the API is told where people find the pages before these are there
            public = f"https://{hosts[0]}" if hosts else f"http://127.0.0.1:{port}"
            ways, rooms = stack.enter_context(applications(prepared_packs(), chosen, bind, hosts, public))
        serve(places, port, ready=ready, bind=bind, hosts=hosts, stale_after_days=stale_after, rooms=rooms)
    return 0


def _places(folders: Sequence[Path]) -> Sequence[Path]:
    """The folders asked for, else the site of every prepared pack. Raises KEPT-C045 (no such folder) and C010."""
    from kept.errors import KeptError, Place

    if not folders:
        from kept.cli.home import house
        from kept.cli.proving import prepared_packs

        folders = [house().pack(label) / "site" for label in prepared_packs()]
    for folder in folders:
        if not folder.is_dir():
            raise KeptError("KEPT-C045", Place(file=str(folder)), path=folder)
    return folders
