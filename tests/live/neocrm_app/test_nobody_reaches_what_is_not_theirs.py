"""Every page of the application, with every parameter that it reads, tried with what belongs to somebody else.

Pages, forms and parameters are found by themselves (``every_page``): a new page is tried without a word here. What is somebody else's
is taken from the databases, row by row; nothing of it may be read in an answer, and none of those rows may change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode, urlsplit

import pytest

from services.neocrm.app.configuration import Place
from services.neocrm.app.serving import FOLDER, PAGES
from tests.live.neocrm_app.browser import Browser, Page
from tests.live.neocrm_app.conftest import ABROAD, BUSINESS, CENTRE, OTHER_TENANT, TENANT, TENANT_ABROAD, WEBSITE, Living
from tests.live.neocrm_app.every_page import Reader, boss, filled, forms, parameters, paths, seen, sent
from tests.live.neocrm_app.people import registered, uploaded
from tests.live.neocrm_app.test_own_data import png

__all__ = ["boss"]

# What a stranger may bring about by typing an address where people sign in: a try is written down, a code is sent.
BY_STRANGERS = frozenset({"code", "outgoing", "login_event", "login_log"})
# Read by everybody, on purpose.
PUBLIC = frozenset({"blog_post"})
SAMPLE = ("member_id", "contact_id", "activity_id", "tenant_id")
SHORTEST = 7
# Each form's own mark, which makes every page another one.
ONCE = re.compile(r'name="once" value="[0-9a-f]+"')
PREFERENCES = "/settings/preferences"


@dataclass(frozen=True)
class Belongings:
    """Rows of somebody, by cluster and table, as text; the numbers in them, by column; and the words that only they hold."""

    rows: Mapping[tuple[str, str], frozenset[str]]
    numbers: Mapping[str, str]
    words: frozenset[str]


@cache
def program() -> str:
    """All that the application itself says."""
    return "\n".join(file.read_text(encoding="utf-8") for kind in ("*.py", "*.html", "*.yaml") for file in FOLDER.rglob(kind))


def tables(living: Living, cluster: str, column: str) -> list[str]:
    """The service's own tables that have this column, from the database's own catalogue."""
    query = """select table_schema || '.' || table_name from information_schema.columns join information_schema.tables
               using (table_schema, table_name)
               where table_schema in ('crm', 'auth', 'web') and table_type = 'BASE TABLE' and column_name = :column order by 1"""
    return [row[0] for row in living.rows(query, cluster, column=column)]


def belongings(living: Living, owned: Iterable[tuple[str, str, int]]) -> Belongings:
    """What belongs to ``(cluster, column, number)``. Words that rows of others hold as well, or the program itself, are nobody's."""
    rows: dict[tuple[str, str], frozenset[str]] = {}
    numbers: dict[str, str] = {}
    words: set[str] = set()
    common: set[str] = set()
    for cluster, column, number in owned:
        for table in tables(living, cluster, column):
            mine = f"{column} = :n"
            found = living.rows(f"select to_jsonb(t) as row from {table} t where {mine}", cluster, n=number)
            rows[cluster, table] = frozenset(str(sorted(row[0].items())) for row in found)
            others = living.rows(f"select to_jsonb(t) as row from {table} t where not ({mine})", cluster, n=number)
            texts = {value for row in found for value in row[0].values() if isinstance(value, str)}
            words |= texts if table.partition(".")[2] not in PUBLIC else set()
            common |= {value for row in others for value in row[0].values() if isinstance(value, str)}
            for row in found[:1]:
                numbers |= {name: str(value) for name, value in row[0].items() if name.endswith("_id") and value is not None}
    personal = {
        word for word in words - common if len(word) >= SHORTEST and word not in program() and not re.fullmatch(r"[0-9T:.+-]+", word)
    }
    return Belongings(rows, numbers, frozenset(personal))


def changed(before: Belongings, after: Belongings, may_grow: frozenset[str] = frozenset()) -> list[str]:
    """Which tables' rows are no longer what they were; in those of ``may_grow`` new ones are no change."""
    found = []
    for (cluster, table), rows in before.rows.items():
        now = after.rows[cluster, table]
        lost, new = rows - now, now - rows
        if lost or (new and table.partition(".")[2] not in may_grow):
            found.append(f"{cluster} {table}: {len(lost)} changed or gone, {len(new)} new: {[*lost, *new][:2]}")
    return found


