"""Invented people of the service, the same for the same seed: ``generate`` gives the rows of every database as COPY text.

Nobody in it is real. The rows keep every promise of the statement; who wants to see one broken breaks it afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
FAMILY = ("王", "李", "张", "刘", "陈", "Lind", "Moreau", "Okafor", "Silva", "Novak")
GIVEN = ("明", "芳", "磊", "静", "洋", " Ada", " Ben", " Chloe", " Dan", " Eva")
TEAM_SIZE, SUBSCRIBES_EVERY, LEAVES_EVERY = 20, 3, 25
SUBJECT = "subject_id key class country tenant_ref created_at ended_at"
CONSENT = "consent_id subject_id label matter form language wording_sha256 channel given_at"
DECISION = "decision_id subject_id label function purpose act basis consent_id contract_ref allowed decided_at"


class Rows(NamedTuple):
    """Rows for one table of one database, in the order in which they have to be loaded."""

    cluster: str
    table: tuple[str, str]
    columns: tuple[str, ...]
    chunks: Iterable[bytes]


@dataclass(frozen=True)
class Person:
    """One invented person; ``subscribed`` and ``left`` are the days on which that happened, if it did."""

    number: int
    name: str
    joined: datetime
    subscribed: datetime | None
    left: datetime | None

    @property
    def team(self) -> int:
        return 1 + (self.number - 1) // TEAM_SIZE

    @property
    def email(self) -> str:
        return f"person{self.number}@team{self.team}.example"


def generate(
    people: int,
    seed: int,
    today: date,
    clusters: Mapping[str, str],
    *,
    texts: Mapping[str, str],
    statement_sha256: bytes,
    only: Iterable[str] | None = None,
) -> Iterator[Rows]:
    """All rows of the databases ``only`` (all of ``clusters``, cluster to ISO country), for ``people`` people."""
    version = date.fromisoformat(max(file.stem for file in (HERE / "statement").glob("*.yaml")))
    label, wording = f"{HERE.name}-{version.year}", sha256(texts["zh"].encode()).digest()
    for cluster in clusters if only is None else only:
        country, start = clusters[cluster], midnight(version)
        teams = range(1, 1 + -(-people // TEAM_SIZE))

        yield rows(
            cluster,
            "kept.statement_version",
            "label service version effective_on operator sha256",
            [(label, HERE.name, version, version, HERE.name, statement_sha256)],
        )
        said = [(label, language, text, sha256(text.encode()).digest()) for language, text in texts.items()]
        yield rows(cluster, "kept.statement_text", "label language text sha256", said)
        registered = [(team, cluster, country, start) for team in teams]
        yield rows(cluster, "kept.tenant_registration", "tenant_ref cluster country registered_at", registered)
        known = (
            (one.number, sha256(f"{seed}:{one.number}".encode()).digest(), "member", country, one.team, one.joined, one.left)
            for one in invented(people, seed, version, today)
        )
        yield rows(cluster, "kept.subject", SUBJECT, known)
        agreed = (
            (one.number, one.number, label, "functions.newsletter", "explicit", "zh", wording, "web", one.subscribed)
            for one in invented(people, seed, version, today)
            if one.subscribed
        )
        yield rows(cluster, "kept.consent", CONSENT, agreed)
        yield rows(cluster, "kept.decision", DECISION, decisions(invented(people, seed, version, today), label))

        yield rows(cluster, "app.team", "team_id name registered_at", [(team, f"Team {team}", start) for team in teams])
        members = (
            (one.number, one.team, one.number, 2 * one.number, one.name, one.email, one.joined)
            for one in invented(people, seed, version, today)
        )
        yield rows(cluster, "app.member", "member_id team_id subject_id decision_id name email joined_at", members)
        readers = (
            (one.number, one.team, one.number, 2 * one.number + 1, one.email, one.subscribed)
            for one in invented(people, seed, version, today)
            if one.subscribed
        )
        yield rows(cluster, "app.subscription", "subscription_id team_id subject_id decision_id email subscribed_at", readers)


def invented(people: int, seed: int, version: date, today: date) -> Iterator[Person]:
    """The people, one after the other: all joined since the statement took effect; whoever left did so less than thirty days ago."""
    chance = Random(seed)
    days = max((today - version).days, 1)
    for number in range(1, people + 1):
        age = chance.randrange(days)
        joined = midnight(today - timedelta(days=age)) + timedelta(seconds=chance.randrange(3600))
        name = chance.choice(FAMILY) + chance.choice(GIVEN)
        subscribed = joined + timedelta(minutes=5) if number % SUBSCRIBES_EVERY == 0 else None
        left = midnight(today - timedelta(days=min(age, 20))) + timedelta(hours=2) if number % LEAVES_EVERY == 0 else None
        yield Person(number, name, joined, subscribed, left)


def decisions(everybody: Iterable[Person], label: str) -> Iterator[tuple[object, ...]]:
    """By which right each row was collected: the contract for accounts, a consent for the newsletter."""
    for one in everybody:
        contract = f"terms-{one.number}"
        yield (2 * one.number, one.number, label, "account", "account", "collect", "contract", None, contract, True, one.joined)
        if one.subscribed:
            subscribed = (2 * one.number + 1, one.number, label, "newsletter", "newsletter", "collect")
            yield (*subscribed, "consent", one.number, None, True, one.subscribed)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def rows(cluster: str, path: str, columns: str, values: Iterable[tuple[object, ...]]) -> Rows:
    schema, _, name = path.partition(".")
    return Rows(cluster, (schema, name), tuple(columns.split()), (line(row) for row in values))


def line(row: tuple[object, ...]) -> bytes:
    """One row in COPY's text format."""
    return ("\t".join(map(cell, row)) + "\n").encode()


def cell(value: object) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bytes):
        return f"\\\\x{value.hex()}"
    if isinstance(value, bool):
        return "t" if value else "f"
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
