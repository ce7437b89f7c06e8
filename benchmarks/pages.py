"""Server time of Kept's pages over 100,000 people, each page read by somebody who is in."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

from benchmarks.figure import Figure, Sizes
from benchmarks.staging import folder
from kept.stores import running
from tests.live.web.rooms.conftest import LABEL, House, planted, served_house

READS = 15
TENANTS = 1_000
CROWD = """
    with made as (
      insert into kept.subject (subject_id, key, class, country, tenant_ref, created_at)
      select 900000000 + n, sha256(n::text::bytea), 'member', 'CN', (71 + n %% %s)::text, now() from generate_series(1, %s) n
      returning subject_id
    ), named as (
      insert into kept.person_reference select 'member:crowd' || subject_id, subject_id, now() from made
    )
    insert into kept.consent (subject_id, label, matter, form, language, wording_sha256, channel, given_at)
    select subject_id, %s, matter, 'explicit', 'zh', sha256('bench'), 'bench', now()
    from made, unnest(array['functions.work_orders', 'functions.trial', 'purposes.marketing_emails']) matter
"""


def run(sizes: Sizes) -> Iterator[Figure]:
    """The median over ``READS`` reads of each page, the network of this machine included."""
    with folder() as home, running(home / "servers", ["bench"]) as servers:
        (home / "pack").mkdir()
        for house in served_house(servers["bench"], home / "pack"):
            planted(house)
            house.execute(CROWD, TENANTS, sizes.people, LABEL)
            house.execute("analyze")
            yield from _read(house)


def _read(house: House) -> Iterator[Figure]:
    rooms = {"centre/": house.inside("member:anna"), "centre/receipts/": house.inside("member:anna")}
    rooms |= {"tenant/": house.inside("member:boss", "tenant"), f"console/{LABEL}/": house.signed_in()}
    for path, reader in rooms.items():
        taken = []
        for _ in range(READS):
            begun = time.perf_counter()
            assert reader.get(path).status == 200
            taken.append((time.perf_counter() - begun) * 1000)
        measured = statistics.median(taken)
        yield Figure(f"page /{path}", measured, "ms", at_most=60)
