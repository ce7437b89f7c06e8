"""Registering with a code, setting a password, signing in and out; what strangers learn (nothing), and what happens when mail is down."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from tests.live.neocrm_app.conftest import ABROAD, BUSINESS, CENTRE, TENANT, TENANT_ABROAD, Living
from tests.live.neocrm_app.people import PASSWORD, asked, registered, signed_in_as, signed_in_by_code, uploaded


@pytest.fixture
def newcomer(living: Living) -> tuple[int, str, str]:
    """Somebody whom the organisation has just uploaded: member id, mail address, mobile number."""
    return uploaded(living)


def test_somebody_registers_with_a_code_by_mail_and_is_signed_in(living: Living, newcomer: tuple[int, str, str]) -> None:
    member, email, _ = newcomer
    browser = registered(living, email)
    assert "新人 <b>Noë</b> 🌱" in browser.get(f"{BUSINESS}/").text
    ((stored, decision),) = living.rows(
        "select password_hash, decision_id from auth.credential where member_id = :member", "p08", member=member
    )
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored
    assert decision >= 7_000_000
    given = [each for each in living.books().given if each["person"] == f"member:{member}"]
    assert [each["matter"] for each in given] == ["storage.p06"]


def test_somebody_registers_with_a_code_by_sms_after_agreeing_to_it(living: Living, newcomer: tuple[int, str, str]) -> None:
    member, _, mobile = newcomer
    _, page = asked(living, mobile)
    assert page.status == 422
    assert "agreement to the SMS" in page.text
    registered(living, mobile, by_sms="1")
    given = [each["matter"] for each in living.books().given if each["person"] == f"member:{member}"]
    assert given == ["consents.registration_code", "storage.p06"]
    sent = [each for each in living.books().disclosed if each["items"].get("mobile") == mobile]
    assert [(each["recipient"], each["function"]) for each in sent] == [("recipients.telecom_operator", "identity_verification")]


def test_people_of_a_cluster_with_a_login_host_of_its_own_register_there(living: Living) -> None:
    member, email, _ = uploaded(living, "p10", TENANT_ABROAD)
    registered(living, email, ABROAD, TENANT_ABROAD)
    assert living.rows("select 1 from crm.credential where member_id = :member", "p10", member=member)


def test_a_taken_an_unknown_and_a_free_address_get_the_same_answer(living: Living, newcomer: tuple[int, str, str]) -> None:
    ((taken,),) = living.rows("select email from crm.member where tenant_id = :t and last_used_at is not null limit 1", t=TENANT)
    pages = [asked(living, address)[1] for address in (taken, "nobody@nowhere.example", newcomer[1])]
    assert {(page.status, page.text) for page in pages} == {(200, pages[0].text)}
    assert {page.text for page in (asked(living, "a@b.example", tenant=999)[1],)} == {pages[0].text}
    told = [message.subject for message in living.outbox.messages() if message.to == taken]
    assert told == ["You have an account already"]
    assert not [message for message in living.outbox.messages() if message.to == "nobody@nowhere.example"]


def test_a_wrong_code_is_refused_and_five_tries_are_all(living: Living, newcomer: tuple[int, str, str]) -> None:
    browser, _ = asked(living, newcomer[1])
    right = living.code(newcomer[1])
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    for _ in range(5):
        assert browser.send("/register/code", code=wrong).status == 422
    page = browser.send("/register/code", code=right)
    assert page.status == 422
    assert "no longer good" in page.text


def test_a_code_ends_after_ten_minutes(living: Living, newcomer: tuple[int, str, str]) -> None:
    browser, _ = asked(living, newcomer[1])
    code = living.code(newcomer[1])
    living.clock.ahead = timedelta(minutes=10, seconds=1)
    assert browser.send("/register/code", code=code).status == 422


def test_a_code_works_once(living: Living, newcomer: tuple[int, str, str]) -> None:
    browser, _ = asked(living, newcomer[1])
    entered, code = browser.page, living.code(newcomer[1])
    assert browser.send("/register/code", code=code).form("/password")
    browser.page = entered
    assert browser.send("/register/code", code=code).status == 422


def test_codes_and_sessions_that_are_long_over_are_forgotten(living: Living, newcomer: tuple[int, str, str]) -> None:
    member, email, _ = newcomer
    registered(living, email)
    living.rows("update crm.code set made_at = made_at - interval '2 days' where member_id = :m", m=member)
    living.rows("update crm.session set used_at = used_at - interval '31 days' where member_id = :m", m=member)
    signed_in_as(living, email)
    assert living.rows("select count(*) from crm.session where member_id = :m", m=member) == [(1,)]
    browser = living.browser()
    living.rows("update crm.member set last_used_at = null where member_id = :m", m=member)
    browser.get(f"{BUSINESS}/register")
    browser.send("/register", organisation=str(TENANT), address=email, adult="1", read="1")
    assert living.rows("select count(*) from crm.code where member_id = :m", m=member) == [(1,)]


def test_a_weak_password_is_turned_down_with_the_reason(living: Living, newcomer: tuple[int, str, str]) -> None:
    browser, _ = asked(living, newcomer[1])
    browser.send("/register/code", code=living.code(newcomer[1]))
    for weak, reason in (("short1", "Too short"), ("aaaaaaaaaaaa", "Too simple"), ("my password 123", "everybody guesses")):
        page = browser.send("/password", password=weak)
        assert page.status == 422
        assert reason in page.text
    assert "Hello" in browser.send("/password", password=PASSWORD).text


def test_signing_in_and_out_with_a_password(living: Living, newcomer: tuple[int, str, str]) -> None:
    registered(living, newcomer[1])
    browser = living.browser()
    assert "/sign-in" in browser.get(f"{BUSINESS}/").links
    page = browser.get(f"{BUSINESS}/sign-in")
    assert page.url.startswith(CENTRE)
    assert browser.send("/", organisation=str(TENANT), address=newcomer[1], password="wrong").status == 422
    page = browser.send("/", organisation=str(TENANT), address=newcomer[1], password=PASSWORD)
    assert page.url.startswith(BUSINESS)
    assert "Hello" in page.text
    assert "Sign in" in browser.send("/sign-out").text
    assert living.rows(
        "select count(*) filter (where succeeded), count(*) filter (where not succeeded) from auth.login_event where member_id = :member",
        "p08",
        member=newcomer[0],
    ) == [(1, 1)]


def test_after_ten_failures_even_the_right_password_waits_a_quarter_of_an_hour(living: Living, newcomer: tuple[int, str, str]) -> None:
    registered(living, newcomer[1])
    browser = living.browser()
    browser.get(f"{BUSINESS}/sign-in")
    for _ in range(10):
        browser.send("/", organisation=str(TENANT), address=newcomer[1], password="wrong")
    assert browser.send("/", organisation=str(TENANT), address=newcomer[1], password=PASSWORD).status == 422
    living.clock.ahead = timedelta(minutes=16)
    assert "Hello" in browser.send("/", organisation=str(TENANT), address=newcomer[1], password=PASSWORD).text


def test_signing_in_with_a_code(living: Living) -> None:
    browser = signed_in_by_code(living)
    assert "Hello" in browser.get(f"{BUSINESS}/").text


def test_a_session_ends_after_two_hours_without_use(living: Living) -> None:
    browser = signed_in_by_code(living)
    living.clock.ahead = timedelta(hours=2, minutes=1)
    assert "Sign in" in browser.get(f"{BUSINESS}/").text


def test_a_ticket_of_somebody_else_signs_nobody_in_unasked(living: Living, newcomer: tuple[int, str, str]) -> None:
    """Who is sent a link to a session of another's account sees whose it is before anything happens."""
    registered(living, newcomer[1])
    browser = living.browser()
    browser.get(f"{CENTRE}/")
    form = browser.page.form("/")
    assert form is not None
    answer = browser.bare(
        "POST",
        f"{CENTRE}/",
        "&".join(
            f"{name}={value}"
            for name, value in {
                **form.fields,
                "organisation": TENANT,
                "address": newcomer[1],
                "password": PASSWORD.replace(" ", "+"),
            }.items()
        ).encode(),
        {"content-type": "application/x-www-form-urlencoded"},
    )
    victim = living.browser()
    page = victim.get(answer[1]["location"])
    assert "Sign in as" in page.text
    assert "neocrm" not in victim.cookies["crm.xiaoshouyi.localhost"]
    assert "Hello" in victim.send("/enter").text
    again = living.browser()
    again.get(answer[1]["location"])
    assert "This link is over" in again.send("/enter").text


