"""The verdicts as people read them in a terminal: broken first, kept summed by chapter, unproven grouped by reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from kept.proof.telling import chapter_of, grouped, resting
from kept.statement.model import Language
from kept.statement.wording import ORIGINS, OUTCOMES, instant

STYLES: Final = {"broken": "bold red", "kept": "green", "unproven": "yellow", "attested": "blue", "published": "default"}
SHOWN_BROKEN: Final = 12
SHOWN_FINDINGS: Final = 3
SHOWN_REASONS: Final = 8

Entry = Mapping[str, Any]


def terminal_table(document: Entry, language: Language, console: Console, *, every: bool = False) -> None:
    """Print a proof document. ``every`` gives each promise a line of its own, and every broken one, counter-example and reason in full."""
    said = _Sayer(language)
    entries = document["verdicts"]
    console.print(Text.assemble((document["pack"], "bold"), f"  {instant(document['at'], language)}"))
    broken = [entry for entry in entries if entry["verdict"] == "broken"]
    _print_broken(broken, said, console, every)
    console.print(_every_promise(entries, said) if every else _by_chapter(entries, said))
    _print_unproven(entries, said, console, every)
    if document.get("breaches"):
        _print_breaches(document["breaches"], said, console, every)
    _print_totals(document, said, console)
    for earlier in document.get("earlier", ()):
        _print_earlier(earlier, said, console, every)


class _Sayer:
    """Chooses between two languages."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language

    def __call__(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en

    def reason(self, entry: Entry) -> str:
        return str((entry["reason"] or {}).get(self.language, "—"))


def _outcome(outcome: str, said: _Sayer) -> Text:
    shown = OUTCOMES[outcome]
    return Text(f"{shown.sign} {shown.word.words(said.language)}", style=STYLES[outcome])


def _print_broken(broken: Sequence[Entry], said: _Sayer, console: Console, every: bool) -> None:
    for entry in broken if every else broken[:SHOWN_BROKEN]:
        console.print()
        console.print(
            Text.assemble(
                _outcome("broken", said), "  ", (entry["promise"], "bold"), "  ", said("第 ", ""), entry["clause"], said(" 条", "")
            )
        )
        counted = said(f"（{entry['failing']:,} / {entry['checked']:,}）", f" ({entry['failing']:,} of {entry['checked']:,})")
        console.print(f"   {escape(said.reason(entry))}{counted}", highlight=False)
        findings = entry["findings"] if every else entry["findings"][:SHOWN_FINDINGS]
        for group in grouped(findings):
            console.print(Text(f"   {group.place}  {', '.join(group.all)}", style="dim"), overflow="fold")
        rest = entry["failing"] - len(findings)
        if findings and rest > 0:
            console.print(Text(said(f"   另有 {rest:,} 个", f"   and {rest:,} more"), style="dim"))
    hidden = 0 if every else len(broken) - SHOWN_BROKEN
    if hidden > 0:
        console.print(said(f"另有 {hidden} 项已违反，--all 逐项列出。", f"{hidden} more are broken; --all lists them."))
    if broken:
        console.print()


def _by_chapter(entries: Iterable[Entry], said: _Sayer) -> Table:
    chapters: dict[str, Counter[str]] = {}
    for entry in entries:
        chapters.setdefault(chapter_of(entry["clauses"][0]) if entry["clauses"] else "—", Counter())[entry["verdict"]] += 1
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(said("章", "Chapter"))
    for outcome in OUTCOMES:
        table.add_column(_outcome(outcome, said), justify="right")
    for chapter, counts in sorted(chapters.items(), key=_position):
        table.add_row(
            Text(chapter),
            *(Text(str(counts[outcome]), style=STYLES[outcome]) if counts[outcome] else Text("·", style="dim") for outcome in OUTCOMES),
        )
    return table


def _position(chapter: tuple[str, Counter[str]]) -> tuple[bool, int]:
    """Chapters without a number (a preamble) stand first, then by number; others keep the order in which they came."""
    return chapter[0].isdecimal(), int(chapter[0]) if chapter[0].isdecimal() else 0


def _every_promise(entries: Iterable[Entry], said: _Sayer) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in (said("条款", "Clause"), said("承诺", "Promise"), said("结论", "Verdict"), said("依据", "Rests on")):
        table.add_column(heading, overflow="fold")
    for entry in entries:
        origins = {seen["origin"] for seen in entry["evidence"]}
        rests = ", ".join(words[0].words(said.language) for origin, words in ORIGINS.items() if origin in origins)
        if entry["verdict"] in ("unproven", "broken"):
            rests = said.reason(entry)
        table.add_row(Text(entry["clause"]), Text(entry["promise"]), _outcome(entry["verdict"], said), Text(rests))
    return table


def _print_unproven(entries: Iterable[Entry], said: _Sayer, console: Console, every: bool) -> None:
    reasons = Counter(said.reason(entry) for entry in entries if entry["verdict"] == "unproven")
    if not reasons:
        return
    console.print()
    console.print(Text(said("为何未证明", "Why unproven"), style="bold"))
    shown = reasons.most_common(None if every else SHOWN_REASONS)
    for reason, count in shown:
        console.print(Text.assemble((f"{count:>5}", STYLES["unproven"]), f"  {reason}"), overflow="ellipsis", no_wrap=not every)
    rest = sum(reasons.values()) - sum(count for _, count in shown)
    if rest:
        console.print(f"{rest:>5}  {said('其他原因', 'for other reasons')}", highlight=False)


def _print_breaches(breaches: Sequence[Entry], said: _Sayer, console: Console, every: bool) -> None:
    wrong = [breach for breach in breaches if not breach["seen"] or breach["disturbed"]]
    console.print()
    seen = sum(breach["seen"] for breach in breaches)
    console.print(Text(said(f"破坏演练：{len(breaches)} 种，发现 {seen} 种", f"Breaches: {len(breaches)} made, {seen} seen"), style="bold"))
    for breach in breaches if every else wrong:
        sign = Text("✓ ", style="green") if breach["seen"] and not breach["disturbed"] else Text("✕ ", style="bold red")
        line = Text.assemble("  ", sign, f"{breach['kind']}: {breach['title']}  ", (breach["promise"], "dim"))
        if not breach["seen"]:
            line.append(said("  未发现", "  missed"), style="bold red")
        if breach["disturbed"]:
            line.append(said("  误伤：", "  disturbed: ") + ", ".join(breach["disturbed"]), style="red")
        console.print(line)


def _print_totals(document: Entry, said: _Sayer, console: Console) -> None:
    console.print()
    totals = [
        Text.assemble(
            (f"{OUTCOMES[outcome].sign} {document['totals'][outcome]} ", STYLES[outcome]), OUTCOMES[outcome].word.words(said.language)
        )
        for outcome in OUTCOMES
    ]
    console.print(Text("   ").join(totals))
    origins = resting(document)
    always = ("acted", "observed", "staged")
    parts = [f"{ORIGINS[name][0].words(said.language)} {count}" for name, count in origins.items() if count or name in always]
    console.print(said("结论依据：", "Verdicts rest on: ") + said("，", ", ").join(parts), highlight=False)
    if origins["staged"]:
        means = said("生成数据只说明检查有效，不说明服务合规。", "Staged data shows that the probe works, not that the service behaves.")
        console.print(Text(means, style="dim"))


def _print_earlier(document: Entry, said: _Sayer, console: Console, every: bool) -> None:
    """An earlier version in short: what its rows break, and by chapter what was judged of it."""
    judged = [entry for entry in document["verdicts"] if entry["checked"]]
    console.print()
    means = said("只看其生效期间收集的记录", "only rows collected while it was in force")
    console.print(Text.assemble((document["pack"], "bold"), f"  {means}"))
    _print_broken([entry for entry in judged if entry["verdict"] == "broken"], said, console, every)
    console.print(_by_chapter(judged, said))
