"""A use of somebody's data, for the length of a block: decided at its beginning, and recorded with Kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from kept_sdk.engine.model import Answer, Basis

STALE: Final = "fresh state"
RANK: Final = ("exemption", "contract", "consent", "permission", "necessary")


@dataclass(frozen=True)
class Use:
    """What may be used (``items``), what has to stay out (``dropped``), and the number of the recorded decision for the rows."""

    answer: Answer
    items: tuple[str, ...]
    decision: int

    @property
    def dropped(self) -> tuple[str, ...]:
        return self.answer.drop


def is_stale(answer: Answer) -> bool:
    return any(one.what == STALE for one in answer.missing)


def told(
    answer: Answer, person: str, function: str, purpose: str, act: str, key: str, claim: Any = None, recipient: str | None = None
) -> Mapping[str, Any]:
    """A decision as it is recorded: what it stands on and what it is for. What was not allowed is recorded as such."""
    basis = _foremost(answer.basis, function, purpose, recipient)
    said: dict[str, Any] = {
        "person": person,
        "function": function,
        "purpose": purpose,
        "act": act,
        "items": list(answer.rest),
        "allowed": bool(answer.rest or answer.allowed),
        "basis": basis.kind if basis else None,
        "matter": basis.matter if basis else None,
        "at": now(),
        "key": key,
    }
    if basis is not None and basis.kind == "exemption":
        said["evidence"] = dict(basis.evidence)
        if claim is not None and claim.ends_on is not None:
            said["evidence"]["ends_on"] = claim.ends_on.isoformat()
    return said


def _foremost(several: Sequence[Basis], function: str, purpose: str, recipient: str | None) -> Basis | None:
    """The one that the books name: an exemption; what goes to a recipient by the consent to just that; a contract; another consent."""

    def rank(one: Basis) -> tuple[bool, bool, int, bool]:
        to_recipient = one.kind == "consent" and one.matter == recipient
        return one.kind != "exemption", not to_recipient, RANK.index(one.kind), one.matter not in (function, purpose)

    return min(several, key=rank, default=None)


def now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
