"""``kept lint PACK…``"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kept.cli.output import Language, as_of, common, emit, language

if TYPE_CHECKING:
    from kept.law import Finding

SIGNS = {"error": "✕", "warning": "!", "note": "·"}


@click.command("lint")
@click.argument("packs", nargs=-1, required=True)
@click.option(
    "--sarif", type=click.Path(path_type=Path, dir_okay=False), help="Write the findings there as SARIF 2.1.0, for editors and code hosts."
)
@as_of
@common
def command(packs: tuple[str, ...], sarif: Path | None, day: datetime | None, as_json: bool, quiet: bool) -> int:
    """Find where the statement of each PACK contradicts itself or the law; exit 1 if an error is not explained by the statement itself."""
    from kept.cli.packed import stated
    from kept.law import lint
    from kept.packs import find
    from kept.promises import known_kinds

    kinds, said, when = known_kinds(), language(), day.date() if day else None
    found = {statement.label: lint(statement) for statement in (stated(find(pack, as_of=when), kinds) for pack in packs)}
    findings = [finding for those in found.values() for finding in those]
    if sarif:
        _write(sarif, findings, said)
    if as_json:
        emit({"packs": list(found), "findings": [_entry(finding, said) for finding in findings]})
    elif not quiet:
        for label, those in found.items():
            _tell(label, those, said)
    return 1 if any(finding.severity == "error" and not finding.known for finding in findings) else 0


def _entry(finding: Finding, said: Language) -> Mapping[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "clause": finding.clause,
        "file": finding.place.file,
        "line": finding.place.line,
        "column": finding.place.column,
        "message": finding.message.words(said),
        "source": finding.source.words(said),
        "mend": finding.mend.words(said),
        "about": list(finding.about),
        "other": list(finding.other),
        "against": list(finding.against),
        "known": finding.known,
        "resolved": finding.resolved.words(said) if finding.resolved else None,
    }


def _write(file: Path, findings: Sequence[Finding], said: Language) -> None:
    from importlib.metadata import version

    from kept.law import known_rules
    from kept.law import sarif as document

    text = json.dumps(document(findings, known_rules(), said, version("kept")), ensure_ascii=False, indent=2)
    file.write_text(f"{text}\n", encoding="utf-8")


def _tell(label: str, findings: Sequence[Finding], said: Language) -> None:
    """Each open finding in three lines; those that the statement explains itself are counted, one line a rule."""
    chinese = said == "zh"
    still = [finding for finding in findings if not finding.known]
    for finding in still:
        click.echo(f"{SIGNS[finding.severity]} {finding.place}  {finding.clause}  [{finding.rule}]")
        click.echo(f"    {finding.message.words(said)} {finding.source.words(said)}")
        click.echo(f"    → {finding.mend.words(said)}")
    known: dict[str, int] = {}
    for finding in findings:
        if finding.known:
            known[finding.rule] = known.get(finding.rule, 0) + 1
    if known:
        click.echo("声明自己已经说明的：" if chinese else "Explained by the statement itself:")
        for name, count in sorted(known.items()):
            click.echo(f"    {count:>4}  {name}")
    errors = sum(finding.severity == "error" for finding in still)
    click.echo(
        f"{label}: {errors} 项错误，{len(still) - errors} 项提示，{sum(known.values())} 项已说明"
        if chinese
        else f"{label}: {errors} error{'' if errors == 1 else 's'}, {len(still) - errors} others, {sum(known.values())} explained"
    )
