"""The application put together: pages, database pools, Kept's clients, and the sender of messages that have to wait."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

import kept_sdk
from foundation.databases import Credentials, Databases
from foundation.headers import Guarded
from foundation.languages import Texts
from services.neocrm.app import (
    agreeing,
    app_rights,
    applications,
    centre,
    consulting,
    contacting,
    contracts,
    customers,
    entering,
    marketing,
    offering,
    organisation,
    preferences,
    registering,
    signing_in,
    signing_up,
    structure,
    updates,
    website,
    working,
)
from services.neocrm.app.configuration import LONGEST_BODY, Configuration
from services.neocrm.app.ending import end_if_over
from services.neocrm.app.exchange import Parts
from services.neocrm.app.keeping import Keeping, Sdk
from services.neocrm.app.posting import send_due, waiting
from services.neocrm.app.routing import Page, answering
from services.neocrm.app.website import letters

LOG: Final = logging.getLogger("neocrm")
FOLDER: Final = Path(__file__).parent
CLOSE_EVERY_S: Final = 3_600.0
METHODS: Final = ["GET", "HEAD", "POST"]
PAGES: Final[Sequence[Page]] = (
    *entering.PAGES,
    *registering.PAGES,
    *signing_in.PAGES,
    *preferences.PAGES,
    *agreeing.PAGES,
    *working.PAGES,
    *customers.PAGES,
    *organisation.PAGES,
    *marketing.PAGES,
    *offering.PAGES,
    *website.PAGES,
    *signing_up.PAGES,
    *structure.PAGES,
    *applications.PAGES,
    *contracts.PAGES,
    *consulting.PAGES,
    *centre.PAGES,
    *updates.PAGES,
    *contacting.PAGES,
    *app_rights.PAGES,
)


class Waiting:
    """Of which tenants, in which clusters, messages wait for a server."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pairs: set[tuple[str, int]] = set()

    def add(self, cluster: str, tenant: int) -> None:
        with self._lock:
            self._pairs.add((cluster, tenant))

    def take(self) -> set[tuple[str, int]]:
        with self._lock:
            taken, self._pairs = self._pairs, set()
        return taken


def application(
    configuration: Configuration,
    sdk: Sdk | None = None,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    random: Callable[[int], bytes] = os.urandom,
    below: Callable[[int], int] = secrets.randbelow,
    on_work: Callable[[Credentials], None] = lambda credentials: None,
) -> ASGIApp:
    """The ASGI application for a configuration. ``sdk`` is ``kept_sdk`` unless another module that speaks the same is handed in.

    ``on_work`` is told of every transaction that is begun, so that a test can see which clusters a request touched.
    """
    kept = sdk if sdk is not None else cast(Sdk, kept_sdk)
    late = Waiting()
    parts = Parts(
        configuration=configuration,
        databases=Databases(on_work=on_work),
        keeping=Keeping.of(kept, {name: (each.kept_url, each.kept_token) for name, each in configuration.clusters.items()}),
        texts=Texts.read(FOLDER / "texts"),
        templates=templates(),
        now=now,
        random=random,
        below=below,
        wake=late.add,
    )

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await run_in_threadpool(parts.keeping.start)
        await run_in_threadpool(_find_waiting, parts, late)
        sender, closer = asyncio.create_task(_sending(parts, late)), asyncio.create_task(_closing(parts))
        try:
            yield
        finally:
            sender.cancel()
            closer.cancel()
            await run_in_threadpool(parts.keeping.close)
            parts.databases.close()

    endpoint = cast(Any, answering(parts, PAGES))
    routes = [Mount("/static", StaticFiles(directory=FOLDER / "static")), Route("/{path:path}", endpoint, methods=METHODS)]
    hosts = {host for each in configuration.clusters.values() for host in (each.business, each.login, *each.site) if host}
    ours = tuple(sorted(configuration.address(host, "") for host in hosts))
    return Guarded(Starlette(routes=routes, lifespan=lifespan), LONGEST_BODY, ours)


def templates() -> Environment:
    """The templates: everything is escaped, and a name that a page was not given is an error."""
    found = Environment(
        loader=FileSystemLoader(FOLDER / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    found.filters["day"] = lambda at: f"{at:%Y-%m-%d %H:%M}"
    return found


async def _sending(parts: Parts, late: Waiting) -> None:
    """Try what waits, every few seconds, for as long as the application runs."""
    while True:
        await asyncio.sleep(parts.configuration.send_every_s)
        for cluster, tenant in late.take():
            await run_in_threadpool(_send, parts, late, cluster, tenant)


async def _closing(parts: Parts) -> None:
    """Close organisations whose contract has run out, whether anybody comes or not: their time to deletion begins on that day."""
    while True:
        await run_in_threadpool(_close_expired, parts)
        await asyncio.sleep(CLOSE_EVERY_S)


def _close_expired(parts: Parts) -> None:
    for cluster in parts.configuration.clusters.values():
        for number in cluster.tenants if cluster.business else ():
            try:
                with parts.databases.working(cluster.credentials(number)) as connection:
                    end_if_over(connection, parts.keeping.clients[cluster.name], number, parts.now())
            except Exception as error:  # a tenant that cannot be looked at now is looked at again in an hour
                LOG.warning("the contract of a tenant of %s was not looked at: %s", cluster.name, type(error).__name__)


def _send(parts: Parts, late: Waiting, cluster: str, tenant: int) -> None:
    place = parts.configuration.clusters[cluster]
    try:
        if tenant == letters.WEBSITE:
            letters.send_due(parts, place)
            late_ones = letters.waiting(parts, place)
        else:
            send_due(parts, place, tenant)
            late_ones = waiting(parts, place, tenant)
        if late_ones:
            late.add(cluster, tenant)
    except Exception as error:  # whatever it was, it must neither end the sender nor lose the tenant's messages
        LOG.warning("sending for a tenant of %s failed: %s", cluster, type(error).__name__)
        late.add(cluster, tenant)


def _find_waiting(parts: Parts, late: Waiting) -> None:
    """Messages that were waiting when the application ended last time."""
    for cluster in parts.configuration.clusters.values():
        if cluster.site:
            late.add(cluster.name, letters.WEBSITE)
        for number in cluster.tenants:
            late.add(cluster.name, number)
