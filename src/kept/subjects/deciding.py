"""Decisions that were taken and used, as they stand in the books beside the rows that carry their numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from kept.errors import KeptError

if TYPE_CHECKING:
    from psycopg import Connection

EVIDENCE: Final = (
    "contract_ref citation incident_ref interest approval_ref sign_off_ref source_ref source_date test_ref ends_on".split()  # noqa: SIM905
)
NOTHING_ELSE: Final[Mapping[str, Sequence[str]]] = MappingProxyType({})
SUBMITTED: Final = "select key, number from kept.submitted where key = any(%s)"
LOCK: Final = "select pg_advisory_xact_lock(1801810038, hashtext(key)) from (select unnest(%s::text[]) as key order by 1) k"
STANDING: Final = """
    select distinct on (c.subject_id, c.matter) c.subject_id, c.matter, c.consent_id from kept.consent c
    join unnest(%s::bigint[], %s::text[]) as w (subject_id, matter) using (subject_id, matter)
    where c.withdrawn_at is null order by c.subject_id, c.matter, c.given_at desc
"""
EXEMPTION: Final = """
    insert into kept.exemption (ground, contract_ref, citation, incident_ref, interest, approval_ref, sign_off_ref, source_ref, source_date,
                                test_ref, ends_on)
    values (%(ground)s, %(contract_ref)s, %(citation)s, %(incident_ref)s, %(interest)s, %(approval_ref)s, %(sign_off_ref)s, %(source_ref)s,
            %(source_date)s, %(test_ref)s, %(ends_on)s)
    returning exemption_id
"""
DECISIONS: Final = """
    with given as (
      select * from unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::text[],
                           %s::boolean[], %s::timestamptz[], %s::text[], %s::text[])
        as g (subject_id, label, function, purpose, act, basis, consent_id, exemption_id, contract_ref, allowed, decided_at, items, key)
    ), numbered as (
      select *, nextval(pg_get_serial_sequence('kept.decision', 'decision_id')) as decision_id from given
    ), written as (
      insert into kept.decision (decision_id, subject_id, label, function, purpose, act, basis, consent_id, exemption_id, contract_ref,
                                 allowed, decided_at, items)
      select decision_id, subject_id, label, function, purpose, act, basis, consent_id, exemption_id, contract_ref, allowed, decided_at,
             string_to_array(items, ' ')
      from numbered
    )
    insert into kept.submitted (key, number, at) select key, decision_id, now() from numbered returning key, number
"""
CONTRACT: Final = "select subject_id, contract_ref from kept.subject where subject_id = any(%s)"


@dataclass(frozen=True)
class Decided:
    """A decision as an application took it. ``key`` is its own: the same key again is the same decision."""

    subject_id: int
    function: str
    purpose: str
    act: str
    items: Sequence[str]
    allowed: bool
    basis: str | None
    matter: str | None
    at: datetime
    key: str
    evidence: Mapping[str, str] = field(default_factory=dict)


def record_decisions(
    connection: Connection[Any], label: str, decided: Sequence[Decided], met_by: Mapping[str, Sequence[str]] = NOTHING_ELSE
) -> Sequence[int]:
    """Write decisions and give their numbers, in the same order. The caller commits.

    ``met_by`` names by matter the others whose consent is one to it, too (a code that a telecom operator sends).

    Raises KEPT-W006 where a decision stands on an agreement that does not stand (any more), and writes nothing then.
    """
    keys = list(dict.fromkeys(one.key for one in decided))
    connection.execute(LOCK, [keys])
    numbers: dict[str, int] = dict(connection.execute(SUBMITTED, [keys]).fetchall())
    new = list({one.key: one for one in decided if one.key not in numbers}.values())
    if new:
        numbers |= dict(connection.execute(DECISIONS, _columns(connection, label, new, met_by)).fetchall())
    return [numbers[one.key] for one in decided]


def _columns(
    connection: Connection[Any], label: str, new: Sequence[Decided], met_by: Mapping[str, Sequence[str]]
) -> Sequence[Sequence[Any]]:
    consents, contracts = _consents(connection, new, met_by), _contracts(connection, new)
    rows = [
        (
            one.subject_id,
            label,
            one.function,
            one.purpose,
            one.act,
            one.basis,
            consents.get((one.subject_id, one.matter or "")) if one.basis == "consent" else None,
            _exemption(connection, one) if one.basis == "exemption" else None,
            contracts.get(one.subject_id) if one.basis == "contract" else None,
            one.allowed,
            one.at,
            " ".join(one.items),
            one.key,
        )
        for one in new
    ]
    return [list(column) for column in zip(*rows, strict=True)]


def _consents(connection: Connection[Any], new: Sequence[Decided], met_by: Mapping[str, Sequence[str]]) -> Mapping[tuple[int, str], int]:
    wanted = [(one.subject_id, one.matter or "") for one in new if one.basis == "consent" and one.allowed]
    if not wanted:
        return {}
    sought = [(subject, other) for subject, matter in wanted for other in (matter, *met_by.get(matter, ()))]
    rows = connection.execute(STANDING, ([subject for subject, _ in sought], [matter for _, matter in sought])).fetchall()
    standing = {(subject, matter): consent for subject, matter, consent in rows}
    found = {}
    for subject, matter in wanted:
        consent = next((standing[subject, other] for other in (matter, *met_by.get(matter, ())) if (subject, other) in standing), None)
        if consent is None:
            raise KeptError("KEPT-W006", matter=matter)
        found[subject, matter] = consent
    return found


def _contracts(connection: Connection[Any], new: Sequence[Decided]) -> Mapping[int, str]:
    subjects = [one.subject_id for one in new if one.basis == "contract"]
    return dict(connection.execute(CONTRACT, [subjects]).fetchall()) if subjects else {}


def _exemption(connection: Connection[Any], one: Decided) -> int:
    said: dict[str, Any] = {name: one.evidence.get(name) for name in EVIDENCE}
    said |= {name: date.fromisoformat(said[name]) for name in ("source_date", "ends_on") if said[name]}
    row = connection.execute(EXEMPTION, {**said, "ground": one.matter}).fetchone()
    return int(row[0]) if row else 0
