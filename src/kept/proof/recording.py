"""Writes down what acts observed and left, in the books of the region in which they were done."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from psycopg import sql

from kept.datamap import DataMap
from kept.ledger import Event, Fact, new_event_id, record
from kept.promises import Person, Troupe, Words
from kept.proof.acting import Left, Performed, said_in_both
from kept.staging import Estate
from kept.stores import execute, open_connection

NOBODY: Final = Words(
    "演练用户没有在数据库中留下任何记录，无法核对痕迹。",
    "The planted person has no row in any database, so that no trace can be looked for.",
)
ACT: Final = """insert into kept.act (act_id, run_id, promise, name, title, label, at, done, reason, steps)
                values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"""
TRACE: Final = """insert into kept.act_trace (act_id, place, store, source, conditions, least, most)
                  values (%s, %s, %s, %s, %s, %s, %s)"""
KNOWN: Final = "kept.person_reference"
REFERENCE: Final = "select subject_id, reference from kept.person_reference where subject_id = any(%s)"
SUBJECT: Final = "select reference, subject_id from kept.person_reference where reference = any(%s)"
ORGANISATIONS: Final = "select distinct tenant_ref from kept.subject where planted and tenant_ref is not null"
PLANTED: Final = "update kept.subject set planted = true where tenant_ref = any(%s) and not planted"


@dataclass(frozen=True)
class Trace:
    """What an act must have left, as it is looked for: conditions on columns of a table in one governed database.

    Those of one ``place`` are counted together.
    """

    place: int
    store: str
    table: str
    conditions: Mapping[str, Any]
    least: int
    most: int


@dataclass(frozen=True)
class Written:
    """One act as it stands in the books."""

    performed: Performed
    traces: Sequence[Trace]


def write_acts(
    estate: Estate, datamap: DataMap, troupe: Troupe, label: str, performed: Sequence[Performed], run_id: UUID
) -> Sequence[Written]:
    """Find out whose rows they are, mark these people as planted, and write the acts down with an event in the region's ledger."""
    mark_planted(estate)
    people = _Found(estate, datamap, troupe, performed)
    written: dict[str, list[Written]] = {}
    for each in performed:
        traces = people.traces(each) if each.done else ()
        if traces is None:
            each.reason, traces = NOBODY, ()
        home = traces[0].store if traces else next(iter(estate.sites))
        written.setdefault(home, []).append(Written(each, traces))
    for home, acts in written.items():
        _write(estate, home, label, acts, run_id)
    return [each for acts in written.values() for each in acts]


def write_without_people(estate: Estate, label: str, written: Sequence[Written], run_id: UUID) -> None:
    """Write down what was observed where no planted person left anything, with an event in the first region's ledger."""
    if written:
        _write(estate, next(iter(estate.sites)), label, written, run_id)


class _Found:
    """Who the people are to the application and to each database's books."""

    def __init__(self, estate: Estate, datamap: DataMap, troupe: Troupe, performed: Sequence[Performed]) -> None:
        self.estate, self.datamap = estate, datamap
        self.homes = _homes(troupe, performed)
        self.references = _all_references(estate, datamap, self.homes)
        self.subjects = _subjects(estate, self.references)

    def traces(self, performed: Performed) -> Sequence[Trace] | None:
        """Where to look for what an act left; None where somebody of it cannot be found at all."""
        found: list[Trace] = []
        for place, left in enumerate(performed.left):
            here = self._left(place, left) if left.person in self.references else []
            if not here:
                return None
            found += here
        for place, person in enumerate(performed.only_at_home, len(performed.left)):
            if person not in self.references:
                return None
            found += self._unknown(place, person, self._abroad(person))
        return found

    def _left(self, place: int, left: Left) -> list[Trace]:
        subject, home = self.subjects[left.person], self.homes[left.person][0]
        found, stores = [], set[str]()
        for table in left.tables:
            mapped = self.datamap.tables.get(table)
            column = "subject_id" if mapped is None else mapped.subject
            of = {name for name in self.estate.sites if (name == home if mapped is None else name.partition(".")[0] == mapped.store)}
            stores |= of
            if column is not None:
                known = sorted(of & set(subject))
                found += [Trace(place, name, table, {column: subject[name], **left.where}, left.least, left.most) for name in known]
        return found if found or left.least else self._unknown(place, left.person, sorted(stores))

    def _abroad(self, person: Person) -> Sequence[str]:
        country = self.estate.sites[self.homes[person][0]].database.country
        return [name for name, site in self.estate.sites.items() if site.database.country != country]

    def _unknown(self, place: int, person: Person, stores: Sequence[str]) -> list[Trace]:
        """In none of these databases is there anybody by whom the application knows this person."""
        return [Trace(place, name, KNOWN, {"reference": self.references[person]}, 0, 0) for name in stores]