def told(page: Page, theirs: Belongings, typed: Iterable[str]) -> set[str]:
    """Words of somebody else's that a page says; what its reader has just typed is no news."""
    said = " ".join(typed)
    return {word for word in theirs.words if (word in page.html or word in page.text) and word not in said}


def tries(theirs: Belongings, name: str) -> Iterator[str]:
    """What is worth typing into a field: the numbers that its name speaks of, and one of each of the usual kinds."""
    for column in {column for column in theirs.numbers if name.partition("_")[0] in column.split("_")} | set(SAMPLE):
        if column in theirs.numbers:
            yield theirs.numbers[column]


def attempts(reader: Reader, theirs: Belongings, more: Mapping[str, str]) -> Iterator[tuple[str, Page, Sequence[str]]]:
    """Every page of a host asked in every way; what was done, what came back, and what had been typed."""
    every = [*dict.fromkeys([*(theirs.numbers[name] for name in SAMPLE if name in theirs.numbers), *more.values()])]
    for path in paths(reader.place, "GET"):
        for value in every:
            query = {**dict.fromkeys(sorted(parameters()), value), "language": "en", **more, "draft": "1"}
            yield f"GET {path}?*={value}", reader.browser.get(f"{reader.base}{path}?{urlencode(query)}"), [value, *more.values()]
            yield f"GET {path}/{value}", reader.browser.get(f"{reader.base}{path.rstrip('/')}/{urlencode({'': value})[1:]}"), [value]
    for form in forms(reader):
        usual = filled(form)
        for name in sorted(set(usual) - {"token"}):
            for value in {*tries(theirs, name), *([more[name]] if name in more else [])}:
                typed = filled(form, {name: value})
                yield f"{form.method} {form.action} {name}={value}", sent(reader, form, typed), [*typed.values(), value]
        for value in every:
            typed = dict.fromkeys({*usual, *parameters()} - {"everywhere"}, value)
            yield f"{form.method} {form.action} *={value}", sent(reader, form, typed), [value]


def found_out(reader: Reader, theirs: Belongings, more: Mapping[str, str]) -> tuple[list[str], int]:
    """What was told of somebody else's, and how many ways were tried."""
    found, many, known = [], 0, set()
    for what, page, typed in attempts(reader, theirs, more):
        many += 1
        assert page.status < 500 or urlsplit(page.url).path.endswith("/centre"), f"{what}: {page.status}\n{page.text[:300]}"
        bare = ONCE.sub("", page.html)
        if bare not in known:
            known.add(bare)
            # What was typed once may be read on any page from then on: a department of one's own has that name.
            found += [f"{what} tells {word!r}" for word in sorted(told(page, theirs, [*typed, *more.values()]))[:3]]
    return found, many


def in_kept(living: Living, since: Mapping[str, int], people: frozenset[str]) -> list[object]:
    """What Kept was told of these people after its books were so long."""
    found: list[object] = []
    for name, books in living.kept.books.items():
        for kind in ("given", "withdrawn", "decided", "disclosed", "permissions"):
            written = getattr(books, kind)[since.get(f"{name} {kind}", 0) :]
            found += [one for one in written if (one["person"] if isinstance(one, dict) else one[0]) in people]
        found += list(people & books.no_marketing) + [who for who in people if "ended" in books.people.get(who, {})]
    return found


def lengths(living: Living) -> dict[str, int]:
    kinds = ("given", "withdrawn", "decided", "disclosed", "permissions")
    return {f"{name} {kind}": len(getattr(books, kind)) for name, books in living.kept.books.items() for kind in kinds}


def reader(living: Living, browser: Browser, base: str, place: Place) -> Reader:
    return Reader(browser, base, place, living.configuration.secret)


OWNED = {TENANT: (("p06", "tenant_id", TENANT), ("p08", "tenant_id", TENANT)), TENANT_ABROAD: (("p10", "tenant_id", TENANT_ABROAD),)}


