"""The real application with Kept itself, as it is or with one thing deliberately wrong, and planted people in it."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from foundation.maps import Maps
from foundation.outbox import Outbox
from foundation.outbox import page as outbox_page
from kept.cli.applications import told
from kept.packs import pack_code
from kept.promises import Verdict
from kept.proof import governed, perform, performances, prove, write_acts
from kept.web import running_api
from services.neocrm.app import application
from services.neocrm.app.configuration import Configuration, configuration
from tests.live.neocrm_app.conftest import described, free_port, serving, smtp_serving
from tests.live.neocrm_app.prepared import Prepared, prepared


@pytest.fixture(scope="session")
def acting_neocrm(temporary_home: Path) -> Iterator[Prepared]:
    """Databases that nobody but planted people use: with a double in Kept's place, as other tests have it, promises do break."""
    with prepared(temporary_home / "acting") as databases:
        yield databases


@dataclass
class Played:
    """A running application in which acts are done and judged."""

    prepared: Prepared
    configuration: Configuration
    scene: dict[str, Any]

    def act(self, *names: str) -> Sequence[Any]:
        """Do the acts of these promises, and write them down."""
        pack = self.prepared.pack
        promises = [promise for promise in pack.statement.promises if promise.id in names]
        assert len(promises) == len(names)
        troupe = pack_code(pack.place, "acting").troupe(self.scene)
        asked = performances(pack.statement, pack.datamap, promises)
        done = perform(troupe, pack.statement, pack.datamap, asked, lambda: datetime.now(UTC), time.perf_counter)
        return write_acts(self.prepared.estate, pack.datamap, troupe, pack.statement.label, done, uuid.uuid4())

    def verdicts(self, *names: str) -> dict[str, Verdict]:
        """What a proof says of these promises (of all, if none is named)."""
        pack, estate = self.prepared.pack, self.prepared.estate
        promises = [promise for promise in pack.statement.promises if not names or promise.id in names]
        parts = (pack.statement, pack.datamap, pack.place.folder, lambda language: None, datetime.now(UTC))
        look = governed(estate, *parts, staged=True, rehearsed=True)
        try:
            return dict(prove(look, pack.kinds, promises).verdicts)
        finally:
            look.close()


@contextmanager
def playing(prepared: Prepared) -> Iterator[Played]:
    """The application (as its modules are at this moment) with Kept's API, an outbox and a map firm."""
    outbox, maps = Outbox(), Maps()
    port, smtp, outbox_port, maps_port = (free_port() for _ in range(4))
    with running_api([told(prepared.pack, prepared.estate, prepared.folder)]) as (ways, _):
        addresses = {way.cluster: (way.address, way.token.read_text(encoding="utf-8").strip()) for way in ways}
        said = replace(configuration(described(prepared, port, smtp, outbox_port, maps_port, addresses)), send_every_s=0.2)
        beside = (serving(outbox_page(outbox), outbox_port), serving(maps.page(), maps_port), serving(application(said), port))
        with smtp_serving(outbox, smtp), beside[0], beside[1], beside[2]:
            hosts = {name: {"business": each.business, "login": each.login} for name, each in said.clusters.items()}
            scene = {"outbox": f"http://127.0.0.1:{outbox_port}/", "map": f"http://127.0.0.1:{maps_port}/"}
            yield Played(prepared, said, {"port": port, "clusters": hosts, **scene})
