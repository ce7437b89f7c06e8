"""The application with Kept itself: its API over HTTP, the real SDK, the books of the same databases."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import pytest

from foundation.sealing import issued
from tests.live.neocrm_app.browser import Browser
from tests.live.neocrm_app.conftest import (
    BUSINESS,
    TENANT,
    Living,
    Prepared,
    await_port,
    described,
    free_port,
)
from tests.live.neocrm_app.people import registered, signed_in_by_code

LAT, LON = "39.9087", "116.3975"


@pytest.fixture(scope="module")
def person(whole: Living) -> tuple[Browser, int, int]:
    """Somebody whom an administrator uploaded and who then registered: browser, member, subject."""
    administrator = signed_in_by_code(whole, "administrator")
    administrator.get(f"{BUSINESS}/staff")
    table = b"name,email\nReal,real@staff.example\n"
    assert "1 added" in administrator.send("/staff/upload", files={"table": ("s.csv", table)}, agreed="1").text
    ((member, subject),) = whole.rows("select member_id, subject_id from crm.member where email = 'real@staff.example'")
    return registered(whole, "real@staff.example"), member, subject


def test_registration_is_in_the_books_of_both_clusters(whole: Living, person: tuple[Browser, int, int]) -> None:
    _, member, subject = person
    consents = whole.rows("select matter, form, channel from kept.consent where subject_id = :s", s=subject)
    assert consents == [("storage.p06", "conduct", "sign-in")]
    ((decided, held),) = whole.rows(
        """select d.function, d.subject_id = c.subject_id from auth.credential c
           join kept.decision d on d.decision_id = c.decision_id where c.member_id = :m""",
        "p08",
        m=member,
    )
    assert (decided, held) == ("functions.identity_verification", True)


def test_a_code_by_sms_goes_out_on_the_agreement_to_it(whole: Living) -> None:
    administrator = signed_in_by_code(whole, "administrator")
    administrator.get(f"{BUSINESS}/staff")
    table = b"name,mobile\nPhone,13900002222\n"
    assert "1 added" in administrator.send("/staff/upload", files={"table": ("s.csv", table)}, agreed="1").text
    registered(whole, "13900002222", by_sms="1")
    rows = whole.rows(
        """select d.recipient, d.items, c.matter from crm.member m join kept.disclosure d using (subject_id)
           join kept.decision n on n.decision_id = d.decision_id left join kept.consent c on c.subject_id = m.subject_id
           where m.mobile = '13900002222' and c.matter like 'consents.%'"""
    )
    assert rows == [("recipients.telecom_operator", ["mobile"], "consents.registration_code")]


def agreed(browser: Browser) -> None:
    browser.get(f"{BUSINESS}/visits")
    while any(form.action.endswith("/give") for form in browser.page.forms):
        browser.send("/settings/preferences/consents/give")
    for event in ("prompted", "granted"):
        body = urlencode({"token": browser.page.forms[0].fields["token"], "event": event, "scenario": "visit"}).encode()
        kind = {"content-type": "application/x-www-form-urlencoded"}
        assert browser.bare("POST", f"{BUSINESS}/permissions", body, kind)[0] == 200


def test_a_visit_with_its_place_stands_on_the_decision_and_the_consent_in_the_books(
    whole: Living, person: tuple[Browser, int, int]
) -> None:
    browser, member, subject = person
    agreed(browser)
    browser.get(f"{BUSINESS}/visits")
    account = str(whole.rows("select min(account_id) from crm.account where tenant_id = :t", t=TENANT)[0][0])
    browser.send("/visits", account=account, note="with Kept", lat=LAT, lon=LON)
    rows = whole.rows(
        """select c.matter, c.form, d.function, d.purpose, d.allowed, c.withdrawn_at from crm.visit v
           join kept.decision d using (decision_id) left join kept.consent c using (consent_id)
           where v.member_id = :m and d.subject_id = v.subject_id""",
        m=member,
    )
    assert rows == [("functions.work_orders", "separate", "functions.work_orders", "purposes.location_services", True, None)]
    went = whole.rows("select recipient, items, deidentified from kept.disclosure where subject_id = :s", s=subject)
    assert went == [("recipients.amap", ["de_identified_location"], True)]
    assert whole.maps.asked == [{"de_identified_location": "39.910,116.400"}]


def test_after_taking_it_back_the_next_visit_has_no_place_within_a_second(whole: Living, person: tuple[Browser, int, int]) -> None:
    browser, member, subject = person
    agreed(browser)
    shown = browser.get(f"{BUSINESS}/visits")
    browser.get(f"{BUSINESS}/settings/preferences/consents")
    browser.send("/settings/preferences/consents/withdraw")
    before = whole.rows("select count(*) from crm.visit where member_id = :m", m=member)
    browser.page = shown
    account = str(whole.rows("select min(account_id) from crm.account where tenant_id = :t", t=TENANT)[0][0])
    assert "Saved without a place" in browser.send("/visits", account=account, note="after", lat=LAT, lon=LON).text
    assert whole.rows("select count(*) from crm.visit where member_id = :m", m=member) == before
    assert whole.rows(
        "select withdrawn_at is not null from kept.consent where subject_id = :s and matter like 'functions.%'", s=subject
    ) == [(True,)]


def test_a_staged_person_is_known_and_can_agree(whole: Living) -> None:
    browser = signed_in_by_code(whole, "external")
    agreed(browser)
    account = str(whole.rows("select min(account_id) from crm.account where tenant_id = :t", t=TENANT)[0][0])
    browser.get(f"{BUSINESS}/visits")
    browser.send("/visits", account=account, note="staged but alive", lat=LAT, lon=LON)
    rows = whole.rows(
        """select d.subject_id = v.subject_id from crm.activity a join crm.visit v on v.visit_id = a.activity_id
           join kept.decision d using (decision_id) where a.note = 'staged but alive'"""
    )
    assert rows == [(True,)]


def test_nobody_gets_marketing_of_whom_kept_knows_no_agreement_and_a_refusal_is_in_the_books(whole: Living) -> None:
    administrator = signed_in_by_code(whole, "administrator")
    administrator.get(f"{BUSINESS}/contacts")
    administrator.send("/contacts", name="Reader", company="Reading", email="reader@c.example", agreed="1")
    administrator.get(f"{BUSINESS}/campaigns")
    assert "On its way to 0 contacts" in administrator.send("/campaigns", purpose="marketing_emails", title="Real", text="hello").text
    ((contact, subject),) = whole.rows("select contact_id, subject_id from crm.contact where email = 'reader@c.example'")
    facts = {"o": TENANT, "c": contact}
    ticket = issued(whole.configuration.secret, "unsubscribe", facts, whole.clock(), None)
    link, form = f"{BUSINESS}/unsubscribe?ticket={ticket}", {"content-type": "application/x-www-form-urlencoded"}
    assert whole.browser().bare("POST", link, b"List-Unsubscribe=One-Click", form)[0] == 200
    assert whole.rows("select 1 from kept.marketing_refusal where subject_id = :s", s=subject) != []


def test_the_application_runs_as_a_program_and_ends_when_it_is_told(whole: Living, prepared_neocrm: Prepared, tmp_path: Path) -> None:
    port = free_port()
    clusters = {name: (each.kept_url, each.kept_token) for name, each in whole.configuration.clusters.items()}
    file = tmp_path / "neocrm.json"
    file.write_text(json.dumps(described(prepared_neocrm, port, 1, 1, 1, clusters)), encoding="utf-8")
    file.chmod(0o600)
    command = [sys.executable, "-m", "services.neocrm.app", "--configuration", str(file)]
    paths = {**os.environ, "PYTHONPATH": ":".join(part for part in sys.path if part)}
    with subprocess.Popen(command, env=paths) as child:
        try:
            await_port(port)
            assert Browser(port).get(f"{BUSINESS}/").status == 200
        finally:
            child.terminate()
        assert child.wait(20) == 0
