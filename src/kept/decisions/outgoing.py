"""The log of what really left the house: a second source beside the books, written by the gateway that everything passes.

One JSON object a line: ``at``, ``host``, ``recipient`` and ``purpose`` (paths of the statement: ``recipients.amap``), ``items`` (the
statement's items), ``from`` and ``to`` (countries), ``de_identified`` (no identifier of a person, a tenant or a device went along).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kept.decisions.disclosing import declared_data
from kept.promises import Finding, Look, Origin, Verdict, Words, unproven
from kept.statement.weighing import found

DOCUMENT: Final = "outgoing"
NO_LOG: Final = Words(
    "没有出站闸口的记录可供核对；只凭自己的账簿，不足以证明没有其他信息流出。",
    "There is no log of the outbound gate; the books alone do not show that nothing else went out.",
)
UNREADABLE: Final = Words("出站记录无法读取。", "The outgoing log cannot be read.")
NOT_USED: Final = Words("出站记录中没有发往这一接收方的信息。", "The outgoing log has nothing for this recipient.")
WRONG: Final = Words("出站记录中有声明以外的信息或者接收方。", "The outgoing log has items or recipients beyond the statement.")


@dataclass(frozen=True)
class Sent:
    """One message that went out; ``line`` is its number in the log."""

    line: int
    host: str
    recipient: str
    items: frozenset[str]
    de_identified: bool
    source: str
    target: str


def messages(look: Look) -> Sequence[Sent] | None:
    """The messages of the log; None where the service declares no such log. Raises ``ValueError`` for a line that is no such object."""
    content = look.document(DOCUMENT)
    if content is None:
        return None
    return list(_read(content.decode("utf-8", errors="replace")))


def _read(text: str) -> Iterator[Sent]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        said = json.loads(line)
        if not isinstance(said, dict):
            raise ValueError(f"line {number}")
        yield Sent(
            number,
            str(said.get("host", "")),
            str(said.get("recipient", "")),
            frozenset(map(str, said.get("items", ()))),
            said.get("de_identified") is True,
            str(said.get("from", "")),
            str(said.get("to", "")),
        )


def sent(look: Look, chosen: Callable[[Sent], bool], anonymous: bool = False) -> Verdict:
    """Whether every chosen message went to a declared party with declared items only (and, if ``anonymous``, de-identified)."""
    try:
        log = messages(look)
    except ValueError:
        return unproven(UNREADABLE)
    if log is None:
        return unproven(NO_LOG)
    known = declared_data(look.statement)
    picked = [one for one in log if chosen(one)]
    findings = [finding for one in picked for finding in _wrong(one, known.get(one.recipient), one.recipient in known, anonymous)]
    origin: Origin = "staged" if look.staged else "observed"
    return found("messages in the outgoing log", len(picked), findings, WRONG, NOT_USED, origin, DOCUMENT)


def _wrong(one: Sent, data: frozenset[str] | None, known: bool, anonymous: bool) -> Iterator[Finding]:
    place, key = DOCUMENT, f"line {one.line}"
    if not known:
        yield Finding(place, key, Words(f"接收方 {one.recipient} 未经声明。", f"The recipient {one.recipient} is not declared."))
    surplus = ", ".join(sorted(one.items - data)) if data is not None else ""
    if surplus:
        yield Finding(place, key, Words(f"发出了未声明的 {surplus}。", f"It carries {surplus}, which is not declared."))
    if anonymous and not one.de_identified:
        yield Finding(place, key, Words("发出之前没有去标识化。", "It went out without being de-identified."))


def message(**said: object) -> bytes:
    """A log of one message, for a breach."""
    return json.dumps({"at": "2026-01-01T00:00:00Z", "host": "unknown.example", "de_identified": False, **said}).encode() + b"\n"
