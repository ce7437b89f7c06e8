"""Every field of every form, every parameter of every page, filled with what breaks programs: never a failure, never markup in an answer.

Forms and parameters are found by themselves (``every_page``): a new page is tried without a word here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest

from foundation.sealing import issued
from services.neocrm.app.configuration import Place
from tests.live.neocrm_app.browser import Form, Page
from tests.live.neocrm_app.conftest import BUSINESS, CENTRE, TENANT, WEBSITE, Living
from tests.live.neocrm_app.every_page import LAST, PROTECTION, Reader, boss, filled, fitting, forms, parameters, paths, seen, sent
from tests.live.neocrm_app.people import registered, uploaded

__all__ = ["boss"]

MARKUP = ("<script>alert(1)", "<img src=x")
HOSTILE: Mapping[str, str] = {
    "emoji": "🦊👩‍👩‍👧‍👦 🏳️‍🌈",
    "script": "<script>alert(1)</script>",
    "quotes": "\"'><img src=x onerror=alert(1)>`{{7*7}}${7*7}%s%(a)s",
    "right to left": "\u202eevil\u2066\u200f\u061c\u2069 مرحبا",
    "NUL": "be\x00fore\x01\x1b[31m\x7f\ufffe\ufeff",
    "10,000 characters": "長" * 10_000,
    "lines": "one\r\ntwo\nBcc: all@people.example\r\n\r\n\u2028\u2029three",
    "number": "9" * 30,
    "superscript": "²",
    "negative": "-1",
    "odd address": "a..b.@people.example",
    "address with emoji": "🦊@people.example",
    "SQL": "'; drop table crm.member; --",
    "wildcard": "%_\\",
    "list": "[]",
    "fraction": "NaN",
    "day": "0001-01-01T00:00",
}
# What one field alone is filled with; all fields at once are filled with each of the above.
ALONE: Mapping[str, str] = {
    "signs": "".join(HOSTILE[kind] for kind in ("emoji", "script", "quotes", "right to left", "NUL", "lines")),
    **{kind: HOSTILE[kind] for kind in ("10,000 characters", "superscript")},
}
# Everybody's pages, a member's, an administrator's, those where people sign in, the website's.
READERS = ("stranger", "member", "administrator", "login", "site")


@pytest.fixture(params=READERS)
def somebody(request: pytest.FixtureRequest, living: Living, boss: Reader) -> Reader:
    """One of those who come to the pages. It is noon, so that no desk is closed."""
    now = datetime.now(UTC)
    noon = now.replace(hour=4, minute=0)
    living.clock.ahead = (noon if noon > now else noon + timedelta(days=1)) - now
    place: dict[str, tuple[str, Place]] = {"login": (CENTRE, "login"), "site": (WEBSITE, "site")}
    base, where = place.get(request.param, (BUSINESS, "business"))
    browser = living.browser()
    if request.param == "member":
        browser = registered(living, uploaded(living)[1])
    elif request.param == "administrator":
        browser = boss.browser
    return Reader(browser, base, where, living.configuration.secret)


def wrong(what: str, page: Page) -> Iterator[str]:
    """What an answer must never be, and never hold."""
    if page.status >= 500:
        yield f"{what}: {page.status} at {page.url[:120]}"
    yield from (f"{what}: {markup} at {page.url[:120]}" for markup in MARKUP if markup in page.html)


def tickets(living: Living) -> Mapping[str, str]:
    """A good ticket for every page that opens with one only, by the page's path."""
    ((contact,),) = living.rows("select min(contact_id) from crm.contact where tenant_id = :t and email is not null", t=TENANT)
    ((member,),) = living.rows("select min(member_id) from crm.member where tenant_id = :t and status = 'active'", t=TENANT)

    def ticket(purpose: str, **said: Any) -> str:
        return issued(living.configuration.secret, purpose, said, living.clock(), timedelta(hours=1))

    news = ticket("news", o=TENANT, c=contact)
    return {
        "/news": news,
        "/unsubscribe": ticket("unsubscribe", o=TENANT, c=contact),
        "/sign-up/confirm": ticket("sign-up", n=HOSTILE["script"], t="partner", b=HOSTILE["quotes"], e="a@people.example", k="k"),
        "/enter": ticket("enter", o=TENANT, m=member, s="another browser's", n="n"),
        "/password": ticket("credential", o=TENANT, m=member, a="a@people.example", at=living.clock().isoformat(), s="", k="C-1"),
        "/office/health": ticket("office", n=1),
        "/newsletter/confirm": ticket("newsletter", v=1, e="a@people.example", l="en", k="k"),
        "/newsletter/end": ticket("newsletter-end", n=1, v=1),
        "/white-paper/read": ticket("paper", p=1),
    }


