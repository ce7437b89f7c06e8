"""What an organisation may see of its people's agreements: counts, and each person by the application's own reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from kept.promises import Words

if TYPE_CHECKING:
    from psycopg import Connection

    from kept.consent.asking import Asked

PAGE: Final = 50
BY_MATTER: Final = """
    select c.matter, count(distinct c.subject_id) filter (where c.withdrawn_at is null),
           count(distinct c.subject_id) filter (where c.withdrawn_at is not null)
    from kept.subject s join kept.consent c using (subject_id)
    where s.tenant_ref = %s and s.erased_at is null group by c.matter order by 2 desc, 1
"""
BY_PERSON: Final = """
    with people as (
      select r.reference, s.subject_id, s.class from kept.subject s join kept.person_reference r using (subject_id)
      where s.tenant_ref = %s and s.erased_at is null and r.reference > %s order by r.reference limit %s
    )
    select p.reference, p.class, count(c.consent_id) filter (where c.withdrawn_at is null),
           count(c.consent_id) filter (where c.withdrawn_at is not null)
    from people p left join kept.consent c using (subject_id) group by p.reference, p.class order by p.reference
"""


@dataclass(frozen=True)
class OfMatter:
    """How many people of an organisation agree to a matter, and how many have withdrawn."""

    matter: str
    title: Words
    standing: int
    withdrawn: int


@dataclass(frozen=True)
class OfPerson:
    """One person by the application's reference: agreements that stand, and withdrawn ones."""

    reference: str
    class_: str
    standing: int
    withdrawn: int


def agreed_in_tenant(connection: Connection[Any], asked: Asked, tenant: str) -> Sequence[OfMatter]:
    """The agreements of an organisation's people, matter by matter, the most agreed to first."""
    return [OfMatter(row[0], _title(asked, row[0]), row[1], row[2]) for row in connection.execute(BY_MATTER, (tenant,)).fetchall()]


def people_of_tenant(connection: Connection[Any], tenant: str, after: str = "") -> tuple[Sequence[OfPerson], bool]:
    """The next ``PAGE`` people after a reference, and whether there are more."""
    rows = connection.execute(BY_PERSON, (tenant, after, PAGE + 1)).fetchall()
    return [OfPerson(*row) for row in rows[:PAGE]], len(rows) > PAGE


def _title(asked: Asked, matter: str) -> Words:
    found = asked.matters.get(matter)
    return found.title if found is not None else Words(matter, matter)
