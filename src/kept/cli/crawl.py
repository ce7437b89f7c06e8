"""``kept crawl URL PACK``"""

from __future__ import annotations

import click

from kept.cli.output import common, emit, language, progress


@click.command("crawl")
@click.argument("url")
@click.argument("pack")
@click.option("--pages", type=click.IntRange(1, 500), default=30, show_default=True, help="How many pages of the site are opened at most.")
@common
def command(url: str, pack: str, pages: int, as_json: bool, quiet: bool) -> int:
    """Visit the site at URL with a real Chromium: before a choice, after a yes, after a no, after a yes is taken back.

    Every cookie, storage entry, beacon and request to another host is compared with what PACK declares; kept prove then looks at it.
    Exit 1 if anything is undeclared, or there without a yes.
    """
    from kept.cli import crawling

    with progress(quiet or as_json) as step:
        document = crawling.crawled(url, pack, pages, step)
    if as_json:
        emit(document)
    elif not quiet:
        crawling.print_visit(document, language())
    return 1 if crawling.failing(document) else 0