def _homes(troupe: Troupe, performed: Sequence[Performed]) -> Mapping[Person, tuple[str, str, str]]:
    """By person the database of their own region, and what Kept finds them by there."""
    people = dict.fromkeys(person for each in performed for person in (*(left.person for left in each.left), *each.only_at_home))
    return {person: said for person in people if (said := troupe.known_by(person.actor)) is not None}


def _all_references(estate: Estate, datamap: DataMap, homes: Mapping[Person, tuple[str, str, str]]) -> Mapping[Person, str]:
    """By person the reference under which the application brought them."""
    found: dict[Person, str] = {}
    for store in dict.fromkeys(said[0] for said in homes.values()):
        here = {person: said[1:] for person, said in homes.items() if said[0] == store}
        found |= _references(estate, datamap, store, here)
    return found


def _subjects(estate: Estate, references: Mapping[Person, str]) -> Mapping[Person, Mapping[str, int]]:
    """By person the number under which each database's books know them."""
    found: dict[Person, dict[str, int]] = {person: {} for person in references}
    named = {reference: person for person, reference in references.items()}
    for name, site in estate.sites.items():
        with open_connection(site.address) as connection:
            for reference, subject in execute(connection, SUBJECT, [list(named)]).fetchall():
                found[named[reference]][name] = subject
    return found


def mark_planted(estate: Estate) -> None:
    """Mark everybody of an organisation that has planted people: whoever was uploaded, invited or entered there is one, too."""
    organisations = set[str]()
    for site in estate.sites.values():
        with open_connection(site.address) as connection:
            organisations |= {row[0] for row in execute(connection, ORGANISATIONS).fetchall()}
    for site in estate.sites.values():
        with open_connection(site.address, read_only=False) as connection:
            execute(connection, PLANTED, [sorted(organisations)])


def _references(estate: Estate, datamap: DataMap, store: str, people: Mapping[Person, tuple[str, str]]) -> Mapping[Person, str]:
    """Who they are to the application, by the item that they are known by."""
    found: dict[Person, str] = {}
    with open_connection(estate.sites[store].address) as connection:
        for item in {item for item, _ in people.values()}:
            values = {value: person for person, (said, value) in people.items() if said == item}
            for table, subject, column in _places(datamap, store, item):
                query = sql.SQL("select {}, {} from {} where {} = any(%s)").format(
                    sql.Identifier(column), sql.Identifier(subject), sql.Identifier(*table.split(".")), sql.Identifier(column)
                )
                numbers = {number: values[value] for value, number in execute(connection, query, [list(values)]).fetchall() if number}
                for number, reference in execute(connection, REFERENCE, [list(numbers)]).fetchall():
                    found.setdefault(numbers[number], reference)
    return found


def _places(datamap: DataMap, store: str, item: str) -> Iterable[tuple[str, str, str]]:
    for path, mapped in datamap.of_store(store.partition(".")[0]).items():
        for column, said in mapped.columns.items():
            if said == item and mapped.subject:
                yield path, mapped.subject, column


def _write(estate: Estate, home: str, label: str, acts: Sequence[Written], run_id: UUID) -> None:
    with open_connection(estate.sites[home].address, read_only=False) as connection:
        events = []
        for each in acts:
            one = each.performed
            act_id = new_event_id(one.at, os.urandom)
            reason = None if one.reason is None else json.dumps(said_in_both(one.reason))
            steps = json.dumps([step.document for step in one.observed])
            values = (act_id, run_id, one.promise.id, one.act.name, one.act.title, label, one.at, one.done, reason, steps)
            connection.execute(ACT, values)
            for trace in each.traces:
                said = (act_id, trace.place, trace.store, trace.table, json.dumps(dict(trace.conditions)), trace.least, trace.most)
                connection.execute(TRACE, said)
            facts: dict[str, Fact] = {"promise": one.promise.id, "act": one.act.name, "label": label, "done": one.done}
            events.append(Event(act_id, "act.done", one.at, facts))
        record(connection, events)
