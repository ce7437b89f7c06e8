"""The log of what really left the house: a second source beside the books, written by the gateway that everything passes.

One JSON object a line: ``at``, ``host``, ``recipient`` (``recipients.amap``), ``task`` (``recipients.data_analysis``) where work is
entrusted, ``items`` (the statement's items) and ``identifiers`` (what else in the message tells who it is about; normally empty).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kept.promises import Finding, Look, Verdict, Words, unproven
from kept.recipients.disclosing import declared_data
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
    task: str
    items: frozenset[str]
    identifiers: frozenset[str]


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
            str(said.get("task", "")),
            frozenset(map(str, said.get("items", ()))),
            frozenset(map(str, said.get("identifiers", ()))),
        )


def sent(look: Look, chosen: Callable[[Sent], bool], anonymous: bool = False) -> Verdict:
    """Whether every chosen message went to a declared party with declared items only (and, if ``anonymous``, names nobody)."""
    try:
        log = messages(look)
    except ValueError:
        return unproven(UNREADABLE)
    if log is None:
        return unproven(NO_LOG)
    known = declared_data(look.statement)
    picked = [message for message in log if chosen(message)]
    findings = [finding for message in picked for finding in _wrong(message, known.get(message.recipient), message.recipient in known, anonymous)]
    return found("messages in the outgoing log", len(picked), findings, WRONG, NOT_USED, query=DOCUMENT)


def _wrong(message: Sent, data: frozenset[str] | None, known: bool, anonymous: bool) -> Iterator[Finding]:
    place, key = DOCUMENT, f"line {message.line}"
    if not known:
        yield Finding(place, key, Words(f"接收方 {message.recipient} 未经声明。", f"The recipient {message.recipient} is not declared."))
    surplus = ", ".join(sorted(message.items - data)) if data is not None else ""
    if surplus:
        yield Finding(place, key, Words(f"发出了未声明的 {surplus}。", f"It carries {surplus}, which is not declared."))
    if anonymous and message.identifiers:
        names = ", ".join(sorted(message.identifiers))
        yield Finding(place, key, Words(f"含有可识别个人的 {names}。", f"It carries {names}, by which a person can be told."))


def with_message(content: bytes, **said: object) -> bytes:
    """The log with one more message at its end, for a breach."""
    return content.rstrip(b"\n") + b"\n" + json.dumps(said).encode() + b"\n"
