"""What ``kept diff`` shows: two versions found and read, their difference as JSON, as lines for a terminal, and as a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kept.cli.output import Language
from kept.cli.packed import stated
from kept.packs import find
from kept.promises import known_kinds
from kept.statement import ACTION_WORDS, EFFECT_WORDS, Difference, Judged, Passage, difference, difference_page, said_briefly

if TYPE_CHECKING:
    from kept.staging import Concerned

SIGNS: Mapping[str, str] = {"added": "+", "removed": "-", "changed": "~"}


def compared(old: str, new: str) -> Difference:
    """The difference of two packs. Raises KEPT-S060 for two services, KEPT-S061 where the second does not come after the first."""
    kinds = known_kinds()
    return difference(stated(find(old), kinds), stated(find(new), kinds))


def difference_document(found: Difference, language: Language, concerned: Mapping[str, Concerned]) -> Mapping[str, Any]:
    """The JSON of a difference."""
    return {
        "old": found.old.label,
        "new": found.new.label,
        "criteria": [
            {"code": criterion.code, "covers": criterion.covers.words(language), "source": criterion.source.words(language)}
            for criterion in found.criteria
        ],
        "own_criteria": found.own_criteria,
        "totals": {action: len(found.having(action)) for action in ACTION_WORDS},
        "changes": [_change(judged, language, concerned) for judged in found.changes],
        "texts": [_passage(passage, language) for passage in found.passages],
    }


def _change(judged: Judged, language: Language, concerned: Mapping[str, Concerned]) -> Mapping[str, Any]:
    change, affects = judged.change, concerned.get(judged.change.declaration)
    return {
        "id": change.id,
        "what": change.what,
        "path": change.path,
        "kind": change.kind,
        "label": change.label.words(language),
        "old": change.old.words(language) if change.old else None,
        "new": change.new.words(language) if change.new else None,
        "gained": [words.words(language) for words in change.gained],
        "lost": [words.words(language) for words in change.lost],
        "effect": change.effect,
        "significant": list(judged.significant),
        "action": judged.action,
        "reason": judged.reason.words(language),
        "whom": judged.whom.words(language),
        "clauses": list(change.clauses),
        "affects": {"people": affects.people if affects else None, "tenants": affects.tenants if affects else None},
    }


def _passage(passage: Passage, language: Language) -> Mapping[str, Any]:
    parts = passage.parts.get(language, ())
    return {
        "what": passage.what,
        "old": passage.old,
        "new": passage.new,
        "title": passage.title.words(language),
        "parts": [{"side": part.side, "text": part.text} for part in parts],
    }


def difference_lines(found: Difference, language: Language, concerned: Mapping[str, Concerned]) -> Iterator[str]:
    """The difference for a terminal: what has to be asked first, wording last."""
    yield f"{found.old.label} → {found.new.label}"
    for action, (name, _) in ACTION_WORDS.items():
        judged = found.having(action)
        yield ""
        yield f"{name.words(language)}{'：' if language == 'zh' else ': '}{len(judged)}"
        for one in judged:
            yield from _lines(one, language, concerned)
    yield ""
    yield _texts(found.passages, language)


def _lines(judged: Judged, language: Language, concerned: Mapping[str, Concerned]) -> Iterator[str]:
    change, affects = judged.change, concerned.get(judged.change.declaration)
    old, new = said_briefly(change, language)
    values = " → ".join(part for part in (old or "—", new or "—"))
    counted = "" if affects is None else f"  ({affects.people} / {affects.tenants})"
    clauses = f"  [{', '.join(change.clauses)}]" if change.clauses else ""
    colon, semicolon, stop = ("：", "；", "。") if language == "zh" else (": ", "; ", ".")
    yield f"  {SIGNS[change.what]} {change.id}{clauses}{counted}"
    yield f"      {change.label.words(language)}{colon}{values}"
    if judged.action != "none":
        follows = (EFFECT_WORDS[change.effect], judged.reason, judged.whom)
        yield f"      {semicolon.join(words.words(language).rstrip(stop) for words in follows)}"


def _texts(passages: Sequence[Passage], language: Language) -> str:
    counts = {what: sum(passage.what == what for passage in passages) for what in ("changed", "added", "removed", "renumbered")}
    if language == "zh":
        return "条款文本：改写 {changed}，新增 {added}，删除 {removed}，仅改编号 {renumbered}".format(**counts)
    return "Clauses: {changed} reworded, {added} new, {removed} gone, {renumbered} renumbered only".format(**counts)


def write_page(found: Difference, file: Path, language: Language) -> None:
    """Write the page of differences in one language."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(difference_page(found, language), encoding="utf-8")
