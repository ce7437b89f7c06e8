"""``kept prove [PACK…]``"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from kept.cli.output import as_of, common, emit, language, progress


@click.command("prove")
@click.argument("packs", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Every pack that has been prepared; in the terminal, every promise on its own line.")
@click.option("--only", multiple=True, metavar="KIND|ID", help="Only promises of this kind, or this one.")
@click.option("--act", "acts_first", is_flag=True, help="Let planted people use the running service first (see kept act).")
@click.option("--sabotage", is_flag=True, help="Apply every breach on the rehearsal cluster and say which were seen.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write the report as one HTML page.")
@click.option("--junit", type=click.Path(path_type=Path, dir_okay=False), help="Write the verdicts as JUnit XML.")
@as_of
@common
def command(
    packs: tuple[str, ...],
    every: bool,
    only: tuple[str, ...],
    acts_first: bool,
    sabotage: bool,
    html: Path | None,
    junit: Path | None,
    day: datetime | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Judge what PACK promises against its live databases. Reads only.

    A service means its version in force and, after it, every earlier version by whose promises rows are still bound; a label means one
    version. A row is judged by the version under which it was collected. With --as-of, rows collected after that day are left out.
    """
    from kept.cli import acting, proving

    documents = []
    with progress(quiet or as_json) as step:
        for name in packs or proving.prepared_packs():
            if acts_first:
                acting.acted(name, only, step)
            run = proving.sabotaged if sabotage else proving.proven
            documents.append(run(name, only, step, day.date() if day else None))
    for found, pack in documents:
        proving.write_reports(found, pack, html, junit, language())
        if not as_json and not quiet:
            proving.print_table(found, every, language())
        proving.complain(found)
        if not (only or sabotage or day):
            proving.publish_found(found, pack)
    if as_json:
        emit(documents[0][0] if len(documents) == 1 else {"packs": [found for found, _ in documents]})
    return 1 if any(proving.failing(found) for found, _ in documents) else 0