def every_form(living: Living, reader: Reader) -> list[Form]:
    """The forms on all pages, also on those that open with a ticket, and on the pages that follow a form that was sent."""
    found = {(form.method, urlsplit(form.action).path): form for form in forms(reader)}
    more: list[Page] = []
    for path, ticket in tickets(living).items():
        if path in paths(reader.place, "GET"):
            more.append(reader.browser.get(f"{reader.base}{path}?{urlencode({'ticket': ticket})}"))
    for form in list(found.values()):
        if "attempt" not in form.fields and urlsplit(form.action).path in ("/register", "/code", "/settings/preferences/address"):
            more.append(sent(reader, form, filled(form)))
    for page in more:
        for form in page.forms:
            found["post", urlsplit(form.action).path] = form
    return sorted(found.values(), key=lambda form: urlsplit(form.action).path in LAST)


def test_no_field_of_any_form_breaks_or_escapes(living: Living, somebody: Reader) -> None:
    found: list[str] = []
    many = 0
    for form in every_form(living, somebody):
        usual = filled(form)
        for name in sorted(set(usual) - {PROTECTION, "once", "sha256"}) if set(usual) != parameters() else ():
            for kind, value in ALONE.items():
                found += wrong(f"{form.action} {name} {kind}", sent(somebody, form, filled(form, {name: value})))
                many += 1
        for kind, value in HOSTILE.items():
            everything = dict.fromkeys([*usual, "added"], value[:1_000])
            found += wrong(f"{form.action} everything {kind}", sent(somebody, form, everything))
    assert many > 20
    assert not found
    again = [each for path, page in seen(somebody).items() if not path.endswith("/centre") for each in wrong(path, page)]
    assert not again
    assert not [one.subject for one in living.outbox.messages() if one.message is not None and escaped(one.message)]


def escaped(message: Any) -> list[str]:
    """Markup in the HTML part of a mail."""
    body = message.get_body(("html",))
    return [markup for markup in MARKUP if body is not None and markup in body.get_content()]


def test_no_parameter_of_any_page_breaks_or_escapes(living: Living, somebody: Reader) -> None:
    found: list[str] = []
    for path in paths(somebody.place, "GET"):
        for kind, value in HOSTILE.items():
            if path.endswith("/centre"):
                continue
            long = value[:500]
            page = somebody.browser.get(f"{somebody.base}{path}?{urlencode(dict.fromkeys(sorted(parameters()), long))}")
            found += wrong(f"{path} {kind}", page)
            found += wrong(f"{path}/ {kind}", somebody.browser.get(f"{somebody.base}{path.rstrip('/')}/{quote(long)}"))
    assert not found


@pytest.mark.parametrize("cookie", ["neocrm", "neocrm_form", "neocrm_language", "neocrm_visitor", "neocrm_choice", "neocrm_usage"])
@pytest.mark.parametrize("base", [BUSINESS, CENTRE, WEBSITE])
def test_no_cookie_breaks_a_page(living: Living, base: str, cookie: str) -> None:
    for value in ("", ".", "1600000.", "\xb2.aa", "1600000.\xb2", "9" * 400 + ".aa", "<script>alert(1)</script>", "%00", "a.b.c.d"):
        browser = living.browser()
        browser.cookies[urlsplit(base).hostname or ""] = {cookie: value}
        status, _, html = browser.bare("GET", f"{base}/")
        assert status < 500 and MARKUP[0] not in html, (cookie, value)


@pytest.mark.parametrize("path", ["/contacts", "/staff"])
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_table_may_hold_anything(boss: Reader, path: str, kind: str) -> None:
    browser, said = boss.browser, HOSTILE[kind].replace('"', '""')
    row = {**dict.fromkeys(("name", "company", "mobile", "position", "department"), said), "email": fitting("email")}
    content = ",".join(row) + "\r\n" + ",".join(f'"{value}"' for value in row.values()) + "\r\n"
    browser.get(BUSINESS + path)
    action = "/contacts/import" if path == "/contacts" else "/staff/upload"
    ticks = {"agreed": "1", "import_agreed": "1"}
    page = browser.send(action, files={"table": (f"{kind}.csv", content.encode("utf-8", "surrogatepass"))}, **ticks)
    assert not [*wrong(kind, page), *wrong(kind, browser.get(BUSINESS + path))]
    browser.get(f"{BUSINESS}/settings/preferences")
    named = quote(HOSTILE[kind][:200], safe=" <>()")
    page = browser.send("/settings/preferences/picture", files={"picture": (named, content.encode("utf-8", "surrogatepass"))})
    assert page.status == 422 and not [*wrong(kind, page)]
