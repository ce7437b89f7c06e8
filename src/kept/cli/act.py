"""``kept act [PACK…]``"""

from __future__ import annotations

import click

from kept.cli.output import common, emit, language, progress


@click.command("act")
@click.argument("packs", nargs=-1)
@click.option("--only", multiple=True, metavar="KIND|ID", help="Only acts of promises of this kind, or of this one.")
@common
def command(packs: tuple[str, ...], only: tuple[str, ...], as_json: bool, quiet: bool) -> int:
    """Let planted people use the running service of PACK, over HTTP, as its acts say; kept prove then looks at what they left.

    The service has to be running (kept demo in another window). Exit 1 if something that they met was not as promised.
    """
    from kept.cli import acting

    with progress(quiet or as_json) as step:
        documents = [acting.acted(name, only, step) for name in packs or ("neocrm-2023",)]
    if as_json:
        emit(documents[0] if len(documents) == 1 else {"packs": documents})
    elif not quiet:
        for document in documents:
            acting.print_acts(document, language())
    return 1 if any(acting.failing(document) for document in documents) else 0
