"""The official website over HTTP: what each form keeps, what it does not, and what the cookies wait for."""

from __future__ import annotations

import re
import time
import uuid
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from tests.live.neocrm_app.browser import Browser, Page
from tests.live.neocrm_app.conftest import WEBSITE, Living

CLUSTER = "website"
ODD = "<b>Zoë & 李</b> 🦊\"'"
TICKS = {"agree": "1", "adult": "1"}
OPTIONAL = {"neocrm_usage", "neocrm_interests"}
HOST = urlsplit(WEBSITE).hostname or ""


def somebody() -> str:
    return f"site-{uuid.uuid4().hex[:12]}@people.example"


def rows(living: Living, query: str, **values: object) -> list[object]:
    return living.rows(query, CLUSTER, **values)


def submitted(living: Living, email: str) -> int:
    return len(rows(living, "select 1 from web.form_submission where email = :e", e=email))


def at(living: Living, hour: int, minute: int) -> None:
    """Move the application's clock to the next such time in Beijing."""
    now = datetime.now(UTC)
    wanted = now.replace(hour=(hour - 8) % 24, minute=minute, second=0)
    living.clock.ahead = (wanted if wanted > now else wanted + timedelta(days=1)) - now


def mailed(living: Living, to: str) -> list[str]:
    return [message.text for message in living.outbox.messages() if message.to == to]


def choose(browser: Browser, what: str) -> Page:
    browser.get(f"{WEBSITE}/cookies")
    return browser.send("/cookies", choose=what)


@pytest.mark.parametrize("path", ["/trial", "/webinar", "/white-paper", "/questionnaire", "/event"])
def test_a_form_keeps_what_was_typed_under_the_agreement_given_beside_it(living: Living, path: str) -> None:
    browser, email = living.browser(), somebody()
    browser.get(WEBSITE + path)
    page = browser.send(path, name=ODD, company="Plum & Co", email=email, **TICKS)
    assert page.status == 200 and urlsplit(page.url).path == "/thanks"
    found = rows(living, "select function, decision_id from web.form_submission where email = :e", e=email)
    assert len(found) == 1 and found[0][1] is not None  # type: ignore[index]


@pytest.mark.parametrize(
    "path", ["/trial", "/webinar", "/white-paper", "/questionnaire", "/event", "/chat", "/call-back", "/office", "/newsletter"]
)
def test_without_the_box_that_agrees_nothing_is_kept_and_what_was_typed_stays(living: Living, path: str) -> None:
    at(living, 12, 0)
    browser, email = living.browser(), somebody()
    browser.get(WEBSITE + path)
    fields = browser.page.form(path).fields
    page = browser.send(path, **({"email": email} if "email" in fields else {}), **({"name": ODD} if "name" in fields else {}), adult="1")
    assert page.status == 422 and "Without your agreement" in page.text
    assert submitted(living, email) == 0 and not mailed(living, email)
    assert page.form(path).fields.get("name", ODD) == ODD or "name" not in fields
    assert "<b>Zoë" not in page.html


def test_a_child_is_turned_away(living: Living) -> None:
    browser, email = living.browser(), somebody()
    browser.get(f"{WEBSITE}/trial")
    assert browser.send("/trial", name="A", company="B", email=email, agree="1").status == 422
    assert submitted(living, email) == 0


def test_sent_twice_and_again_after_going_back_it_is_kept_once(living: Living) -> None:
    browser, email = living.browser(), somebody()
    page = browser.get(f"{WEBSITE}/trial")
    typed = {**page.form("/trial").fields, "name": "A", "company": "B", "email": email, **TICKS}
    for _ in range(3):
        assert urlsplit(browser.post(f"{WEBSITE}/trial", typed).url).path == "/thanks"
    assert submitted(living, email) == 1
    assert len(mailed(living, email)) == 1


def test_a_field_that_the_form_does_not_have_is_not_kept(living: Living) -> None:
    browser, email = living.browser(), somebody()
    browser.get(f"{WEBSITE}/white-paper")
    browser.send("/white-paper", email=email, mobile="16612345678", address="1 Harbour Road", username="fox", **TICKS)
    found = rows(living, "select mobile, address, username from web.form_submission where email = :e", e=email)
    assert [tuple(row) for row in found] == [(None, None, None)]  # type: ignore[call-overload]


def test_words_that_changed_meanwhile_are_shown_again_before_anything_counts(living: Living) -> None:
    browser, email = living.browser(), somebody()
    browser.get(f"{WEBSITE}/white-paper")
    assert browser.send("/white-paper", email=email, sha256="0" * 64, **TICKS).status == 409
    assert submitted(living, email) == 0