def test_with_the_mail_server_down_the_person_is_told_and_the_code_comes_later(living: Living, newcomer: tuple[int, str, str]) -> None:
    living.outbox.refusing = True
    browser, page = asked(living, newcomer[1])
    assert "cannot be reached right now" in page.text
    assert not [each for each in living.outbox.messages() if each.to == newcomer[1]]
    living.outbox.refusing = False
    living.clock.ahead = timedelta(minutes=30)
    for _ in range(100):
        if [each for each in living.outbox.messages() if each.to == newcomer[1]]:
            break
        time.sleep(0.2)
    assert "/password" in browser.send("/register/code", code=living.code(newcomer[1])).url
    assert living.rows("select 1 from crm.outgoing where member_id = :m and contents is not null", m=newcomer[0]) == []


def test_a_form_of_another_site_is_refused(living: Living) -> None:
    browser = signed_in_by_code(living)
    answer = browser.bare("POST", f"{BUSINESS}/sign-out", b"token=forged", {"content-type": "application/x-www-form-urlencoded"})
    assert answer[0] == 400
    page = browser.get(f"{BUSINESS}/")
    fields = "&".join(f"{name}={value}" for name, value in page.form("/sign-out").fields.items()).encode()
    elsewhere = {"content-type": "application/x-www-form-urlencoded", "origin": "http://evil.example"}
    assert browser.bare("POST", f"{BUSINESS}/sign-out", fields, elsewhere)[0] == 400
    assert "Hello" in browser.get(f"{BUSINESS}/").text


def test_every_answer_has_a_strict_policy_and_no_third_party(living: Living) -> None:
    for url in (f"{BUSINESS}/", f"{BUSINESS}/register", f"{CENTRE}/", f"{BUSINESS}/nothing-here"):
        page = living.browser().get(url)
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert "unsafe" not in page.headers["content-security-policy"]
        assert page.headers["cache-control"] == "no-store"
        assert "<script" not in page.html and "style=" not in page.html


def test_a_stranger_as_host_is_turned_away(living: Living) -> None:
    assert living.browser().get("http://evil.example/").status == 421
