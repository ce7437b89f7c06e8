"""The application's pages as somebody who tries everything finds them: every page, every form on it, every parameter that is read."""

from __future__ import annotations

import ast
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode, urljoin, urlsplit

import pytest

from foundation.forms import form_token
from services.neocrm.app.configuration import Place
from services.neocrm.app.exchange import FORM_COOKIE
from services.neocrm.app.serving import FOLDER, PAGES
from services.neocrm.app.updates import DECLINE
from tests.live.neocrm_app.browser import Browser, Form, Page
from tests.live.neocrm_app.conftest import BUSINESS, OTHER_TENANT, Living
from tests.live.neocrm_app.people import signed_in_by_code

PROTECTION = "token"
LAST = (DECLINE, "/sign-out")


@dataclass(frozen=True)
class Reader:
    """Somebody with a browser at one of the application's hosts."""

    browser: Browser
    base: str
    place: Place
    secret: bytes


@cache
def parameters() -> frozenset[str]:
    """Every name that the application's code takes out of a form or a query."""
    return frozenset(name for file in FOLDER.rglob("*.py") for name in _names(ast.parse(file.read_text(encoding="utf-8"))))


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get" and node.args:
            of, key = node.func.value, node.args[0]
        elif isinstance(node, ast.Subscript):
            of, key = node.value, node.slice
        else:
            continue
        if isinstance(of, ast.Attribute) and of.attr in ("form", "query") and isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield key.value


def paths(place: Place, method: str) -> tuple[str, ...]:
    """The paths of all pages of a kind of host that answer this method; those that end the session come last."""
    found = [page.path for page in PAGES if page.place == place and page.handler(method) is not None]
    return tuple(sorted(found, key=lambda path: path in LAST))


def seen(reader: Reader, **query: str) -> dict[str, Page]:
    """Every page of the host, read."""
    asked = f"?{urlencode(query)}" if query else ""
    return {path: reader.browser.get(f"{reader.base}{path}{asked}") for path in paths(reader.place, "GET")}


def forms(reader: Reader) -> list[Form]:
    """One form of each kind on any page, and for what answers a post without such a form one made of all that the code reads."""
    found: dict[tuple[str, ...], Form] = {}
    for page in seen(reader).values():
        for form in page.forms:
            if urlsplit(page.url).netloc.partition(":")[0] != urlsplit(reader.base).netloc:
                continue
            action = urlsplit(urljoin(page.url, form.action))
            form.action = action.path + (f"?{action.query}" if action.query else "")
            found.setdefault((form.method, action.path, *sorted(form.fields | form.ticks)), form)
    posted = {urlsplit(form.action).path for form in found.values() if form.method == "post"}
    for path in paths(reader.place, "POST"):
        if path not in posted:
            found["post", path] = Form(path, "post", dict.fromkeys(sorted(parameters()), ""))
    return sorted(found.values(), key=lambda form: urlsplit(form.action).path in LAST)


def filled(form: Form, said: Mapping[str, str] | None = None) -> dict[str, str]:
    """The form as a person fills it in: what stands there already, something that fits in what is empty, every box ticked."""
    typed = {name: value or fitting(name) for name, value in form.fields.items()}
    return {**typed, **form.ticks, **(said or {})}


def fitting(name: str) -> str:
    """Something that a field of this name takes."""
    mark = uuid.uuid4().int
    known = {
        "email": f"p{mark % 10**12}@people.example",
        "address": f"p{mark % 10**12}@people.example",
        "mobile": f"13{mark % 10**9:09}",
        "phone": f"13{mark % 10**9:09}",
        "arrives": "2026-12-01T10:00",
        "organisation": "1600001",
        "q": "a",
        "lat": "",
        "lon": "",
    }
    return known.get(name, f"Somebody {mark % 1000}")


def sent(reader: Reader, form: Form, typed: Mapping[str, str], files: Mapping[str, tuple[str, bytes]] | None = None) -> Page:
    """The form sent by the reader's browser. What protects it is the browser's own, wherever the form was found."""
    address = urljoin(reader.base + "/", form.action)
    if form.method != "post":
        return reader.browser.get(f"{address}?{urlencode(typed, errors='surrogatepass')}")
    return reader.browser.post(address, {**typed, PROTECTION: token_of(reader)}, files)


def token_of(reader: Reader) -> str:
    """What this browser's forms carry at this host."""
    host = urlsplit(reader.base).hostname or ""
    if FORM_COOKIE not in reader.browser.cookies.get(host, {}):
        reader.browser.get(reader.base + "/-")
    return form_token(reader.secret, reader.browser.cookies[host][FORM_COOKIE])


@pytest.fixture
def boss(living: Living) -> Iterator[Reader]:
    """An administrator of the other organisation who may try everything: letters reach nobody, and what they switch or refuse is undone."""
    refs = living.rows("select 'contact:' || contact_id from crm.contact where tenant_id = :t", t=OTHER_TENANT)
    living.books().no_marketing |= {row[0] for row in refs}
    browser = signed_in_by_code(living, "administrator", tenant=OTHER_TENANT)
    yield Reader(browser, BUSINESS, "business", living.configuration.secret)
    living.rows("delete from crm.application where tenant_id = :t", t=OTHER_TENANT)
    for books in living.kept.books.values():
        books.versions[:] = [said for said in books.versions if said[2] != "declined"]
