"""Visits and work orders: kept with or without a place; the place only with agreement and grant, sealed, and coarse for the map firm."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from tests.live.neocrm_app.browser import Browser, Page
from tests.live.neocrm_app.conftest import BUSINESS, OTHER_TENANT, TENANT, Living
from tests.live.neocrm_app.people import registered, uploaded

VISITS, ORDERS = f"{BUSINESS}/visits", f"{BUSINESS}/work-orders"
LAT, LON = "39.9087", "116.3975"


@pytest.fixture
def worker(living: Living) -> tuple[Browser, int]:
    member, email, _ = uploaded(living)
    return registered(living, email), member


def customer(living: Living, tenant: int = TENANT) -> int:
    """A customer of this organisation and no other."""
    query = "select max(account_id) from crm.account group by account_id having min(tenant_id) = :t and max(tenant_id) = :t limit 1"
    return int(living.rows(query, t=tenant)[0][0])


def agree(browser: Browser, url: str = VISITS, matters: int = 2) -> Page:
    """Agree to what the page asks: first to places being kept, then to the map firm."""
    page = browser.get(url)
    for _ in range(matters):
        page = browser.send("/settings/preferences/consents/give")
    return page


def tell(browser: Browser, event: str, scenario: str = "visit") -> int:
    token = browser.page.forms[0].fields["token"]
    body = urlencode({"token": token, "event": event, "scenario": scenario}).encode()
    return browser.bare("POST", f"{BUSINESS}/permissions", body, {"content-type": "application/x-www-form-urlencoded"})[0]


def test_a_visit_is_kept_without_a_place_when_nobody_agreed(living: Living, worker: tuple[Browser, int]) -> None:
    browser, member = worker
    page = browser.get(VISITS)
    assert "place.js" not in page.html
    page = browser.send("/visits", account=str(customer(living)), note="Talked <b>long</b> 🍵", lat=LAT, lon=LON)
    assert "Saved without a place" in page.text
    assert "Talked <b>long</b> 🍵" in page.text
    assert living.rows("select kind, note from crm.activity where member_id = :m", m=member) == [("visit", "Talked <b>long</b> 🍵")]
    assert living.rows("select 1 from crm.visit where member_id = :m", m=member) == []
    assert [each for each in living.books().disclosed if each["person"] == f"member:{member}"] == []


def test_a_place_needs_the_browsers_grant_as_well(living: Living, worker: tuple[Browser, int]) -> None:
    browser, member = worker
    assert "place.js" in agree(browser).html
    page = browser.send("/visits", account=str(customer(living)), note="one", lat=LAT, lon=LON)
    assert "Saved without a place" in page.text
    assert (tell(browser, "prompted"), tell(browser, "refused")) == (200, 200)
    browser.send("/visits", account=str(customer(living)), note="two", lat=LAT, lon=LON)
    assert living.rows("select 1 from crm.visit where member_id = :m", m=member) == []
    assert living.rows("select count(*) from crm.activity where member_id = :m", m=member) == [(2,)]


@pytest.mark.parametrize(("url", "path", "scenario"), [(VISITS, "/visits", "visit"), (ORDERS, "/work-orders", "work order")])
def test_with_both_the_place_is_kept_sealed_with_its_decision_and_grant(
    living: Living, worker: tuple[Browser, int], url: str, path: str, scenario: str
) -> None:
    browser, member = worker
    agree(browser, url)
    assert (tell(browser, "prompted", scenario), tell(browser, "granted", scenario)) == (200, 200)
    page = browser.send(path, account=str(customer(living)), note="on site", lat=LAT, lon=LON)
    assert "Specimen Road" in page.text
    table = "crm.visit" if scenario == "visit" else "crm.work_order"
    ((row,),) = living.rows(f"select to_jsonb(t) from {table} t where member_id = :m", m=member)
    assert LAT not in str(row)
    assert row["decision_id"] >= 7_000_000
    ((event, permission),) = living.rows(
        "select event, permission from crm.permission_event where event_id = :e", e=row["permission_event_id"]
    )
    assert (event, permission) == ("granted", "permissions.gps")
    assert [each[2] for each in living.books().permissions if each[0] == f"member:{member}"] == ["prompted", "granted", "used"]


def test_the_map_firm_of_the_region_gets_a_coarse_point_and_nothing_else(living: Living, worker: tuple[Browser, int]) -> None:
    browser, member = worker
    agree(browser)
    tell(browser, "prompted")
    tell(browser, "granted")
    living.maps.asked.clear()
    browser.send("/visits", account=str(customer(living)), note="on site", lat=LAT, lon=LON)
    assert living.maps.asked == [{"de_identified_location": "39.91,116.40"}]
    (went,) = [each for each in living.books().disclosed if each["person"] == f"member:{member}"]
    assert (went["recipient"], went["function"], went["purpose"]) == ("recipients.amap", "work_orders", "location_services")


def test_without_agreement_to_the_map_firm_the_place_is_kept_and_the_firm_gets_nothing(living: Living, worker: tuple[Browser, int]) -> None:
    browser, member = worker
    agree(browser, matters=1)
    tell(browser, "prompted")
    tell(browser, "granted")
    living.maps.asked.clear()
    page = browser.send("/visits", account=str(customer(living)), note="on site", lat=LAT, lon=LON)
    assert "place kept" in page.text
    assert len(living.rows("select 1 from crm.visit where member_id = :m", m=member)) == 1
    assert living.maps.asked == []


def test_with_the_map_firm_down_the_place_is_kept_without_words(living: Living, worker: tuple[Browser, int]) -> None:
    browser, member = worker
    agree(browser)
    tell(browser, "prompted")
    tell(browser, "granted")
    living.maps.refusing = True
    assert "Saved" in browser.send("/visits", account=str(customer(living)), note="on site", lat=LAT, lon=LON).text
    assert len(living.rows("select 1 from crm.visit where member_id = :m", m=member)) == 1


def test_after_taking_back_the_agreement_no_place_is_kept(living: Living, worker: tuple[Browser, int]) -> None:
    browser, member = worker
    agree(browser)
    tell(browser, "prompted")
    tell(browser, "granted")
    shown = browser.get(VISITS)
    browser.get(f"{BUSINESS}/settings/preferences/consents")
    browser.send("/settings/preferences/consents/withdraw")
    browser.page = shown
    page = browser.send("/visits", account=str(customer(living)), note="later", lat=LAT, lon=LON)
    assert "Saved without a place" in page.text
    assert living.rows("select 1 from crm.visit where member_id = :m", m=member) == []


def test_when_kepts_state_is_stale_no_place_is_kept(living: Living, worker: tuple[Browser, int]) -> None:
    browser, member = worker
    agree(browser)
    tell(browser, "prompted")
    tell(browser, "granted")
    living.books().stale = True
    browser.send("/visits", account=str(customer(living)), note="stale", lat=LAT, lon=LON)
    assert living.rows("select count(*) from crm.activity where member_id = :m", m=member) == [(1,)]
    assert living.rows("select 1 from crm.visit where member_id = :m", m=member) == []


def test_a_visit_sent_twice_is_one_visit(living: Living, worker: tuple[Browser, int]) -> None:
    browser, member = worker
    form = browser.get(VISITS).form("/visits")
    typed = {**form.fields, "account": str(customer(living)), "note": "once"}
    for _ in range(2):
        browser.post(VISITS, typed)
    assert living.rows("select count(*) from crm.activity where member_id = :m", m=member) == [(1,)]


def test_a_visit_to_another_organisations_customer_is_refused(living: Living, worker: tuple[Browser, int]) -> None:
    browser, member = worker
    browser.get(VISITS)
    page = browser.send("/visits", account=str(customer(living, OTHER_TENANT)), note="theirs")
    assert page.status == 422
    assert "theirs" in page.form("/visits").fields["note"]
    assert living.rows("select 1 from crm.activity where member_id = :m", m=member) == []


def test_a_request_works_under_the_tenants_own_role_in_one_cluster_only(living: Living, worker: tuple[Browser, int]) -> None:
    browser, _ = worker
    living.touched.clear()
    browser.get(VISITS)
    browser.send("/visits", account=str(customer(living)), note="where")
    assert set(living.touched) == {f"neocrm_p06 neocrm_t_{TENANT}"}
