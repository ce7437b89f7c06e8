"""The API for applications, beside the pages of packs whose databases run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from kept.books import migrate
from kept.cli.home import configuration, house
from kept.cli.output import language
from kept.cli.packed import Pack, read_pack
from kept.decisions import served_together
from kept.packs import versions
from kept.staging import Estate, let_keeper_in, let_pages_in, opened
from kept.web import Opened, described, rooms, running_api


def told(pack: Pack, estate: Estate, folder: Path) -> Mapping[str, Any]:
    """What the API is told of a pack, once its books are up to date (they may have been made by an earlier Kept)."""
    for address in dict.fromkeys(site.address for site in estate.sites.values()):
        migrate(address)
    before = [place.statement for place in versions(pack.place.folder) if place.statement.name < pack.place.statement.name]
    return described(
        pack.statement.label,
        [pack.place.statement, *reversed(before)],
        served_together(pack.datamap),
        estate,
        let_keeper_in(estate),
        folder,
    )


def entered(packs: Sequence[Mapping[str, Any]], estate: Estate) -> Mapping[str, Any]:
    """What the pages are told so that people may enter: the packs, and staff's accounts in the control plane."""
    return rooms(packs, let_pages_in(estate), house().secret("pages"))


@contextmanager
def applications(
    labels: Iterable[str], port: int, bind: str, hosts: Sequence[str], pages: str
) -> Iterator[tuple[Sequence[Opened], Mapping[str, Any] | None]]:
    """The API of prepared packs for the length of the block, and the rooms of their pages; databases that nobody runs are started.

    ``pages`` is the address at which people find the pages.
    """
    with ExitStack() as stack:
        packs = [pack for pack in map(read_pack, labels) if not pack.only_stated]
        found = []
        for pack in packs:
            estate = stack.enter_context(opened(house(), configuration(), pack.statement, pack.datamap))
            found.append(told(pack, estate, house().pack(pack.statement.label)))
        if not found:
            yield (), None
            return
        ways, _ = stack.enter_context(running_api(found, port, bind=bind, hosts=hosts, pages=pages))
        yield ways, entered(found, estate)


def ways_in(ways: Sequence[Opened]) -> Iterator[str]:
    """A line for each pack: where applications find the API, and where their tokens lie."""
    for pack in dict.fromkeys(one.pack for one in ways):
        mine = [one for one in ways if one.pack == pack]
        base = mine[0].address.removesuffix(f"{mine[0].cluster}/")
        clusters = ", ".join(one.cluster for one in mine)
        where = mine[0].token.parent
        if language() == "zh":
            yield (f"{base}  {pack} 的应用接口；存储集群：{clusters}；令牌在 {where}")
        else:
            yield (f"{base}  the API for applications of {pack}; storage clusters: {clusters}; tokens in {where}")
