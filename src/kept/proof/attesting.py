"""What only a person can say: a named signer, a document with its hash, an expiry; past it, or on a specimen, unproven."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kept.promises import Evidence, Promise, Verdict, Words, attested, unproven


@dataclass(frozen=True)
class Attestation:
    """One signed statement of a person about one promise. A specimen shows the form only and vouches for nothing."""

    promise: str
    signer: str
    document: str
    sha256: str
    signed_at: datetime
    expires_at: datetime
    specimen: bool = False


def vouched(promise: Promise, attestations: Mapping[str, Attestation], now: datetime) -> Verdict:
    """Attested while a real document is in date; else unproven with what is missing."""
    found = attestations.get(promise.id)
    if found is None:
        return unproven(
            Words("只能由人来证明：尚未有人签署并附上文件。", "Only a person can say so: nobody has signed and filed a document yet."),
        )
    evidence = Evidence(f"{found.document} sha256:{found.sha256}", "registered", f"kept attest show {promise.id}", 1)
    if found.specimen:
        return unproven(Words("仅有样本文件，样本不证明任何事。", "There is only a specimen, which attests nothing."), [evidence])
    if found.expires_at <= now:
        day = found.expires_at.date().isoformat()
        return unproven(Words(f"文件已于 {day} 到期。", f"The document expired on {day}."), [evidence])
    day = found.expires_at.date().isoformat()
    return attested([evidence], Words(f"{found.signer} 签署，有效期至 {day}。", f"Signed by {found.signer}, valid until {day}."))