def test_the_search_for_pages_forms_and_parameters_finds_them(living: Living, boss: Reader) -> None:
    """An enumeration that found nothing would let everything pass."""
    assert {"member", "department", "post", "q", "account", "ticket", "page", "attempt"} <= parameters()
    ours = urlsplit(boss.base).hostname  # some pages lead out of the application, to Kept's own
    shown = [page for page in seen(boss).values() if urlsplit(page.url).hostname == ours]
    assert len(shown) > 20
    assert {page.status for page in shown} <= {200, 400}
    posted = {urlsplit(form.action).path for form in forms(boss) if form.method == "post"}
    assert posted == {page.path for page in PAGES if page.place == "business" and page.post is not None}
    theirs = belongings(living, OWNED[TENANT])
    assert len(theirs.words) > 300 and {"member_id", "contact_id", "department_id", "subject_id"} <= set(theirs.numbers)
    ((name,),) = living.rows("select email from crm.member where tenant_id = :t and email is not null limit 1", t=TENANT)
    assert name in theirs.words


@pytest.mark.parametrize("victim", [TENANT, TENANT_ABROAD], ids=["of the same cluster", "of another cluster"])
def test_an_administrator_reaches_nothing_of_another_organisation(living: Living, boss: Reader, victim: int) -> None:
    cluster = OWNED[victim][0][0]
    before, since = belongings(living, OWNED[victim]), lengths(living)
    people = frozenset(
        f"{kind}:{row[0]}"
        for kind in ("member", "contact", "lead")
        for row in living.rows(f"select {kind}_id from crm.{kind} where tenant_id = :t", cluster, t=victim)
    )
    ended = {
        who for books in living.kept.books.values() for who in people if "ended" in books.people.get(who, {}) or who in books.no_marketing
    }
    ((email,),) = living.rows("select email from crm.member where tenant_id = :t and email is not null limit 1", cluster, t=victim)
    found, many = found_out(boss, before, {"organisation": str(victim), "q": email})
    assert many > 500
    assert not found
    assert not changed(before, belongings(living, OWNED[victim]))
    assert not in_kept(living, since, people - ended)


def test_a_session_counts_at_no_other_host_and_for_no_other_organisation(living: Living, boss: Reader) -> None:
    """The cookie carried to the other cluster's host, and with the other organisation's number in it."""
    home = boss.browser.cookies[urlsplit(BUSINESS).hostname or ""]
    token = home["neocrm"].partition(".")[2]
    for base, number in ((ABROAD, OTHER_TENANT), (ABROAD, TENANT_ABROAD), (BUSINESS, TENANT), (BUSINESS, TENANT_ABROAD)):
        browser = living.browser()
        browser.cookies[urlsplit(base).hostname or ""] = {**home, "neocrm": f"{number}.{token}"}
        theirs = belongings(living, OWNED[TENANT_ABROAD if number == TENANT_ABROAD else TENANT])
        for path in paths("business", "GET"):
            page = browser.get(base + path)
            assert not told(page, theirs, ()), (base, number, path)
        members = [page.path for page in PAGES if page.place == "business" and page.who != "anybody" and page.get is not None]
        assert members
        for path in members:
            status, headers, _ = browser.bare("GET", base + path)
            assert status == 303 and headers["location"] == "/sign-in", (base, number, path)


@pytest.mark.parametrize(("base", "place"), [(BUSINESS, "business"), (ABROAD, "business"), (CENTRE, "login")])
def test_a_stranger_learns_nothing_and_changes_nothing(living: Living, base: str, place: Place) -> None:
    """Who is signed in nowhere tries numbers and an address: all that comes of it is a code that is sent, a try that is written down."""
    owned = OWNED[TENANT_ABROAD if base == ABROAD else TENANT]
    cluster = owned[0][0]
    before = belongings(living, owned)
    ((email,),) = living.rows(
        "select email from crm.member where tenant_id = :t and email is not null and last_used_at is not null limit 1",
        cluster,
        t=owned[0][2],
    )
    found, _ = found_out(reader(living, living.browser(), base, place), before, {"organisation": str(owned[0][2]), "address": email})
    assert not found
    assert not changed(before, belongings(living, owned), BY_STRANGERS)


