"""What the tests of consent share: neocrm as its people are asked, a region with a few of them, and acts to record."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any, Final

from kept.consent import Asked, Giving, Withdrawing, asked, lawful_ages
from kept.ledger import Signer
from kept.packs import find
from kept.promises import known_kinds
from kept.statement import read_statement
from kept.stores import Address, Connection, open_connection

NOW: Final = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)
ADULT, CHILD, GUARDIAN, NOBODY_KNOWS, GONE, LEFT = 1, 2, 3, 4, 5, 6
WORK_ORDERS: Final = "functions.work_orders"
TRIAL: Final = "functions.trial"
KEYS: Final = (f"key-{number}" for number in count())
PEOPLE: Final = (
    (ADULT, "CN", date(1990, 5, 1), None, None, None),
    (GUARDIAN, "CN", date(1985, 1, 1), None, None, None),
    (CHILD, "CN", date(2016, 3, 3), GUARDIAN, None, None),
    (NOBODY_KNOWS, "CN", None, None, None, None),
    (GONE, "CN", None, None, NOW, NOW),
    (LEFT, "CN", None, None, NOW, None),
)


@dataclass(frozen=True)
class Region:
    """A database with its books, a connection to it, and its ledger's key."""

    address: Address
    connection: Connection
    signer: Signer

    @property
    def key(self) -> str:
        return str(self.signer.verifier)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with open_connection(self.address) as connection:
            return connection.execute(query, values).fetchall()


@cache
def neocrm(label: str = "neocrm-2023") -> Asked:
    place = find(label)
    return asked(read_statement(place.statement, known_kinds(), place.inventory, label), lawful_ages())


def peopled(connection: Connection, many: int = 0) -> None:
    """The versions of the statement, the few people that tests name, and ``many`` more from number 1000 on."""
    for label in ("neocrm-2021", "neocrm-2023"):
        version = neocrm(label)
        connection.execute(
            "insert into kept.statement_version values (%s, 'neocrm', %s, %s, 'operator', sha256('x'))",
            (label, version.effective_on, version.effective_on),
        )
    for number, country, born_on, guardian, ended, erased in PEOPLE:
        connection.execute(
            """insert into kept.subject (subject_id, key, class, country, born_on, guardian_id, ended_at, erased_at, created_at)
               values (%s, sha256(%s::text::bytea), 'member', %s, %s, %s, %s, %s, %s)""",
            (number, number, country, born_on, guardian, ended, erased, NOW - timedelta(days=400)),
        )
    connection.execute(
        """insert into kept.subject (subject_id, key, class, country, born_on, created_at)
           select n, sha256(n::text::bytea), 'member', 'CN', '1990-01-01', %s from generate_series(1000, 999 + %s) n""",
        (NOW, many),
    )
    connection.commit()


def giving(matter: str = WORK_ORDERS, subject_id: int = ADULT, **changes: Any) -> Giving:
    language = changes.pop("language", "zh")
    shown = neocrm().prompts.get((matter, language))
    said = {"wording_sha256": shown.sha256 if shown else "0" * 64, "key": next(KEYS), "channel": "app"}
    return Giving(subject_id, matter, language, **(said | changes))


def withdrawing(matter: str = WORK_ORDERS, subject_id: int = ADULT, **changes: Any) -> Withdrawing:
    return Withdrawing(subject_id, matter, **({"key": next(KEYS), "channel": "app"} | changes))


def random(count: int) -> bytes:
    return os.urandom(count)
