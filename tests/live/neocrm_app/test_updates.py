"""A new version of the statement: reminded until it is seen, accepted by going on, and a way out for who says no."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.live.neocrm_app.browser import Browser
from tests.live.neocrm_app.conftest import BUSINESS, CENTRE, Living
from tests.live.neocrm_app.people import registered, signed_in_as, signed_in_by_code, uploaded

BEFORE, LABEL, NEXT = "neocrm-2021", "neocrm-2023", "neocrm-2024"
REMINDER = "There is a new version of the privacy statement"
INSIDE = ("/visits", "/work-orders", "/contacts", "/leads", "/settings", "/me", "/settings/preferences")
PHONE = "Mozilla/5.0 (Linux; Android 15; specimen) Mobile Safari/537.36"


@pytest.fixture
def reader(living: Living) -> Iterator[tuple[Browser, str, str]]:
    """Somebody who registered before a new version: the signed-in browser, Kept's reference, the mail address."""
    member, email, _ = uploaded(living)
    browser = registered(living, email)
    living.books().label = NEXT
    yield browser, f"member:{member}", email
    living.books().label = LABEL


def said(living: Living, person: str) -> list[tuple[str, str, str]]:
    return [(label, event, channel) for who, label, event, channel in living.books().versions if who == person]


def test_the_reminder_is_on_every_page_until_it_is_seen_and_leads_to_the_difference(
    living: Living, reader: tuple[Browser, str, str]
) -> None:
    browser, person, _ = reader
    for path in INSIDE:
        page = browser.get(f"{BUSINESS}{path}")
        assert REMINDER in page.text, path
        assert "/settings/statement/difference" in page.links
    assert said(living, person) == [(NEXT, "reminded", "web")]
    assert "隐私声明有了新版本" in browser.get(f"{BUSINESS}/me?language=zh").text
    browser.get(f"{BUSINESS}/me?language=en")
    status, headers, _ = browser.bare("GET", f"{BUSINESS}/settings/statement/difference")
    assert (status, headers["location"]) == (303, living.configuration.statement("en") + "difference.html")
    assert REMINDER not in browser.get(f"{BUSINESS}/me").text


def test_the_phone_layout_reminds_too_and_is_told_apart(living: Living, reader: tuple[Browser, str, str]) -> None:
    browser, person, _ = reader
    status, _, text = browser.bare("GET", f"{BUSINESS}/me", headers={"user-agent": PHONE})
    assert status == 200 and REMINDER in text
    assert said(living, person) == [(NEXT, "reminded", "mobile")]


def test_going_on_after_it_was_seen_is_written_down_once(living: Living, reader: tuple[Browser, str, str]) -> None:
    browser, person, _ = reader
    browser.get(f"{BUSINESS}/visits")
    browser.get(f"{BUSINESS}/leads")
    assert "accepted" not in {event for _, event, _ in said(living, person)}
    browser.send("/settings/statement/seen")
    browser.get(f"{BUSINESS}/visits")
    assert said(living, person) == [(NEXT, "reminded", "web"), (NEXT, "accepted", "web")]


def test_reading_it_and_looking_for_the_way_out_accepts_nothing(living: Living, reader: tuple[Browser, str, str]) -> None:
    browser, person, _ = reader
    browser.bare("GET", f"{BUSINESS}/settings/statement/difference")
    for path in ("/settings", "/settings/statement", "/settings/preferences", "/settings/preferences/cancel-account", "/me"):
        assert browser.get(f"{BUSINESS}{path}").status == 200
    assert said(living, person) == []


def test_declining_ends_every_session_and_offers_deletion_and_a_copy(living: Living, reader: tuple[Browser, str, str]) -> None:
    browser, person, email = reader
    elsewhere = signed_in_as(living, email)
    browser.get(f"{BUSINESS}/visits")
    page = browser.send("/settings/statement/decline")
    assert "You have stopped" in page.text
    assert {"/settings/preferences/cancel-account", "/me/settings/contact-us"} <= set(page.links)
    assert said(living, person)[-1] == (NEXT, "declined", "web")
    for each in (browser, elsewhere):
        assert each.get(f"{BUSINESS}/visits").url.startswith(CENTRE)
    browser = signed_in_as(living, email)
    for path in ("/", "/visits", "/leads"):
        assert "/settings/statement" in browser.get(f"{BUSINESS}{path}").url
    page = browser.get(f"{BUSINESS}/settings/preferences/cancel-account")
    assert page.status == 200 and not page.url.endswith("/settings/statement")
    assert browser.send("/settings/preferences/cancel-account").status == 200
    assert living.rows("select 1 from crm.leaving where member_id = :m", m=int(person.partition(":")[2])) != []
    browser.get(f"{BUSINESS}/settings/statement")
    assert "Hello" in browser.send("/settings/statement/seen").text
    assert said(living, person)[-1] == (NEXT, "accepted", "web")
    assert browser.get(f"{BUSINESS}/visits").url.endswith("/visits")


def test_an_answer_to_another_version_than_the_one_in_force_counts_for_nothing(living: Living, reader: tuple[Browser, str, str]) -> None:
    browser, person, _ = reader
    for what in ("seen", "decline"):
        browser.get(f"{BUSINESS}/visits")
        assert browser.send(f"/settings/statement/{what}", label=LABEL).url.endswith("/settings/statement")
    assert living.books().shown[person] == [LABEL]
    assert {event for _, event, _ in said(living, person)} == {"reminded"}


def test_where_kept_does_not_answer_the_page_is_there_and_the_next_one_reminds(living: Living, reader: tuple[Browser, str, str]) -> None:
    browser, person, _ = reader
    living.books().versionless = True
    try:
        page = browser.get(f"{BUSINESS}/leads")
        assert page.status == 200 and REMINDER not in page.text
    finally:
        living.books().versionless = False
    assert REMINDER in browser.get(f"{BUSINESS}/leads").text
    assert said(living, person) == [(NEXT, "reminded", "web")]


def test_kept_writes_down_who_was_reminded_who_went_on_and_under_which_version(whole: Living) -> None:
    ((email, subject),) = whole.rows(
        """select m.email, m.subject_id from crm.member m join kept.shown h on h.subject_id = m.subject_id and h.path = :label
           where m.tenant_id = 1600000 and m.class = 'member' and m.status = 'active' and m.last_used_at is not null
           order by m.member_id limit 1 offset 3""",
        label=LABEL,
    )
    change = "update kept.shown set path = :before where subject_id = :s and path = :label"
    whole.rows("delete from kept.shown where subject_id = :s and path = :before", s=subject, before=BEFORE)
    whole.rows(change, s=subject, label=LABEL, before=BEFORE)
    browser = signed_in_as(whole, email)
    assert REMINDER in browser.get(f"{BUSINESS}/leads").text
    assert "Hello" in browser.send("/settings/statement/seen").text
    events = "select label, event, channel, at <= now() from kept.version_event where subject_id = :s order by version_event_id"
    assert whole.rows(events, s=subject) == [(LABEL, "reminded", "web", True), (LABEL, "accepted", "web", True)]
    assert whole.rows("select 1 from kept.shown where subject_id = :s and path = :label", s=subject, label=LABEL) == [(1,)]
    browser.get(f"{BUSINESS}/settings/statement")
    assert "You have stopped" in browser.send("/settings/statement/decline").text
    assert whole.rows(events, s=subject)[-1][:3] == (LABEL, "declined", "web")
    assert signed_in_by_code(whole, "administrator").get(f"{BUSINESS}/leads").status == 200
