"""A statement that keeps everything in one country."""

from types import SimpleNamespace
from typing import Any

import pytest

from kept.promises import Database
from kept.residency.kinds.residency import Residency

INSIDE, OUTSIDE = Database("crm", "p01", "CN"), Database("crm", "p10", "SG")


def look_at(*databases: Database) -> Any:
    return SimpleNamespace(databases=lambda: databases, promise=SimpleNamespace(path="storage.inside"))


@pytest.mark.parametrize(
    ("databases", "outcome"), [((), "unproven"), ((INSIDE,), "kept"), ((INSIDE, OUTSIDE), "broken")], ids=["none", "inside", "one outside"]
)
def test_no_database_may_stand_in_another_country(databases: tuple[Database, ...], outcome: str) -> None:
    verdict = Residency(country="CN").prove(look_at(*databases))
    assert verdict.outcome == outcome
    assert [finding.place for finding in verdict.findings] == ([OUTSIDE.name] if outcome == "broken" else [])


def test_where_a_server_stands_is_only_registered() -> None:
    assert {one.origin for one in Residency(country="CN").prove(look_at(INSIDE)).evidence} == {"registered"}


def test_a_country_with_a_cluster_s_role_or_hosts_is_a_cluster() -> None:
    assert not Residency(country="CN").cluster
    assert Residency(country="CN", login="login.example").cluster
