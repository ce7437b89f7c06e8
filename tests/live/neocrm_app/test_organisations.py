"""An organisation's life with Kept itself: signed up, built, switched, renewed, ended; and nobody reaches another's."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from services.neocrm.app import application
from tests.live.neocrm_app.browser import Browser
from tests.live.neocrm_app.conftest import ABROAD, BUSINESS, Living, free_port, serving
from tests.live.neocrm_app.people import PASSWORD, registered, signed_in_by_code

SYSTEM = "/settings/system-settings"
FORM = {"content-type": "application/x-www-form-urlencoded"}
NAME = "Firm <b>Noë</b> 🌱"


@contextmanager
def whole_application(whole: Living) -> Iterator[None]:
    """The application once more, beside the one that runs: it begins as after a restart."""
    port = free_port()
    with serving(application(whole.configuration, now=whole.clock), port):
        yield


def confirmation(whole: Living, email: str, base: str = BUSINESS, browser: Browser | None = None) -> tuple[Browser, str]:
    """Sign up; the browser, and the link in the mail."""
    browser = browser or whole.browser()
    browser.get(f"{base}/sign-up")
    ticks = {"read": "1", "adult": "1", "appointed": "1"}
    page = browser.send("/sign-up", organisation_name=NAME, org_type="partner", name="Boss", email=email, **ticks)
    assert page.status == 200, page.text
    message = next(each for each in whole.outbox.messages() if each.to == email)
    found = re.search(r"http://\S+", message.text)
    assert found
    return browser, found[0]


def signed_up(whole: Living, email: str, base: str = BUSINESS) -> int:
    browser, link = confirmation(whole, email, base)
    browser.get(link)
    page = browser.send("/sign-up/confirm")
    made = re.search(r"organisation=(\d{14})", page.html)
    assert page.status == 200 and made, page.text
    return int(made[1])


@pytest.fixture(scope="module")
def boss(whole: Living) -> tuple[Browser, int]:
    """The administrator of an organisation that has just signed up."""
    number = signed_up(whole, "boss@firm.example")
    return registered(whole, "boss@firm.example", tenant=number), number


def test_an_organisation_signs_up_once_in_the_cluster_of_the_host_and_in_no_other(whole: Living) -> None:
    browser, link = confirmation(whole, "twice@firm.example")
    assert whole.rows("select 1 from crm.tenant where name = :n", n=NAME) == []
    for _ in range(2):
        browser.get(link)
        assert browser.send("/sign-up/confirm").status == 200
    rows = whole.rows("select tenant_id, cluster, country, plan, name from crm.tenant where name = :n", n=NAME)
    assert [row[1:] for row in rows] == [("p06", "CN", "free", NAME)]
    number = rows[0][0]
    assert whole.rows("select 1 from crm.tenant where tenant_id = :t", "p10", t=number) == []
    for cluster in ("p06", "p08"):
        said = whole.rows("select cluster, country from kept.tenant_registration where tenant_ref = :t", cluster, t=str(number))
        assert said == [("p06", "CN")]


def test_the_cluster_abroad_keeps_its_organisations_at_home(whole: Living) -> None:
    number = signed_up(whole, "boss@abroad.example", ABROAD)
    assert whole.rows("select cluster, country from crm.tenant where tenant_id = :t", "p10", t=number) == [("p10", "SG")]
    assert whole.rows("select 1 from crm.tenant where tenant_id = :t", t=number) == []


def test_the_cluster_of_an_organisation_cannot_be_changed(whole: Living, boss: tuple[Browser, int]) -> None:
    with pytest.raises(Exception, match=r"cluster|fixed|change"):
        whole.rows("update crm.tenant set cluster = 'p05' where tenant_id = :t", t=boss[1])


def test_a_forged_an_old_and_a_missing_link_make_nothing(whole: Living) -> None:
    browser, link = confirmation(whole, "late@firm.example")
    assert browser.get(f"{BUSINESS}/sign-up/confirm?ticket=AAAA").status == 400
    assert browser.get(f"{BUSINESS}/sign-up/confirm").status == 400
    whole.clock.ahead = timedelta(hours=2)
    try:
        assert browser.get(link).status == 400
    finally:
        whole.clock.ahead = timedelta()


def test_what_is_missing_is_said_beside_its_field_and_nothing_is_mailed(whole: Living) -> None:
    browser = whole.browser()
    browser.get(f"{BUSINESS}/sign-up")
    page = browser.send("/sign-up", organisation_name=NAME, org_type="pirate", name="", email="not an address")
    assert page.status == 422
    for words in ("Please enter your name", "no email address", "what kind of organisation", "eighteen", "appointed can sign"):
        assert words in page.text
    assert not [each for each in whole.outbox.messages() if each.to == "not an address"]


def test_a_mail_server_that_is_down_is_said_and_nothing_is_kept(whole: Living) -> None:
    whole.outbox.refusing = True
    try:
        browser = whole.browser()
        browser.get(f"{BUSINESS}/sign-up")
        said = {"organisation_name": "Unlucky", "org_type": "partner", "name": "Boss", "email": "unlucky@firm.example"}
        page = browser.send("/sign-up", **said, read="1", adult="1", appointed="1")
        assert page.status == 503 and "Nothing was saved" in page.text
    finally:
        whole.outbox.refusing = False


def test_departments_form_a_tree_without_a_circle(whole: Living, boss: tuple[Browser, int]) -> None:
    browser, number = boss
    for name in ("Sales 🌱 <i>", "North"):
        browser.get(f"{BUSINESS}{SYSTEM}/structure")
        assert browser.send(f"{SYSTEM}/structure", name=name).status == 200
    ids = dict(whole.rows("select name, department_id from crm.department where tenant_id = :t", t=number))
    sales, north = ids["Sales 🌱 <i>"], ids["North"]

    def moved(department: int, parent: int) -> int:
        page = browser.get(f"{BUSINESS}{SYSTEM}/structure")
        token = page.forms[-1].fields["token"]
        said = {"token": token, "once": "x", "department": str(department), "parent": str(parent), "name": ""}
        return browser.post(f"{BUSINESS}{SYSTEM}/structure/change", said).status

    assert moved(north, sales) == 200
    assert moved(sales, north) == 422
    assert moved(sales, sales) == 422
    assert whole.rows("select parent_id from crm.department where department_id = :d", d=north) == [(sales,)]


def test_a_switched_off_application_is_out_of_reach_and_comes_back(boss: tuple[Browser, int]) -> None:
    browser, _ = boss
    browser.get(f"{BUSINESS}{SYSTEM}")
    browser.send(SYSTEM, app="leads", on="0")
    assert browser.get(f"{BUSINESS}/leads").status == 403
    assert 'href="/leads"' not in browser.get(f"{BUSINESS}/me").html
    browser.get(f"{BUSINESS}{SYSTEM}")
    browser.send(SYSTEM, app="leads", on="1")
    assert browser.get(f"{BUSINESS}/leads").status == 200


def test_an_outside_partys_application_needs_its_policy_read(whole: Living, boss: tuple[Browser, int]) -> None:
    browser, number = boss
    browser.get(f"{BUSINESS}{SYSTEM}")
    assert browser.send(SYSTEM, app="Paper Plane Calendar", on="1").status == 422
    browser.get(f"{BUSINESS}{SYSTEM}")
    assert browser.send(SYSTEM, app="Paper Plane Calendar", on="1", read="1").status == 200
    rows = whole.rows("select kind, enabled from crm.application where tenant_id = :t and app like 'Paper%'", t=number)
    assert rows == [("third-party", True)]


@pytest.mark.parametrize("path", [SYSTEM, f"{SYSTEM}/structure", f"{SYSTEM}/contract", f"{SYSTEM}/structure/change"])
def test_members_administer_nothing(whole: Living, path: str) -> None:
    browser = signed_in_by_code(whole)
    token = next(form.fields["token"] for form in browser.get(f"{BUSINESS}/me").forms)
    assert browser.post(BUSINESS + path, {"token": token, "app": "leads", "on": "0", "name": "mine", "what": "renew"}).status == 403


def test_another_organisations_departments_and_people_cannot_be_touched(whole: Living, boss: tuple[Browser, int]) -> None:
    browser, number = boss
    ((others, theirs),) = whole.rows(
        "select d.department_id, m.member_id from crm.department d join crm.member m using (tenant_id) "
        "where tenant_id <> :t and d.department_id <> 1 limit 1",
        t=number,
    )
    token = browser.get(f"{BUSINESS}{SYSTEM}/structure").forms[-1].fields["token"]
    own = whole.rows("select department_id from crm.department where tenant_id = :t limit 1", t=number)[0][0]
    tries = (("change", {"department": str(others), "name": "Taken"}), ("place", {"department": str(own), "member": str(theirs)}))
    for what, said in tries:
        page = browser.post(f"{BUSINESS}{SYSTEM}/structure/{what}", {"token": token, "once": "y", **said})
        assert page.status == 404
    assert whole.rows("select 1 from crm.department where name = 'Taken'") == []
    assert whole.rows("select 1 from crm.member where member_id = :m and tenant_id = :t", m=theirs, t=number) == []


def test_renewal_keeps_an_organisation_and_its_end_closes_everybody(whole: Living) -> None:
    number = signed_up(whole, "leaving@firm.example")
    browser = registered(whole, "leaving@firm.example", tenant=number)
    browser.get(f"{BUSINESS}{SYSTEM}/contract")
    browser.send(f"{SYSTEM}/contract", what="renew")
    ((plan, left),) = whole.rows("select plan, contract_ends_on - current_date from crm.tenant where tenant_id = :t", t=number)
    assert plan == "paying" and left > 365
    browser.get(f"{BUSINESS}{SYSTEM}/contract")
    assert browser.send(f"{SYSTEM}/contract", what="end", number="1").status == 422
    assert browser.send(f"{SYSTEM}/contract", what="end", number=str(number)).status == 200
    query = """select t.ended_at is not null, m.status, s.ended_at = t.ended_at from crm.tenant t join crm.member m using (tenant_id)
               join kept.subject s using (subject_id) where tenant_id = :t"""
    assert whole.rows(query, t=number) == [(True, "closed", True)]
    assert browser.get(f"{BUSINESS}/me").url.startswith("http://login.")
    again = whole.browser()
    again.get(f"{BUSINESS}/sign-in")
    page = again.send("/", organisation=str(number), address="leaving@firm.example", password=PASSWORD)
    assert page.url.startswith(BUSINESS) and page.status == 403 and "Hello" not in page.text


def test_a_contract_that_has_run_out_closes_itself(whole: Living) -> None:
    number = signed_up(whole, "over@firm.example")
    browser = registered(whole, "over@firm.example", tenant=number)
    whole.rows("update crm.tenant set contract_ends_on = current_date - 2 where tenant_id = :t", t=number)
    assert browser.get(f"{BUSINESS}/me").url.startswith("http://login.")
    assert whole.rows("select status from crm.member where tenant_id = :t", t=number) == [("closed",)]


def test_a_sign_up_that_was_interrupted_goes_on_at_the_next_press(whole: Living) -> None:
    browser, link = confirmation(whole, "interrupted@firm.example")
    browser.get(link)
    number = int(re.search(r"organisation=(\d{14})", browser.send("/sign-up/confirm").html)[1])  # type: ignore[index]
    for table in ("admin_grant", "member", "import_batch", "department", "tenant"):
        whole.rows(f"delete from crm.{table} where tenant_id = :t", t=number)
    del whole.configuration.clusters["p06"].passwords[f"neocrm_t_{number}"]
    browser.get(link)
    assert browser.send("/sign-up/confirm").status == 200
    assert registered(whole, "interrupted@firm.example", tenant=number)


def test_two_presses_at_the_same_moment_make_one_organisation(whole: Living) -> None:
    browser, link = confirmation(whole, "together@firm.example")
    form = browser.get(link).form("/sign-up/confirm")
    sent = urlencode(form.fields).encode()
    with ThreadPoolExecutor(2) as pool:
        pages = list(pool.map(lambda _: browser.bare("POST", f"{BUSINESS}/sign-up/confirm", sent, FORM), range(2)))
    assert [status for status, *_ in pages] == [200, 200]
    found = whole.rows("select count(distinct tenant_id), count(*) from crm.member where email = 'together@firm.example'")
    assert found == [(1, 1)]


def test_a_contract_that_runs_out_unvisited_is_closed_all_the_same(whole: Living) -> None:
    number = signed_up(whole, "unvisited@firm.example")
    whole.rows("update crm.tenant set contract_ends_on = current_date - 2 where tenant_id = :t", t=number)
    with whole_application(whole):
        deadline = time.monotonic() + 30
        query = "select ended_at is not null from crm.tenant where tenant_id = :t"
        while whole.rows(query, t=number) != [(True,)] and time.monotonic() < deadline:
            time.sleep(0.1)
    assert whole.rows("select status from crm.member where tenant_id = :t", t=number) == [("closed",)]


@pytest.mark.parametrize("said", ["²", "9" * 30, "-1", "١٢", ""])
def test_what_is_no_number_is_nobody(whole: Living, boss: tuple[Browser, int], said: str) -> None:
    browser, _ = boss
    token = browser.get(f"{BUSINESS}{SYSTEM}/structure").forms[-1].fields["token"]
    for path, fields in (("change", {"department": said}), ("place", {"department": "1", "member": said})):
        assert browser.post(f"{BUSINESS}{SYSTEM}/structure/{path}", {"token": token, "once": "z", **fields}).status == 404
    assert browser.post(f"{BUSINESS}/staff/close", {"token": token, "once": "z", "member": said}).status == 422
