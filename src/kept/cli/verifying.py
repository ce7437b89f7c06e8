"""Verification of an exported ledger on the command line: nothing here needs a database, a pack or a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from kept.cli.output import Language
from kept.errors import KeptError, Place
from kept.ledger import Verification, verify_file


def verified(file: Path, keys: Sequence[str], since: Path | None) -> Verification:
    """Verify an exported ledger. Each key is a verifier key or a file that holds one. Raises KEPT-C023, L003, L005, L006, L011."""
    remembered = text_of(since) if since is not None else None
    return verify_file(file, [key_of(key) for key in keys] or None, remembered)


def key_of(said: str) -> str:
    """A verifier key: as it was said, or from the file of that name."""
    return said if _iskey_of(said) else text_of(Path(said)).strip()


def _iskey_of(said: str) -> bool:
    return said.count("+") >= 2 and not Path(said).is_file()


def text_of(file: Path) -> str:
    """A small text file. Raises KEPT-C023."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KeptError("KEPT-C023", Place(file=str(file)), path=file, reason=getattr(error, "strerror", None) or "UTF-8?") from None


def complain(found: Verification, language: Language) -> None:
    """Say on standard error what does not hold."""
    for problem in found.problems:
        click.echo(problem.text(language), err=True)


def verification_sentence(found: Verification, language: Language) -> str:
    """One line for people: what the file is worth, and whose word that rests on."""
    root = found.root.hex()
    if found.verified:
        zh = f"{found.origin}：{found.events} 条事件全部成立，根 {root}"
        en = f"{found.origin}: all {found.events} events hold, root {root}"
        if not found.pinned:
            zh += "（公钥取自文件本身；请用 --key 给出运营者公布的公钥）"
            en += " (the key is the file's own; give the published one with --key)"
        return zh if language == "zh" else en
    if found.first_bad is None:
        zh, en = f"{found.origin or '?'}：不成立", f"{found.origin or '?'}: does not hold"
    elif found.first_bad == found.last_bad:
        zh, en = (
            f"{found.origin}：不成立，从第 {found.first_bad} 号事件起",
            f"{found.origin}: does not hold from event {found.first_bad} on",
        )
    else:
        zh = f"{found.origin}：不成立，问题始于第 {found.first_bad} 至 {found.last_bad} 号事件之间"
        en = f"{found.origin}: does not hold; it begins between events {found.first_bad} and {found.last_bad}"
    return zh if language == "zh" else en


def verification_document(file: Path, found: Verification, language: Language) -> Mapping[str, Any]:
    """The JSON of a verification."""
    return {
        "file": str(file),
        "ledger": found.origin,
        "events": found.events,
        "root": found.root.hex(),
        "verified": found.verified,
        "pinned": found.pinned,
        "first_bad": found.first_bad,
        "last_bad": found.last_bad,
        "checkpoints": found.checkpoints,
        "problems": [
            {
                "code": problem.code,
                "line": problem.place.line or None,
                "message": problem.message(language),
                "expected": problem.way_out(language),
            }
            for problem in found.problems
        ],
    }
