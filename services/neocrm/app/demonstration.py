"""The application as ``kept demo`` runs it: on staged databases, with an outbox and a map firm on this machine.

What it needs to know comes as one line of JSON on standard input; when that is closed, or at SIGTERM, it ends. Its addresses go out as one
line of JSON on standard output, once everything answers. Hosts are those of the statement's table under ``localhost``.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlsplit

from granian.constants import Interfaces
from granian.server.embed import Server
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.routing import Mount

from foundation.databases import Databases
from foundation.maps import Maps
from foundation.outbox import Outbox, page, smtp_server
from foundation.receivers import Receiver
from services.neocrm.app.configuration import Cluster, Configuration, configuration
from services.neocrm.app.serving import application

HOST: Final = "127.0.0.1"
STORES: Final = ("crm", "auth", "web")
SHOWN: Final = "p06"
SEND_EVERY_S: Final = 0.5
STARTED_S: Final = 30.0
SOMEBODY: Final = text(
    "select email from crm.member where class = 'member' and status = 'active' and last_used_at is not null and email is not null "
    "order by member_id limit 1"
)


def described(told: Mapping[str, Any], port: int, smtp: int, around: int) -> dict[str, Any]:
    """The application's configuration for what it was told. The centre is where clusters sign in that share its host."""
    clusters = {name: said for name, said in told["clusters"].items() if said["store"] in STORES}
    centres = {said["login"]: name for name, said in clusters.items() if said["store"] == "auth"}
    return {
        "scheme": "http",
        "port": port,
        "secret": base64.b64encode(os.urandom(32)).decode(),
        "sealing_key": base64.b64encode(os.urandom(32)).decode(),
        "mail": {"host": HOST, "port": smtp, "sender": "crm@neocrm.example", "name": "Neocrm"},
        "sms": f"http://{HOST}:{around}/outbox",
        "map": f"http://{HOST}:{around}/map",
        "sponsors": f"http://{HOST}:{around}/sponsors",
        "statement": told["statement"],
        "clusters": {
            name: {
                "country": said["country"],
                "title": said["title"],
                "place": said["place"],
                "business": local(said["business"][0]) if said["store"] == "crm" else "",
                "login": local(said["login"]) if said["login"] else "",
                "site": [local(urlsplit(domain).hostname or "") for domain in said["domains"]] if said["store"] == "web" else [],
                "signs_in_at": centres.get(said["login"], name),
                "schema": said["store"],
                "database": {key: said["database"][key] for key in ("host", "port", "name", "roles")},
                "kept": said["kept"],
            }
            for name, said in clusters.items()
        },
    }


def local(host: str) -> str:
    """``crm.xiaoshouyi.localhost`` for ``crm.xiaoshouyi.com``."""
    return f"{host.rpartition('.')[0]}.localhost"


def somebody(cluster: Cluster) -> dict[str, str]:
    """A staged member with whom one can sign in, read under the first tenant's own role."""
    databases = Databases()
    try:
        for role in sorted(cluster.passwords):
            tenant = int(role.rpartition("_")[2])
            with databases.working(cluster.credentials(tenant)) as connection:
                found = connection.execute(SOMEBODY).scalar()
            if found:
                return {"organisation": str(tenant), "address": str(found)}
    finally:
        databases.close()
    return {"organisation": "-", "address": "-"}


async def demonstrate(told: Mapping[str, Any]) -> None:
    """Serve until standard input is closed or SIGTERM comes."""
    outbox, maps, sponsors = Outbox(), Maps(), Receiver()
    smtp = await smtp_server(outbox, HOST, 0)
    port, around = _free_port(), _free_port()
    said = replace(configuration(described(told, port, smtp.sockets[0].getsockname()[1], around)), send_every_s=SEND_EVERY_S)
    beside = Starlette(routes=[Mount("/map", maps.page()), Mount("/sponsors", sponsors.page()), Mount("/outbox", page(outbox))])
    servers = [
        Server(app, address=HOST, port=at, interface=Interfaces.ASGI, log_enabled=False)
        for app, at in ((application(said), port), (beside, around))
    ]
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, ended.set)
    loop.add_reader(sys.stdin.fileno(), lambda: ended.set() if not os.read(sys.stdin.fileno(), 4096) else None)
    serving = [asyncio.create_task(server.serve()) for server in servers]
    await asyncio.wait_for(asyncio.gather(*(_answering(at) for at in (port, around))), STARTED_S)
    print(json.dumps(_ways(said, around)), flush=True)
    await ended.wait()
    for server in servers:
        server.stop()  # type: ignore[no-untyped-call]
    await asyncio.wait(serving, timeout=5)
    smtp.close()


def _ways(said: Configuration, around: int) -> dict[str, Any]:
    shown = said.clusters[SHOWN]
    outbox = f"http://{HOST}:{around}/outbox/"
    hosts = {name: {"business": each.business, "login": each.login, "site": list(each.site)} for name, each in said.clusters.items()}
    scene = {
        "port": said.port,
        "clusters": hosts,
        "outbox": outbox,
        "map": f"http://{HOST}:{around}/map/",
        "sponsors": f"http://{HOST}:{around}/sponsors/",
    }
    ways = {"service": said.address(shown.business), "outbox": outbox, "sign_in": somebody(shown), "scene": scene}
    return ways | ({"website": said.website} if said.website else {})


async def _answering(port: int) -> None:
    while True:
        try:
            _, writer = await asyncio.open_connection(HOST, port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


if __name__ == "__main__":
    asyncio.run(demonstrate(json.loads(sys.stdin.buffer.raw.readline() if hasattr(sys.stdin.buffer, "raw") else sys.stdin.readline())))