@pytest.fixture
def victim(living: Living) -> tuple[int, dict[str, str]]:
    """Somebody who has used everything that keeps something of theirs; and what a thief might have of it: their tickets and numbers."""
    member, email, _ = uploaded(living)
    browser = registered(living, email)
    browser.get(f"{BUSINESS}{PREFERENCES}")
    browser.send(PREFERENCES, name="Only Mine Öwner", gender="female")
    browser.get(f"{BUSINESS}{PREFERENCES}")
    browser.send(f"{PREFERENCES}/picture", files={"picture": ("me.png", png())})
    for path in ("/visits", "/work-orders"):
        browser.get(f"{BUSINESS}{path}")
        ((customer,),) = living.rows("select account_id from crm.account where tenant_id = :t limit 1", t=TENANT)
        assert browser.send(path, account=str(customer), note=f"a secret of mine at {path}").status == 200
    browser.get(f"{BUSINESS}{PREFERENCES}/cancel-account")
    browser.send(f"{PREFERENCES}/cancel-account", what="ask")
    browser.get(f"{BUSINESS}{PREFERENCES}")
    page = browser.send(f"{PREFERENCES}/address", email=f"moving{member}@staff.example")
    attempt = page.form(f"{PREFERENCES}/address/code").fields["attempt"]
    code = living.code(f"moving{member}@staff.example")
    return member, {"attempt": attempt, "code": code, "member": str(member)}


def test_a_colleague_reaches_nothing_that_is_another_persons(living: Living, victim: tuple[int, dict[str, str]]) -> None:
    """Two members of one organisation. One has even come by the other's ticket and code for a new address: it is theirs alone."""
    member, stolen = victim
    _, email, _ = uploaded(living)
    colleague = registered(living, email)
    owned = (("p06", "member_id", member), ("p06", "subject_id", member - 500_000), ("p08", "member_id", member))
    before, since = belongings(living, owned), lengths(living)
    assert {"Only Mine Öwner", "a secret of mine at /visits", f"new{member}@staff.example"} <= before.words
    assert {"avatar", "activity", "leaving", "session", "member", "credential", "code"} <= {
        table.partition(".")[2] for (_, table), rows in before.rows.items() if rows
    }
    found, many = found_out(reader(living, colleague, BUSINESS, "business"), before, stolen)
    assert many > 300
    assert not found
    assert not changed(before, belongings(living, owned))
    assert not in_kept(living, since, frozenset({f"member:{member}"}))


def test_a_draft_is_shown_to_nobody_else(living: Living) -> None:
    _, email, _ = uploaded(living)
    browser = registered(living, email)
    browser.get(f"{BUSINESS}/visits")
    living.clock.ahead = living.configuration.idle * 1.5
    browser.send("/visits", account="1", note="an unfinished secret")
    _, other, _ = uploaded(living)
    colleague = reader(living, registered(living, other), BUSINESS, "business")
    for path, page in seen(colleague, draft="1").items():
        assert "an unfinished secret" not in page.html, path
    living.clock.ahead = living.configuration.idle * 0
    assert living.rows("select 1 from crm.draft where path = '/visits'")


def test_a_visitor_of_the_website_reaches_nothing_of_another_visitor(living: Living) -> None:
    writer = living.browser()
    writer.get(f"{WEBSITE}/board")
    writer.send("/board", body="Mine to take back", agree="1", adult="1")
    writer.get(f"{WEBSITE}/trial")
    mine = {"name": "Only Mine Visitor", "company": "Plum & Co", "email": "only-mine@people.example"}
    writer.send("/trial", **mine, agree="1", adult="1")
    post, subject = living.rows("select post_id, subject_id from web.blog_post where body = 'Mine to take back'", "website")[0]
    owned = (("website", "subject_id", subject),)
    before = belongings(living, owned)
    assert "Only Mine Visitor" in before.words
    found, many = found_out(reader(living, living.browser(), WEBSITE, "site"), before, {"post": str(post), "email": mine["email"]})
    assert many > 100
    assert not found
    assert not changed(before, belongings(living, owned))
