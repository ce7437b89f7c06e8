"""Kept's pages with people in them: two storage clusters, the control plane, planted organisations, served over real HTTP."""

from __future__ import annotations

import hmac
import html
import os
import re
import struct
import time
import urllib.error
import urllib.parse
import urllib.request
from base64 import b32decode
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from email.message import Message
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql

from kept.books import migrate
from kept.packs import find
from kept.promises import known_kinds
from kept.proof import publish_proof
from kept.statement import read_statement
from kept.stores import Address, Role, create_database, drop_database, ensure_roles, open_connection
from kept.stores.embedded import Instance
from kept.web import Opened, add_staff, rooms, running, running_api
from kept_sdk import Kept
from tests.live.web.api.conftest import cluster_told, database_of
from tests.unit.proof.sample_run import sample_run

LABEL = "neocrm-2023"
SECRET = b"\x07" * 32
MATTER = "functions.work_orders"


@dataclass(frozen=True)
class Answer:
    """What came back: status, headers, text, and where from after redirects."""

    status: int
    headers: Message
    text: str
    url: str

    def field(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.text)
        assert found, f"no field {name} on {self.url}"
        return html.unescape(found[1])


@dataclass
class Reader:
    """A browser without JavaScript: cookies, forms, redirects."""

    base: str
    language: str = "en"
    jar: CookieJar = field(default_factory=CookieJar)

    def get(self, path: str, **headers: str) -> Answer:
        return self._sent(urllib.request.Request(self.base + path.lstrip("/"), headers=self._with(headers)))

    def post(self, path: str, said: Mapping[str, str], **headers: str) -> Answer:
        body = urllib.parse.urlencode(said).encode()
        return self._sent(urllib.request.Request(self.base + path.lstrip("/"), data=body, headers=self._with(headers)))

    def submit(self, page: Answer, path: str, **said: str) -> Answer:
        """The form of a page, with its token."""
        return self.post(path, {"csrfmiddlewaretoken": page.field("csrfmiddlewaretoken"), **said})

    def _with(self, headers: Mapping[str, str]) -> dict[str, str]:
        return {"Accept-Language": self.language, **{name.replace("_", "-"): value for name, value in headers.items()}}

    def _sent(self, request: urllib.request.Request) -> Answer:
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        try:
            with opener.open(request, timeout=20) as answer:
                return Answer(answer.status, answer.headers, answer.read().decode(), answer.url)
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.headers, error.read().decode(), error.url)


@dataclass(frozen=True)
class House:
    """Everything that is served, and the ways in."""

    address: str
    opened: tuple[Opened, ...]
    databases: tuple[Address, ...]
    control: Address
    officer: Mapping[str, Any]
    site: Path

    def kept(self, cluster: int = 0) -> Kept:
        way = self.opened[cluster]
        return Kept(way.address, way.token.read_text(encoding="utf-8").strip())

    def reader(self, language: str = "en") -> Reader:
        return Reader(self.address, language)

    def execute(self, query: str, *values: Any, cluster: int = 0) -> list[tuple[Any, ...]]:
        with open_connection(self.databases[cluster], read_only=False, autocommit=True) as connection:
            cursor = connection.execute(query, values)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

    def inside(self, person: str, page: str = "centre", language: str = "en") -> Reader:
        """A browser in which this person has come in from the application."""
        with self.kept() as kept:
            link = kept.link(person, page)
        reader = self.reader(language)
        assert reader.get(link.path).status == 200
        return reader

    def signed_in(self, language: str = "en") -> Reader:
        """A browser in which the DPO has signed in. Another recovery code each time: a code of the authenticator does once."""
        reader = self.reader(language)
        page = reader.get("staff/sign-in/")
        page = reader.submit(page, "staff/sign-in/", login=self.officer["name"], password=self.officer["password"])
        assert "staff/code" in page.url
        page = reader.submit(page, "staff/code/", code=self.officer["recovery_codes"].pop())
        assert "/console/" in page.url, page.text
        return reader


def code_of(secret: str, step: int = 0) -> str:
    """The authenticator's six digits now (RFC 6238)."""
    digest = hmac.digest(b32decode(secret), struct.pack(">Q", int(time.time()) // 30 + step), "sha1")
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


@pytest.fixture(scope="package")
def house(cluster: Instance, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    yield from served_house(cluster, tmp_path_factory.mktemp("rooms"))


def served_house(cluster: Instance, folder: Path) -> Iterator[House]:
    """The pages and the API over two clusters, with one published proof and one DPO."""
    statement = read_statement(find(LABEL).statement, known_kinds())
    site = folder / "site"
    publish_proof(sample_run(statement), statement, site, "zh")
    named = f"rooms_{os.getpid()}_"
    with ExitStack() as stack:
        databases = [stack.enter_context(database_of(cluster, f"{named}{name}")) for name in ("p06", "p03")]
        control = _control(cluster, f"{named}control")
        stack.callback(_dropped, cluster, control.database)
        told = {
            "pack": LABEL,
            "statements": [str(find(LABEL).statement)],
            "served": [],
            "folder": str(folder),
            "clusters": [cluster_told(folder, name, database) for name, database in zip(("p06", "p03"), databases, strict=True)],
        }
        address, _ = stack.enter_context(running(site, rooms=rooms([told], control, SECRET)))
        opened, _ = stack.enter_context(running_api([told], pages=address))
        officer = dict(add_staff("officer", "dpo", control, SECRET))
        yield House(address, tuple(opened), tuple(databases), control, officer, site)


def _control(cluster: Instance, name: str) -> Address:
    with open_connection(cluster.address(), read_only=False, autocommit=True) as connection:
        create_database(connection, name, cluster.address().user)
        migrate(cluster.address(name), "control")
        ensure_roles(connection, [Role("kept_pages_login", "secret", ("kept_pages",))], os.urandom, iterations=1)
        connection.execute(sql.SQL("grant connect on database {} to kept_pages_login").format(sql.Identifier(name)))
    return cluster.address(name).on(user="kept_pages_login", password="secret")


def _dropped(cluster: Instance, name: str) -> None:
    with open_connection(cluster.address(), read_only=False, autocommit=True) as connection:
        drop_database(connection, name)


@pytest.fixture(scope="package")
def people(house: House) -> Mapping[str, str]:
    """Two organisations with an administrator and a member each, and what they agreed to."""
    return planted(house)


def planted(house: House) -> Mapping[str, str]:
    named = {"anna": ("member", "71"), "bert": ("member", "72"), "boss": ("administrator", "71"), "chief": ("administrator", "72")}
    with house.kept() as kept:
        for name, (kind, tenant) in named.items():
            kept.person(f"member:{name}", class_=kind, country="CN", at_least=18, tenant=tenant, contract=f"contract:{tenant}")
        prompt = kept.prompt(MATTER, "en")
        for name in ("anna", "bert"):
            kept.give(f"member:{name}", MATTER, language="en", sha256=prompt.sha256, channel="test")
    for tenant in ("71", "72"):
        house.execute("insert into kept.tenant_registration values (%s, 'p06', 'CN', now()) on conflict do nothing", tenant)
        house.execute(
            "insert into kept.staff_read (reader, ticket_ref, tenant_ref, data_set, rows_read, at) "
            "values (%s, %s, %s, 'crm.account', 3, now())",
            f"support-{tenant}",
            f"ticket-{tenant}",
            tenant,
        )
    return {name: f"member:{name}" for name in named}
