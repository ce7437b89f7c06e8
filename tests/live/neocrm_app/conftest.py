"""The application over HTTP on the staged databases of its pack: real server, real SMTP, real rows; a double stands for Kept."""

from __future__ import annotations

import asyncio
import base64
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from granian.constants import Interfaces
from granian.server.embed import Server
from sqlalchemy import text

from foundation.databases import Credentials, Databases
from foundation.maps import Maps
from foundation.outbox import Outbox, smtp_server
from foundation.outbox import page as outbox_page
from foundation.receivers import Receiver
from kept.cli.applications import told
from kept.staging import Estate, role_password
from kept.stores import Address
from kept.web import running_api
from services.neocrm.app import application
from services.neocrm.app.configuration import Configuration, configuration
from tests.live.neocrm_app.browser import Browser
from tests.live.neocrm_app.kept_double import Books, Double
from tests.live.neocrm_app.prepared import Prepared, prepared

BUSINESS = "http://crm.xiaoshouyi.localhost"
ABROAD = "http://crm-p10.xiaoshouyi.localhost"
WEBSITE = "http://www.xiaoshouyi.localhost"
CENTRE = "http://login.xiaoshouyi.localhost"
TENANT, OTHER_TENANT, TENANT_ABROAD = 1_600_000, 1_600_001, 2_000_000


