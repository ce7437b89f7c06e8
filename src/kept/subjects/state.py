"""What a policy asks about people, read from the books: facts as bits, nothing that names or describes anybody.

An age becomes "old enough", agreements become "agreed under a version that counts", so that an application's memory holds no more of a
person than its decisions need.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from psycopg import Connection, sql

from kept.decisions import Agreement, Decisions, Person, fact_bits, facts_asked, facts_of, order_of

SHAPES: Final = 200_000
AT_ONCE: Final = 5_000
STATES: Final = """
    select r.reference, s.country, s.subdivision, s.born_on, s.age_at_least,
      case when s.ended_at is null and s.erased_at is null then s.contract_ref end,
      case when s.ended_at is null and s.erased_at is null then (
        select string_agg(c.matter || chr(9) || c.label || chr(9) || c.form, chr(10) order by c.matter, c.label, c.form)
        from kept.consent c where c.subject_id = s.subject_id and c.withdrawn_at is null
      ) end,
      (select string_agg(p.permission, chr(10) order by p.permission) from (
         select distinct on (e.permission) e.permission, e.event from kept.permission_event e
         where e.subject_id = s.subject_id and e.event in ('granted', 'refused', 'revoked')
         order by e.permission, e.at desc, e.permission_event_id desc
       ) p where p.event = 'granted'),
      (select string_agg(h.path, chr(10) order by h.path) from kept.shown h where h.subject_id = s.subject_id),
      exists (select from kept.marketing_refusal m where m.subject_id = s.subject_id and m.until is null)
    from kept.person_reference r join kept.subject s using (subject_id)
"""
SOME: Final = f"{STATES} where r.subject_id = any(%s)"


class State(NamedTuple):
    """A person's facts as the policy's bits, where the person lives, where the person's data is."""

    reference: str
    bits: str | None
    place: str | None = None
    home: str | None = None


@dataclass
class Viewer:
    """A region's people as one policy sees them. Equal situations are worked out once."""

    decisions: Decisions
    home: str
    _order: Mapping[str, int] = field(init=False)
    _seen: dict[tuple[Any, ...], tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._order = order_of(facts_asked(self.decisions))

    def state(self, row: tuple[Any, ...], today: date) -> State:
        reference, country, subdivision, born_on, at_least, *rest = row
        shape = (country, subdivision, _age(born_on, at_least, today), *rest)
        found = self._seen.get(shape)
        if found is None:
            if len(self._seen) >= SHAPES:
                self._seen.clear()
            found = self._seen[shape] = self._facts(*shape)
        return State(reference, *found, self.home)

    def _facts(
        self,
        country: str,
        subdivision: str | None,
        age: int | None,
        contract: str | None,
        agreed: str | None,
        granted: str | None,
        shown: str | None,
        refused: bool,
    ) -> tuple[str, str]:
        place = country if not subdivision else subdivision if "-" in subdivision else f"{country}-{subdivision}"
        said = [line.split("\t") for line in agreed.split("\n")] if agreed else []
        person = Person(
            agreements=frozenset(Agreement(matter, label, form) for matter, label, form in said),  # type: ignore[arg-type]
            age=age,
            place=place,
            home=self.home,
            guardian=any(form == "guardian" for _, _, form in said),
            permissions=frozenset(granted.split("\n")) if granted else frozenset(),
            shown=frozenset(shown.split("\n")) if shown else frozenset(),
            no_marketing=refused,
            contract=contract,
        )
        return fact_bits(facts_of(self.decisions.policy, person), self._order), place


def states(connection: Connection[Any], viewer: Viewer, today: date, subjects: Sequence[int] | None = None) -> Iterator[State]:
    """The states of these people, or of everybody whom an application knows, in flat memory. In the caller's transaction."""
    if subjects is not None:
        for row in connection.execute(sql.SQL(SOME), [list(subjects)]).fetchall():
            yield viewer.state(row, today)
        return
    with connection.cursor(name="states") as cursor:
        cursor.itersize = AT_ONCE
        for row in cursor.execute(sql.SQL(STATES)):
            yield viewer.state(row, today)


def _age(born_on: date | None, at_least: int | None, today: date) -> int | None:
    """In whole years on that day, by the date of birth before what was declared."""
    if born_on is None:
        return at_least
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
