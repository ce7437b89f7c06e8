"""``kept demo [PACK…]``"""

from __future__ import annotations

from datetime import datetime

import click

from kept.cli.output import as_of, common, emit, language, progress


@click.command("demo")
@click.argument("packs", nargs=-1)
@click.option(
    "--people", type=click.IntRange(1_000, 1_000_000), default=10_000, show_default=True, help="How many people the data generator invents."
)
@click.option("--seed", type=int, default=20230828, show_default=True, help="The same seed gives the same people.")
@click.option("--once", is_flag=True, help="End after the proof; exit 0 only if nothing is broken.")
@click.option("--act", "acts", is_flag=True, help="Let planted people use the service once it runs, and prove again.")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="Port of the page (0: any free one).")
@as_of
@click.option("--api-port", type=click.IntRange(0, 65535), help="Port of the API for applications (the next one after --port).")
@common
def command(
    packs: tuple[str, ...],
    people: int,
    seed: int,
    once: bool,
    acts: bool,
    port: int,
    api_port: int | None,
    day: datetime | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Prepare databases and people, install controls, prove every promise, and serve the report until Ctrl-C."""
    from kept.cli import demonstrating

    names = packs or ("neocrm-2023",)
    with progress(quiet or as_json) as step:
        runs = [demonstrating.demonstrate(name, people, seed, step, day.date() if day else None) for name in names]
    try:
        documents = []
        for run in runs:
            documents.append(run.document)
            if not as_json and not quiet:
                demonstrating.print_table(run.document, False, language())
            demonstrating.complain(run.document)
        if as_json:
            emit(documents[0] if len(documents) == 1 else {"packs": documents})
        if not once:
            demonstrating.serve_until_interrupted(runs, port, (port and port + 1) if api_port is None else api_port, quiet, acts)
    finally:
        for run in reversed(runs):
            run.close()
    return 1 if any(demonstrating.failing(found) for found in documents) else 0
