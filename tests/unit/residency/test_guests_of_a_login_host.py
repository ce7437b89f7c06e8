"""Whose tenants may stand in a cluster's books: its own, and those that sign in through its host from the same country."""

from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import column, table

from kept.promises import Database, Words
from kept.residency.kinds.residency import Residency, _strangers
from kept.residency.places import region_of

HOST, OTHER = "login.example", "login-abroad.example"
CLUSTERS = {
    "home": Residency(country="CN", login=HOST, business=("crm.example",)),
    "sign_in": Residency(country="CN", login=HOST, use="login authentication only"),
    "abroad": Residency(country="DE", login=HOST),
    "apart": Residency(country="CN", login=OTHER),
}


def strangers(cluster: str, registered: list[tuple[str, str, str]]) -> list[str]:
    books = table("tenant_registration", column("tenant_ref"), column("cluster"), column("country"), schema="kept")
    section = {name: SimpleNamespace(body=body) for name, body in CLUSTERS.items()}
    look: Any = SimpleNamespace(
        statement=SimpleNamespace(section=lambda name: section), table=lambda path: books, rows=lambda database, query: registered
    )
    return [finding.key for finding in _strangers(look, Database("shop", cluster, CLUSTERS[cluster].country or ""))]


def test_a_clusters_own_tenants_are_at_home() -> None:
    assert strangers("home", [("t1", "home", "CN")]) == []


def test_tenants_of_the_same_country_may_sign_in_through_its_host() -> None:
    assert strangers("sign_in", [("t1", "home", "CN")]) == []


@pytest.mark.parametrize(
    "row", [("t1", "abroad", "DE"), ("t1", "apart", "CN"), ("t1", "unheard_of", "CN"), ("t1", "sign_in", "DE"), ("t1", "abroad", "CN")]
)
def test_a_tenant_of_another_country_or_host_is_a_stranger(row: tuple[str, str, str]) -> None:
    assert strangers("sign_in", [row]) == ["t1"]


def test_a_place_is_known_by_the_name_of_its_terms() -> None:
    india = SimpleNamespace(path="jurisdictions.india", parameters=SimpleNamespace(region="IN"))
    declared = {"jurisdictions.india": SimpleNamespace(labels=Words("印度", "India"))}
    statement: Any = SimpleNamespace(of_kind=lambda kind: (india,), declarations=declared)
    assert region_of(statement, "India") == region_of(statement, "印度") == "IN"
    assert region_of(statement, "Atlantis") is None
