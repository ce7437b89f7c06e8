"""The organisation's page: its own and nobody else's, for its administrators only."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from kept_sdk import KeptError
from tests.live.web.rooms.conftest import House


def test_an_administrator_sees_cluster_people_and_reads_of_the_own_organisation_only(house: House, people: Mapping[str, str]) -> None:
    page = house.inside(people["boss"], "tenant").get("tenant/").text
    assert "p06" in page and "member:anna" in page and "support-71" in page and "ticket-71" in page
    assert "member:bert" not in page and "support-72" not in page and "member:chief" not in page


@pytest.mark.parametrize(
    "path", ["tenant/?tenant=72", "tenant/?tenant_ref=72", "tenant/?after=member:a&tenant=72", "tenant/?after=%27%20or%201=1--"]
)
def test_no_parameter_leads_to_another_organisation(house: House, people: Mapping[str, str], path: str) -> None:
    page = house.inside(people["boss"], "tenant").get(path)
    assert page.status == 200 and "member:bert" not in page.text and "support-72" not in page.text


def test_a_member_gets_no_link_to_the_organisations_page(house: House, people: Mapping[str, str]) -> None:
    with house.kept() as kept, pytest.raises(KeptError) as refused:
        kept.link(people["anna"], "tenant")
    assert "KEPT-W013" in str(refused.value)


def test_a_session_of_the_centre_does_not_open_the_organisations_page(house: House, people: Mapping[str, str]) -> None:
    reader = house.inside(people["boss"], "centre")
    (cookie,) = [cookie for cookie in reader.jar if cookie.name == "kept_centre"]
    assert house.reader().get("tenant/", Cookie=f"kept_tenant={cookie.value}").status == 401


def test_who_administers_no_longer_is_out_at_once(house: House, people: Mapping[str, str]) -> None:
    reader = house.inside(people["chief"], "tenant")
    assert reader.get("tenant/").status == 200
    with house.kept() as kept:
        kept.person(people["chief"], class_="member", country="CN", at_least=18, tenant="72", contract="contract:72")
        assert reader.get("tenant/").status == 401
        kept.person(people["chief"], class_="administrator", country="CN", at_least=18, tenant="72", contract="contract:72")


def test_people_come_by_fifties(house: House, people: Mapping[str, str]) -> None:
    with house.kept() as kept:
        for number in range(60):
            kept.person(f"member:many{number:03}", class_="member", country="CN", at_least=18, tenant="73", contract="contract:73")
        kept.person("member:zz", class_="administrator", country="CN", at_least=18, tenant="73", contract="contract:73")
    reader = house.inside("member:zz", "tenant")
    first = reader.get("tenant/").text
    assert "member:many000" in first and "member:many059" not in first
    assert "member:many059" in reader.get("tenant/?after=member:many049").text
    part = reader.get("tenant/?after=member:many049", HX_Request="true").text
    assert "member:many059" in part and "<html" not in part
