"""Attestations in the control plane: signed once, never edited; the newest of a promise counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from psycopg import Connection
from sqlalchemy import column, func, insert, select, table
from sqlalchemy.dialects.postgresql import distinct_on

from kept.proof.attesting import Attestation
from kept.stores import execute

NAMES: Final = ("promise", "signer", "document", "sha256", "signed_at", "expires_at", "specimen")
SIGNED: Final = table("attestation", *(column(name) for name in ("attestation_id", "label", *NAMES)), schema="kept_control")


def attestations(control: Connection[Any], label: str) -> Mapping[str, Attestation]:
    """The newest attestation of each promise of a pack; none where the control plane is older than attestations are."""
    if execute(control, select(func.to_regclass("kept_control.attestation"))).fetchone() == (None,):
        return {}
    newest = (
        select(*(SIGNED.c[name] for name in NAMES))
        .ext(distinct_on(SIGNED.c.promise))
        .where(SIGNED.c.label == label)
        .order_by(SIGNED.c.promise, SIGNED.c.attestation_id.desc())
    )
    return {found.promise: found for found in _read(control, newest)}


def history(control: Connection[Any], label: str, promise: str) -> Sequence[Attestation]:
    """Every attestation of one promise, the newest first."""
    ordered = select(*(SIGNED.c[name] for name in NAMES)).where(SIGNED.c.label == label, SIGNED.c.promise == promise)
    return _read(control, ordered.order_by(SIGNED.c.attestation_id.desc()))


def attest(control: Connection[Any], label: str, attestation: Attestation) -> None:
    """Write down what a person signed. The caller commits."""
    said = {**{name: getattr(attestation, name) for name in NAMES}, "label": label, "sha256": bytes.fromhex(attestation.sha256)}
    execute(control, insert(SIGNED).values(said))


def _read(control: Connection[Any], query: Any) -> Sequence[Attestation]:
    rows = execute(control, query).fetchall()
    return [Attestation(**{**dict(zip(NAMES, row, strict=True)), "sha256": row[NAMES.index("sha256")].hex()}) for row in rows]
