"""A proof document of any statement with every outcome and origin in it, always the same for the same statement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from kept.promises import Evidence, Finding, Verdict, Words, attested, broken, kept, known_kinds, published, unproven
from kept.promises.verdict import Origin
from kept.proof import Proof, document
from kept.statement import Statement

AT: Final = datetime(2026, 11, 23, 23, 8, 55, tzinfo=UTC)
QUERY: Final = "SELECT count(*) FROM crm.account WHERE closed_at < now() - interval '60 days' AND note <> '<script>'"
OVERDUE: Final = Words("账户关闭已超过 60 日，数据仍在。", "Closed more than 60 days ago, and its data is still there.")
NO_ROWS: Final = Words("没有可供查看的数据行。", "There were no rows to look at.")
NO_PROBE: Final = Words("尚无探针 <b>。", "There is no probe <b> yet.")


def _seen(origin: Origin, count: int) -> Evidence:
    return Evidence("crm.p06 crm.account", origin, QUERY, count, ("a-1001", "a-1002"))


def _verdict(position: int) -> Verdict:
    findings = [Finding("crm.p06 crm.account", f"a-{1000 + number}", OVERDUE) for number in range(10)]
    cycle: Sequence[Verdict] = (
        kept(3_412, [_seen("staged", 3_412)]),
        unproven(NO_ROWS),
        kept(12, [_seen("observed", 12), _seen("staged", 4)]),
        unproven(NO_PROBE),
        kept(2, [_seen("acted", 2)]),
        published([_seen("observed", 1)]),
        kept(9, [_seen("registered", 9)]),
        kept(6, [_seen("observed", 6)]),
        attested([_seen("registered", 1)], Words("由张三签署，有效期至 2027-01-01。", "Signed by Zhang San until 2027-01-01.")),
    )
    if position in (2, 40):
        return broken(
            3_412, 1_337, [_seen("staged", 3_412)], findings, Words("有数据行超过承诺的期限。", "Rows outlive their promised end.")
        )
    return cycle[position % len(cycle)]


def sample_run(statement: Statement, *, breaking: bool = True) -> dict[str, Any]:
    """The document; without ``breaking`` nothing in it is broken."""
    verdicts = {promise.id: _verdict(position) for position, promise in enumerate(statement.promises)}
    if not breaking:
        verdicts = {name: verdict if verdict.outcome != "broken" else unproven(NO_ROWS) for name, verdict in verdicts.items()}
    return document(Proof(statement, AT, verdicts), known_kinds())


def breach(title: str, promise: str, *, seen: bool = True, disturbed: Sequence[str] = ()) -> dict[str, Any]:
    """A breach as the document holds it."""
    return {
        "name": title,
        "title": title,
        "promise": promise,
        "kind": "deletion",
        "seen": seen,
        "disturbed": list(disturbed),
        "verdict": "broken" if seen else "kept",
        "seconds": 0.1,
    }
