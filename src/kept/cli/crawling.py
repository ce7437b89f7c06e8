"""What ``crawl`` does: read what the pack lists, visit, compare, write down where databases stand, and say what was met."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from kept.cli.home import configuration, house, now
from kept.cli.output import Language, Step
from kept.cli.packed import read_pack
from kept.consent import compared, crawl, crawl_document, read_browser_register
from kept.proof import write_visit
from kept.staging import opened, prepared

FAULTS: Final = ("undeclared", "before_consent", "after_refusal", "after_withdrawal", "despite_signal")
SAID: Final[Mapping[str, Mapping[Language, str]]] = {
    "undeclared": {"zh": "声明没有列出", "en": "not declared"},
    "before_consent": {"zh": "作出选择之前就有", "en": "there before any choice"},
    "after_refusal": {"zh": "拒绝之后仍有", "en": "there after a refusal"},
    "after_withdrawal": {"zh": "撤回之后仍有", "en": "there after a withdrawal"},
    "despite_signal": {"zh": "浏览器表示不愿被跟踪时仍有", "en": "there although the browser objected"},
}


def crawled(url: str, name: str, most_pages: int, step: Step) -> Mapping[str, Any]:
    """Visit and compare; where the pack's databases stand, proofs can look at it afterwards."""
    pack = read_pack(name)
    register = read_browser_register(pack.statement, pack.datamap, pack.place.folder)
    began, at = time.perf_counter(), now()
    visit = crawl(url, register, step, most_pages)
    found = compared(visit, register)
    promises: list[str] = []
    if prepared(house().pack(pack.statement.label)) is not None:
        with opened(house(), configuration(), pack.statement, pack.datamap) as estate:
            promises += write_visit(estate, pack.statement.label, pack.statement.promises, url, found, at, uuid.uuid4())
    seconds = round(time.perf_counter() - began, 3)
    return {"pack": pack.statement.label, "seconds": seconds, **crawl_document(visit, found), "promises": promises}


def failing(document: Mapping[str, Any]) -> bool:
    """Whether anything was undeclared, or there without a yes."""
    return any(document[key] for key in FAULTS)


def print_visit(document: Mapping[str, Any], language: Language) -> None:
    """One line for each thing that was met, and below it what is wrong with it."""
    console = Console()
    for each in document["found"]:
        wrong = [key for key in FAULTS if each in document[key]]
        sign, style = ("✕", "bold red") if wrong else ("✓", "green")
        belongs = ", ".join(each["declared"]) or "–"
        console.print(Text.assemble((f"{sign} ", style), (f"{each['what']} {each['name']}", "bold"), f"  {belongs}  {each['page']}"))
        for key in wrong:
            console.print(Text(f"    {SAID[key][language]}", style="red"))
    pages, seconds = len(document["pages"]), document["seconds"]
    console.print(f"{pages} 个页面，{seconds:.1f} 秒" if language == "zh" else f"{pages} pages in {seconds:.1f} s")
