"""People by their applications' references."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from kept.errors import KeptError
from kept.ledger.event import looks_personal

if TYPE_CHECKING:
    from psycopg import Connection

KEY_BYTES: Final = 32
# Whom a tenant's contract serves: those who sign in. Its contacts and leads have agreed to nothing by it.
SERVED: Final = frozenset({"administrator", "external", "member"})
REGISTER: Final = """
    with found as (select subject_id from kept.person_reference where reference = %(reference)s),
    made as (
      insert into kept.subject (subject_id, key, class, country, subdivision, born_on, age_at_least, guardian_id, tenant_ref,
                                contract_ref, planted, created_at)
      select nextval('kept.subject_number'), %(key)s, %(class)s, %(country)s, %(subdivision)s, %(born_on)s, %(at_least)s, %(guardian)s,
             %(tenant)s, %(contract)s, %(planted)s, %(at)s
      where not exists (select from found)
      returning subject_id
    ), named as (
      insert into kept.person_reference (reference, subject_id, created_at)
      select %(reference)s, subject_id, %(at)s from made
      returning subject_id
    )
    select subject_id, true from named union all select subject_id, false from found
"""
BROUGHT_UP: Final = """
    update kept.subject set class = %(class)s, country = %(country)s, subdivision = %(subdivision)s,
      born_on = coalesce(%(born_on)s, born_on), age_at_least = coalesce(%(at_least)s, age_at_least),
      guardian_id = coalesce(%(guardian)s, guardian_id), tenant_ref = %(tenant)s, contract_ref = %(contract)s
    where subject_id = %(subject)s and erased_at is null and (class, country, subdivision, tenant_ref, contract_ref) is distinct from
      (%(class)s, %(country)s, %(subdivision)s, %(tenant)s, %(contract)s)
      or subject_id = %(subject)s and erased_at is null and (
        born_on is distinct from coalesce(%(born_on)s, born_on) or age_at_least is distinct from coalesce(%(at_least)s, age_at_least)
        or guardian_id is distinct from coalesce(%(guardian)s, guardian_id))
"""
KNOWN: Final = "select reference, subject_id from kept.person_reference where reference = any(%s)"


@dataclass(frozen=True)
class Registration:
    """Somebody as an application brings them. ``class_`` is the statement's (member, contact, visitor).

    ``at_least`` is the least age that the person declared, where no date of birth is needed. ``contract`` is the reference of the
    contract that the service is owed under; for those whom a tenant's contract serves it is the tenant's.
    """

    reference: str
    class_: str
    country: str
    subdivision: str | None = None
    born_on: date | None = None
    at_least: int | None = None
    guardian: str | None = None
    tenant: str | None = None
    contract: str | None = None
    planted: bool = False


def register(connection: Connection[Any], person: Registration, now: datetime, randomness: Callable[[int], bytes]) -> int:
    """The person's number; somebody new is entered, somebody known is brought up to date. The caller commits.

    Raises KEPT-W005 for a reference that looks like a number of a person's own, KEPT-W004 for a guardian who is not known.
    """
    bare = person.reference.rpartition(":")[2]
    if looks_personal(bare) or "@" in person.reference:
        raise KeptError("KEPT-W005")
    guardian = known(connection, [person.guardian])[person.guardian] if person.guardian else None
    values = {
        "reference": person.reference,
        "key": randomness(KEY_BYTES),
        "class": person.class_,
        "country": person.country,
        "subdivision": person.subdivision,
        "born_on": person.born_on,
        "at_least": person.at_least,
        "guardian": guardian,
        "tenant": person.tenant,
        "contract": person.contract or (person.tenant if person.class_ in SERVED else None),
        "planted": person.planted,
        "at": now,
    }
    connection.execute("select pg_advisory_xact_lock(1801810037, hashtext(%s))", [person.reference])
    row = connection.execute(REGISTER, values).fetchone()
    if row is None:
        raise LookupError("a query that always has a row had none")
    subject, new = row
    if not new:
        connection.execute(BROUGHT_UP, values | {"subject": subject})
    return int(subject)


def known(connection: Connection[Any], references: Sequence[str]) -> Mapping[str, int]:
    """The numbers of people by their references. Raises KEPT-W004 for one that nobody has registered."""
    wanted = list(dict.fromkeys(references))
    found = dict(connection.execute(KNOWN, [wanted]).fetchall())
    for reference in wanted:
        if reference not in found:
            raise KeptError("KEPT-W004", reference=reference)
    return found