def test_with_the_mail_server_down_the_person_is_told_and_the_mail_goes_out_later(living: Living) -> None:
    browser, email = living.browser(), somebody()
    living.outbox.refusing = True
    browser.get(f"{WEBSITE}/white-paper")
    page = browser.send("/white-paper", email=email, **TICKS)
    assert page.status == 200 and "goes out by itself later" in page.text
    assert not mailed(living, email) and submitted(living, email) == 1
    living.outbox.refusing = False
    living.clock.ahead += timedelta(hours=1)
    for _ in range(200):
        if mailed(living, email):
            break
        time.sleep(0.1)
    assert len(mailed(living, email)) == 1


def test_nobody_is_on_the_newsletter_before_the_button_behind_the_link_was_pressed(living: Living) -> None:
    browser, email = living.browser(), somebody()
    browser.get(f"{WEBSITE}/newsletter")
    browser.send("/newsletter", email=email, **TICKS)
    on = "select opted_out_at from web.newsletter where email = :e"
    assert rows(living, on, e=email) == []
    link = re.search(r"http://\S+", mailed(living, email)[0])
    assert link
    browser.get(link[0])
    assert rows(living, on, e=email) == [], "following the link alone confirms nothing"
    browser.send("/newsletter/confirm")
    browser.get(link[0])
    browser.send("/newsletter/confirm")
    assert [row[0] for row in rows(living, on, e=email)] == [None]  # type: ignore[index]
    end = re.search(r"http://\S+/newsletter/end\S+", mailed(living, email)[0])
    assert end
    stranger = living.browser()
    assert stranger.post(end[0], {"List-Unsubscribe": "One-Click"}).status == 200
    assert rows(living, on, e=email)[0][0] is not None  # type: ignore[index]


def test_a_forged_or_late_link_confirms_nothing(living: Living) -> None:
    browser, email = living.browser(), somebody()
    assert browser.get(f"{WEBSITE}/newsletter/confirm?ticket=abc").status == 400
    browser.get(f"{WEBSITE}/newsletter")
    browser.send("/newsletter", email=email, **TICKS)
    link = re.search(r"http://\S+", mailed(living, email)[0])
    living.clock.ahead += timedelta(days=3)
    assert link and browser.get(link[0]).status == 400


def test_co_sponsors_are_named_and_get_only_what_their_own_box_allows(living: Living) -> None:
    without, given = somebody(), somebody()
    for email, ticks in ((without, TICKS), (given, TICKS | {"sponsors": "1"})):
        browser = living.browser()
        page = browser.get(f"{WEBSITE}/event")
        assert "Harbour Logistics Fair" in page.text and page.text.index("Harbour") < page.text.index("Email")
        browser.send("/event", name="A", email=email, **ticks)
    said = str(living.sponsors.received)
    assert given in said and without not in said
    assert [gone["recipient"] for gone in living.books(CLUSTER).disclosed if given in str(gone)] == ["recipients.co_sponsors"]


def test_co_sponsors_who_do_not_answer_cost_nobody_their_registration(living: Living) -> None:
    living.sponsors.refusing = True
    browser, email = living.browser(), somebody()
    browser.get(f"{WEBSITE}/event")
    assert browser.send("/event", name="A", email=email, sponsors="1", **TICKS).status == 200
    assert submitted(living, email) == 1


@pytest.mark.parametrize(("hour", "minute", "there"), [(7, 59, False), (8, 0, True), (22, 59, True), (23, 0, False), (23, 30, False)])
def test_the_chat_asks_for_details_within_its_hours_alone(living: Living, hour: int, minute: int, there: bool) -> None:
    at(living, hour, minute)
    page = living.browser().get(f"{WEBSITE}/chat")
    asked = [form for form in page.forms if form.action == "/chat"]
    assert bool(asked) is there
    assert there or ("8:00" in page.text and "privacyofficer@neocrm.com" in page.text)


def test_a_visit_to_the_office_is_possible_with_no_word_about_health(living: Living) -> None:
    for agree in ({}, {"agree": "1"}):
        browser, phone = living.browser(), f"166{uuid.uuid4().int % 10**8:08d}"
        browser.get(f"{WEBSITE}/office")
        page = browser.send("/office", name=ODD, phone=phone, arrives="2030-01-15T10:00", **TICKS)
        assert urlsplit(page.url).path == "/office/health"
        assert urlsplit(browser.send("/office/health", symptoms="none", **agree).url).path == "/thanks"
        visit = rows(living, "select visit_id from web.office_visit where phone = :p", p=phone)
        assert len(visit) == 1
        health = rows(living, "select symptoms from web.office_health where visit_id = :v", v=visit[0][0])  # type: ignore[index]
        assert len(health) == len(agree)
        assert all(str(row[0]).startswith("aes-256-gcm:") for row in health)  # type: ignore[index]


