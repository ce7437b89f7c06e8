"""How many people and tenants a declaration concerns: those with decisions under a function or purpose, with disclosures to a recipient.

One pass over the books of a database for all declarations together. A declaration of which no row can speak concerns everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from psycopg import sql

from kept.stores import Address, execute, open_connection

NAMED: Final = sql.SQL("""
with named as (
  select function as path, subject_id from kept.decision union select purpose, subject_id from kept.decision
  union select recipient, subject_id from kept.disclosure where subject_id is not null
), using_it as (
  select subject_id, tenant_ref from kept.subject where ended_at is null and erased_at is null and not planted
)
select n.path, count(distinct n.subject_id), count(distinct u.tenant_ref)
from named n join using_it u using (subject_id) where n.path = any(%s) group by n.path
union all
select '', count(*), count(distinct tenant_ref) from using_it
""")
NAMING: Final = ("functions", "purposes", "recipients", "sdks", "affiliates", "handovers")


@dataclass(frozen=True)
class Concerned:
    """People and tenants who use the service now; planted people are not counted."""

    people: int
    tenants: int


def concerned(addresses: Iterable[Address], paths: Iterable[str]) -> Mapping[str, Concerned]:
    """By path of a declaration whom it concerns, over all these databases (people and tenants live in one database each).

    Raises KEPT-T020 and the like for a database that cannot be reached.
    """
    wanted = sorted(set(paths))
    sums: dict[str, list[int]] = {}
    for address in addresses:
        with open_connection(address) as connection:
            for path, people, tenants in execute(connection, NAMED, [wanted]).fetchall():
                found = sums.setdefault(path, [0, 0])
                found[0] += people
                found[1] += tenants
    everybody = Concerned(*sums.get("", (0, 0)))
    named = {path: Concerned(*sums[path]) if path in sums else Concerned(0, 0) for path in wanted}
    return {path: found if path.partition(".")[0] in NAMING else everybody for path, found in named.items()}
