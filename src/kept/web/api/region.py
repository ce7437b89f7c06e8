"""A storage cluster as the API's process holds it: its books, its policy, and who of its people has changed."""

from __future__ import annotations

import hmac
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from kept.consent import Asked, asked, lawful_ages
from kept.decisions import Decisions, ages_in_law, compile_policy, facts_asked, policy_document
from kept.errors import KeptError
from kept.ledger import Signer, load_signer
from kept.promises import known_kinds
from kept.statement import Statement, read_statement
from kept.stores import Address, Pool
from kept.subjects import State, Viewer, states

DECIMALS = 3
EXPRESS = "express:"


@dataclass(frozen=True)
class Said:
    """A statement in force, compiled, with what an application is told of it."""

    statement: Statement
    decisions: Decisions
    document: Mapping[str, Any]
    etag: str
    asked: Asked


@dataclass(eq=False)
class Region:
    """One cluster: where its data is, whose token opens it, the statement that counts."""

    cluster: str
    home: str
    token: str = field(repr=False)
    said: Said
    address: Address = field(repr=False)
    signer_file: Path | None = None
    tenant_key: bytes = field(default=b"", repr=False)

    @cached_property
    def pool(self) -> Pool:
        return Pool(self.address)

    @cached_property
    def met_by(self) -> Mapping[str, Sequence[str]]:
        """By party the other matters whose consent is one to it: the statement asks for them by its name."""
        needs = [need for party in self.said.decisions.policy.parties.values() for need in party.needs if need.what == "consent"]
        return {need.matter: [fact.removeprefix(EXPRESS) for fact in need.met_by if fact.startswith(EXPRESS)] for need in needs}

    @cached_property
    def viewer(self) -> Viewer:
        return Viewer(self.said.decisions, self.home)

    @cached_property
    def signer(self) -> Signer:
        """The key of the region's ledger, which receipts are signed with. Raises KEPT-W011 where the pack was prepared without one."""
        if self.signer_file is None:
            raise KeptError("KEPT-W011", cluster=self.cluster)
        return load_signer(self.signer_file)

    @property
    def label(self) -> str:
        return self.said.statement.label

    def opened_by(self, token: str) -> bool:
        """Whether it is this cluster's token, as its file has it (base64url, padded) or without the padding."""
        token = token.rstrip("=")
        return hmac.compare_digest(self.token.encode(), token.encode())

    def document(self) -> Mapping[str, Any]:
        return {**self.said.document, "cluster": self.cluster, "home": self.home, "etag": self.said.etag}

    def states(self, connection: Any, subjects: list[int]) -> list[State]:
        return list(states(connection, self.viewer, today(), subjects))


def said(statement: Statement, earlier: Collection[Statement] = (), served: Collection[tuple[str, str]] = ()) -> Said:
    """The statement, ready to be asked. ``served`` are functions and purposes that belong together by the data map."""
    policy = compile_policy(statement, earlier=earlier, served=served, lawful_ages=ages_in_law())
    decisions = Decisions(policy)
    document: dict[str, Any] = {
        "label": statement.label,
        "policy": policy_document(policy, facts_asked(decisions)),
        "words": {path: {"zh": one.labels.zh, "en": one.labels.en} for path, one in statement.declarations.items() if one.labels},
        "signals": sorted({one.body.header for one in statement.declarations.values() if one.kind == "do-not-track"}),
        "deidentified": {name: DECIMALS for name in policy.uncollected if name.startswith("de_identified_")},
    }
    etag = sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()[:32]
    return Said(statement, decisions, document, etag, asked(statement, lawful_ages()))


def today() -> date:
    return now().date()


def now() -> datetime:
    """The one place where the API looks at the calendar."""
    return datetime.now(UTC)


def regions_from(told: Mapping[str, Any]) -> Mapping[str, Region]:
    """The regions that a process serves, as ``kept.web.api.serving`` wrote them down for it."""
    found: dict[str, Region] = {}
    for pack in told["packs"]:
        statement, *earlier = (read_statement(Path(file), known_kinds()) for file in pack["statements"])
        compiled = said(statement, earlier, [(function, purpose) for function, purpose in pack["served"]])
        key = bytes.fromhex(pack.get("tenant_key", ""))
        for one in pack["clusters"]:
            signer = Path(one["signer"]) if one["signer"] else None
            found[one["cluster"]] = Region(one["cluster"], one["country"], one["token"], compiled, Address(**one["address"]), signer, key)
    return found