@dataclass
class Clock:
    """The application's clock: real time, moved on as a test needs."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Living:
    """The application as it runs, and what surrounds it."""

    port: int
    configuration: Configuration
    kept: Any
    outbox: Outbox
    maps: Maps
    clock: Clock
    estate: Estate
    touched: list[str] = field(default_factory=list)
    sponsors: Receiver = field(default_factory=Receiver)

    def browser(self, language: str = "en") -> Browser:
        return Browser(self.port, language)

    def books(self, cluster: str = "p06") -> Books:
        return self.kept.books[cluster]

    def owner(self, cluster: str) -> Address:
        return next(site.address for site in self.estate.sites.values() if site.database.cluster == cluster)

    def rows(self, query: str, cluster: str = "p06", **values: Any) -> list[Any]:
        """What the database holds, as its owner sees it; also used to bring about a state."""
        address = self.owner(cluster)
        credentials = Credentials(address.host, address.port, address.database, address.user, address.password)
        databases = Databases()
        try:
            with databases.working(credentials) as connection:
                answer = connection.execute(text(query), values)
                return list(answer.all()) if answer.returns_rows else []
        finally:
            databases.close()

    def code(self, to: str) -> str:
        """The six digits in the newest message to somebody."""
        message = next(each for each in self.outbox.messages() if each.to == to)
        return "".join(c for c in message.text if c.isdigit())[:6]


@pytest.fixture(scope="session")
def prepared_neocrm(temporary_home: Path) -> Iterator[Prepared]:
    with prepared(temporary_home / "living") as databases:
        yield databases


def described(
    prepared: Prepared, port: int, smtp: int, outbox: int, maps: int, kept: Mapping[str, tuple[str, str]] | None = None, sponsors: int = 1
) -> dict[str, Any]:
    """The application's configuration for staged databases: hosts as the statement's table names them, under ``localhost``.

    ``kept`` gives each cluster's address and token, where it is not the double.
    """
    clusters = {}
    storage = prepared.pack.statement.section("storage")
    tenants = {
        site.database.cluster: [row[0] for row in _rows(site.address, "select tenant_id from crm.tenant")]
        for site in prepared.estate.sites.values()
        if site.database.store == "crm"
    }
    for site in prepared.estate.sites.values():
        name, store = site.database.cluster, site.database.store
        if store not in ("crm", "auth", "web"):
            continue
        said = storage[name].body
        login = getattr(said, "login", None) or ""
        ids = tenants.get(name) or [tenant for cluster, each in tenants.items() if storage[cluster].body.login == login for tenant in each]
        names = ["neocrm_app"] if store == "web" else [f"neocrm_t_{tenant}" for tenant in ids]
        roles = {role: role_password(prepared.estate.secret, role) for role in names}
        centre = login == storage["p08"].body.login
        clusters[name] = {
            "country": site.database.country,
            "title": {language: storage[name].labels.words(language) for language in ("zh", "en")},
            "place": {
                language: joint.join(each.words(language) for each in said.location) for language, joint in (("zh", ""), ("en", ", "))
            },
            "business": local(said.business[0]) if store == "crm" else "",
            "login": local(login) if login else "",
            "site": [local(domain.partition("//")[2]) for domain in said.domains] if store == "web" else [],
            "signs_in_at": "p08" if centre else name,
            "schema": store,
            "database": {"host": site.address.host, "port": site.address.port, "name": site.address.database, "roles": roles},
            "kept": dict(zip(("url", "token"), (kept or {}).get(name, (f"http://127.0.0.1:1/api/{name}/", "specimen")), strict=True)),
        }
    return {
        "scheme": "http",
        "port": port,
        "secret": base64.b64encode(os.urandom(32)).decode(),
        "sealing_key": base64.b64encode(os.urandom(32)).decode(),
        "mail": {"host": "127.0.0.1", "port": smtp, "sender": "crm@neocrm.example", "name": "Neocrm"},
        "sms": f"http://127.0.0.1:{outbox}",
        "statement": "http://127.0.0.1:1/statement/neocrm-2023/{language}/",
        "map": f"http://127.0.0.1:{maps}",
        "sponsors": f"http://127.0.0.1:{sponsors}",
        "clusters": clusters,
    }


def place_in_words(location: Sequence[Any], language: str) -> str:
    """``中国北京``, ``China, Beijing``."""
    return {"zh": "", "en": ", "}[language].join(each.words(language) for each in location)


def local(host: str) -> str:
    """``crm.xiaoshouyi.localhost`` for ``crm.xiaoshouyi.com``."""
    return f"{host.rpartition('.')[0]}.localhost"


def _rows(address: Address, query: str) -> list[Any]:
    databases = Databases()
    try:
        with databases.working(Credentials(address.host, address.port, address.database, address.user, address.password)) as connection:
            return list(connection.execute(text(query)).all())
    finally:
        databases.close()


def free_port() -> int:
    import socket

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def serving(app: Any, port: int) -> Iterator[None]:
    """An ASGI application served by granian in a thread of its own."""
    started = threading.Event()
    server = Server(app, address="127.0.0.1", port=port, interface=Interfaces.ASGI, log_enabled=False)
    server.on_startup(started.set)
    holder: dict[str, Any] = {}

    def run() -> None:
        async def go() -> None:
            holder["loop"] = asyncio.get_running_loop()
            await server.serve()

        asyncio.run(go())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert started.wait(30)
    await_port(port)
    try:
        yield
    finally:
        holder["loop"].call_soon_threadsafe(server.stop)
        thread.join(15)


def await_port(port: int) -> None:
    import socket
    import time

    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nothing listens at {port}")


@contextmanager
def smtp_serving(outbox: Outbox, port: int) -> Iterator[None]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(smtp_server(outbox, "127.0.0.1", port), loop).result(10)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


@pytest.fixture(scope="session")
def living_for_all(prepared_neocrm: Prepared) -> Iterator[Living]:
    outbox, maps, sponsors, double, clock = Outbox(), Maps(), Receiver(), Double(), Clock()
    port, smtp, outbox_port, maps_port, sponsors_port = (free_port() for _ in range(5))
    said = configuration(described(prepared_neocrm, port, smtp, outbox_port, maps_port, sponsors=sponsors_port))
    touched: list[str] = []
    app = application(said, double, now=clock, on_work=lambda credentials: touched.append(f"{credentials.database} {credentials.role}"))
    around = serving(outbox_page(outbox), outbox_port), serving(maps.page(), maps_port), serving(sponsors.page(), sponsors_port)
    with smtp_serving(outbox, smtp), around[0], around[1], around[2], serving(app, port):
        yield Living(port, said, double, outbox, maps, clock, prepared_neocrm.estate, touched, sponsors)


@pytest.fixture
def living(living_for_all: Living) -> Iterator[Living]:
    """The application; after each test the clock is right again, and every server works."""
    yield living_for_all
    living_for_all.clock.ahead = timedelta()
    living_for_all.outbox.refusing = living_for_all.maps.refusing = living_for_all.sponsors.refusing = False
    for books in living_for_all.kept.books.values():
        books.stale = False


@pytest.fixture(scope="module")
def whole(prepared_neocrm: Prepared) -> Iterator[Living]:
    outbox, maps, clock = Outbox(), Maps(), Clock()
    port, smtp, outbox_port, maps_port = (free_port() for _ in range(4))
    with running_api([told(prepared_neocrm.pack, prepared_neocrm.estate, prepared_neocrm.folder)]) as (ways, _):
        addresses = {way.cluster: (way.address, way.token.read_text(encoding="utf-8").strip()) for way in ways}
        said = configuration(described(prepared_neocrm, port, smtp, outbox_port, maps_port, addresses))
        app = application(said, now=clock)
        with smtp_serving(outbox, smtp), serving(outbox_page(outbox), outbox_port), serving(maps.page(), maps_port), serving(app, port):
            yield Living(port, said, None, outbox, maps, clock, prepared_neocrm.estate)