def test_the_board_warns_before_one_writes_and_its_writer_alone_takes_it_back(living: Living) -> None:
    browser, words = living.browser(), f"{ODD} {uuid.uuid4().hex}"
    page = browser.get(f"{WEBSITE}/board")
    assert page.html.index('class="warning"') < page.html.index("<textarea")
    assert browser.send("/board", body=words, adult="1").status == 422
    browser.get(f"{WEBSITE}/board")
    page = browser.send("/board", body=words, **TICKS)
    assert words in page.text and "<b>Zoë" not in page.html
    number = page.form("/board/take-back").fields["post"]
    stranger = living.browser()
    token = stranger.get(f"{WEBSITE}/board").form("/board").fields
    assert stranger.post(f"{WEBSITE}/board/take-back", {**token, "post": number}).status == 404
    assert words in stranger.get(f"{WEBSITE}/board").text
    browser.get(f"{WEBSITE}/board")
    browser.send("/board/take-back", post=number)
    assert words not in stranger.get(f"{WEBSITE}/board").text


def test_before_a_choice_there_are_necessary_cookies_alone_and_no_beacon(living: Living) -> None:
    browser = living.browser()
    for path in ("/", "/trial", "/board", "/cookies"):
        assert "/beacon.svg" not in browser.get(WEBSITE + path).html
    browser.bare("GET", f"{WEBSITE}/beacon.svg?page=/")
    assert not OPTIONAL & set(browser.cookies[HOST])


def test_no_is_as_easy_as_yes(living: Living) -> None:
    html = living.browser().get(f"{WEBSITE}/").html
    buttons = re.findall(r'<button class="([^"]*)" name="choose" value="(\w+)">', html)
    assert [value for _, value in buttons] == ["necessary", "all"]
    assert len({style for style, _ in buttons}) == 1


def test_after_a_yes_visits_are_remembered_and_after_a_no_all_of_it_is_gone(living: Living) -> None:
    browser = living.browser()
    choose(browser, "all")
    assert "/beacon.svg" in browser.get(f"{WEBSITE}/trial").html
    browser.bare("GET", f"{WEBSITE}/beacon.svg?page=/trial")
    assert set(browser.cookies[HOST]) >= OPTIONAL
    identifier = f"v-{browser.cookies[HOST]['neocrm_usage']}"
    kept = "select choice_id from web.cookie_visit where identifier = :i"
    (row,) = rows(living, kept, i=identifier)
    choose(browser, "necessary")
    assert not OPTIONAL & set(browser.cookies[HOST])
    assert rows(living, kept, i=identifier) == []
    assert rows(living, "select 1 from web.interest where choice_id = :c", c=row[0]) == []  # type: ignore[index]
    assert "/beacon.svg" not in browser.get(f"{WEBSITE}/").html


@pytest.mark.parametrize("signal", [{"sec-gpc": "1"}, {"dnt": "1"}])
def test_a_browsers_wish_goes_before_an_earlier_yes_and_the_yes_stays_in_the_books(living: Living, signal: dict[str, str]) -> None:
    browser = living.browser()
    choose(browser, "all")
    browser.bare("GET", f"{WEBSITE}/beacon.svg?page=/")
    assert set(browser.cookies[HOST]) >= OPTIONAL
    withdrawn = len(living.books(CLUSTER).withdrawn)
    _, _, html = browser.bare("GET", f"{WEBSITE}/", headers=signal)
    assert "/beacon.svg" not in html and "do not want to be followed" in html
    assert not OPTIONAL & set(browser.cookies[HOST])
    browser.bare("GET", f"{WEBSITE}/beacon.svg?page=/", headers=signal)
    assert not OPTIONAL & set(browser.cookies[HOST])
    assert len(living.books(CLUSTER).withdrawn) == withdrawn
    assert "/beacon.svg" in browser.get(f"{WEBSITE}/").html


def test_with_the_lease_ended_nothing_is_remembered(living: Living) -> None:
    browser = living.browser()
    choose(browser, "all")
    living.books(CLUSTER).stale = True
    browser.bare("GET", f"{WEBSITE}/beacon.svg?page=/")
    assert not OPTIONAL & set(browser.cookies[HOST])


def test_every_page_links_to_the_choice_in_both_languages(living: Living) -> None:
    for language in ("zh", "en"):
        browser = living.browser(language)
        for path in ("/", "/trial", "/event", "/board", "/chat", "/office", "/newsletter", "/cookies"):
            assert "/cookies" in browser.get(WEBSITE + path).links
    assert any(link.endswith("/cookies") for link in living.browser().get("http://crm.xiaoshouyi.localhost/").links)


def test_a_request_to_the_website_touches_its_own_database_alone(living: Living) -> None:
    living.touched.clear()
    browser = living.browser()
    browser.get(f"{WEBSITE}/white-paper")
    browser.send("/white-paper", email=somebody(), **TICKS)
    assert len({name for name in living.touched if "neocrm_app" in name}) == 1


def test_who_accepts_is_told_that_it_is_for_adults_and_kept_is_told_so(living: Living) -> None:
    browser = living.browser()
    assert "you are eighteen or older" in browser.get(f"{WEBSITE}/").text
    before = set(living.books(CLUSTER).people)
    choose(browser, "all")
    (new,) = set(living.books(CLUSTER).people) - before
    assert living.books(CLUSTER).people[new].get("at_least") == 18
