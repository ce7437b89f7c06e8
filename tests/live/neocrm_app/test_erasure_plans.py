"""What an erasure does to the CRM's own rows: nothing of the person remains, and nothing of anybody else changes, in every store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Connection, func, select, text

from kept.promises import Schema
from kept.rights import Plan, declared, erasure_steps
from kept.rights.ownership import Graph, Node
from kept.stores import core_connection, open_connection, reflect
from tests.live.neocrm_app.prepared import Prepared

STORES = ("crm.p06", "crm.p10", "web.website", "auth.p08", "cdp.cdp_shanghai")


@dataclass
class Place:
    graph: Graph
    plan: Plan
    connection: Connection
    schema: Schema

    def people(self, most: int) -> list[int]:
        """Some of the people of whom there are rows."""
        found: set[int] = set()
        for node in self.theirs:
            column = node.table.c[node.subject or ""]
            rows = self.connection.execute(select(column).where(column.is_not(None)).distinct().order_by(column).limit(most))
            found |= {row[0] for row in rows}
        return sorted(found)[:most]

    @property
    def theirs(self) -> list[Node]:
        return [node for node in self.graph.nodes.values() if node.subject]

    def erase(self, people: list[int]) -> None:
        self.plan.prepare(self.connection)
        reached = self.plan.reach(self.connection, (), {number: [subject] for number, subject in enumerate(people)})
        self.plan.erase(self.connection, self.plan.decide(self.connection, reached))

    def others(self, people: list[int]) -> dict[str, tuple[int, int]]:
        """Of every table the number and a checksum of the rows that are not these people's."""
        found = {}
        for name, node in self.graph.nodes.items():
            whole = func.hashtext(text(f"(t.*)::{name}::text"))
            rows = select(func.count(), func.coalesce(func.sum(whole), 0)).select_from(node.table.alias("t"))
            if node.subject:
                rows = rows.where(text(f"coalesce(t.{node.subject}, 0) <> all(:people)"))
            count, total = self.connection.execute(rows, {"people": people} if node.subject else {}).one()
            found[name] = count, total
        return found


@pytest.fixture(params=STORES)
def place(request: pytest.FixtureRequest, prepared_neocrm: Prepared) -> Iterator[Place]:
    """A database of the CRM, as it was before once the test is over."""
    site = prepared_neocrm.estate.sites[request.param]
    with open_connection(site.address) as reading:
        schema = reflect(reading)
    said = declared(prepared_neocrm.pack.datamap, site.database.store, schema)
    assert [fault.text() for fault in said.faults] == []
    with core_connection(site.address) as connection:
        yield Place(said.graph, Plan(said.graph), connection, schema)
        connection.rollback()


def test_nothing_remains_of_people_who_go_and_nothing_of_the_others_changes(place: Place) -> None:
    people = place.people(25)
    before = place.others(people)
    place.erase(people)
    for node in place.theirs:
        column = node.table.c[node.subject or ""]
        assert place.connection.scalar(select(func.count()).where(column.in_(people))) == 0, node.name
    after = place.others(people)
    reduced = {name for name, node in place.graph.nodes.items() if node.last_owner}
    changed = {edge.owned for edge in place.graph.edges} | reduced
    assert {name: rows for name, rows in after.items() if name not in changed} == {
        name: rows for name, rows in before.items() if name not in changed
    }


def test_a_plan_tells_every_row_that_an_erasure_takes_and_changes_none(place: Place) -> None:
    (person,) = place.people(1)
    everybody = place.others([])
    steps = list(erasure_steps(place.connection, place.plan, "here", person))
    assert place.others([]) == everybody
    told = {step.table: step.rows for step in steps if step.action != "change"}
    for node in place.theirs:
        rows = place.connection.scalar(select(func.count()).where(node.table.c[node.subject or ""] == person))
        assert told.pop(node.name, 0) == rows, node.name
    assert set(told) <= {edge.owned for edge in place.graph.edges}, "only what hangs on their rows may be beside them"
    assert all(step.sql and step.reason.zh and step.reason.en for step in steps)


def test_rows_that_name_a_contact_who_goes_stay_without_the_name(prepared_neocrm: Prepared) -> None:
    site = prepared_neocrm.estate.sites["crm.p06"]
    with open_connection(site.address) as reading:
        graph = declared(prepared_neocrm.pack.datamap, "crm", reflect(reading)).graph
    named = "select c.subject_id, o.opportunity_id from crm.opportunity o join crm.contact c using (tenant_id, contact_id) limit 1"
    with core_connection(site.address) as connection:
        person, opportunity = connection.execute(text(named)).one()
        plan = Plan(graph)
        plan.prepare(connection)
        plan.erase(connection, plan.decide(connection, plan.reach(connection, (), {0: [person]})))
        query = text("select contact_id, stage is not null from crm.opportunity where opportunity_id = :o")
        assert connection.execute(query, {"o": opportunity}).one() == (None, True)
        connection.rollback()


def test_a_foreign_key_that_the_data_map_does_not_explain_is_told(prepared_neocrm: Prepared) -> None:
    site = prepared_neocrm.estate.sites["crm.p06"]
    with core_connection(site.address) as connection:
        connection.execute(text("create table crm.unknown (id int primary key, tenant_id bigint, member_id bigint)"))
        connection.execute(text("alter table crm.unknown add foreign key (tenant_id, member_id) references crm.member"))
        schema = reflect(connection.connection.driver_connection)  # type: ignore[arg-type]
        connection.rollback()
    faults = declared(prepared_neocrm.pack.datamap, "crm", schema).faults
    assert [(fault.code, fault.facts["table"]) for fault in faults] == [("KEPT-R006", "crm.unknown")]
