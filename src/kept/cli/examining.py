"""How prepared packs stand: what was staged, whether it still fits its files, its pages, and (asked by name) its databases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.error import URLError
from urllib.request import urlopen

from sqlalchemy import func, select

from kept.books import pending
from kept.cli.doctoring import Check, refused
from kept.cli.home import configuration, house, now
from kept.cli.packed import Pack, read_pack
from kept.cli.protecting import protected
from kept.errors import KeptError
from kept.packs import find
from kept.promises import Words
from kept.staging import Estate, opened, prepared
from kept.statement import page_url
from kept.stores import Address, execute, open_connection

OLDEST_SERVER: Final = 150000
STALE: Final = timedelta(days=7)
FAR_CLOCK: Final = timedelta(seconds=5)


def packs(name: str | None) -> Iterator[Check]:
    """The pack that is named, with its databases; without a name every prepared pack, as far as files tell."""
    try:
        home = house().home
    except KeptError:
        return  # the checks of the machine have said so
    labels = [name] if name is not None else _prepared_labels(home)
    for label in labels:
        try:
            pack = read_pack(label)
        except KeptError as error:
            yield refused(f"{label}: pack", error)
            continue
        yield from _staged(pack)
        yield from _served(pack)
        if name is not None:
            yield from _databases(pack)


def _prepared_labels(home: Path) -> Sequence[str]:
    found = sorted(place.name for place in home.glob("packs/*") if prepared(place) is not None)
    return [label for label in found if _known(label)]


def _known(label: str) -> bool:
    """Whether a pack of that name can be found from here; one of one's own is known by its path only."""
    try:
        find(label)
    except KeptError:
        return False
    return True


def _staged(pack: Pack) -> Iterator[Check]:
    label = pack.statement.label
    folder = house().home / "packs" / label
    found = prepared(folder) if folder.is_dir() else None
    command = f"kept demo {pack.place.folder if not _known(label) else label} --once"
    if found is None:
        yield Check(f"{label}: prepared", False, "-", command, Words(f"请运行：{command}", f"Run: {command}"), warning=True)
        return
    moment = now()
    same = (found.statement, found.datamap) == (pack.statement.sha256, pack.datamap.sha256)
    mend = Words(f"声明或数据地图在准备之后有改动，请运行：{command}", f"The statement or the data map changed since; run: {command}")
    yield Check(f"{label}: prepared", same, f"{found.people} / {found.at:%Y-%m-%d %H:%M}Z", "sha256", mend)
    age = moment - found.at
    again = Words(f"数据已旧，请运行：{command}", f"The data has grown old; run: {command}")
    yield Check(f"{label}: age", age <= STALE, f"{age.days} d", f"<= {STALE.days} d", again, warning=True)
    clock = Words(
        f"本机时钟早于准备时间（{found.at:%Y-%m-%d}），请校时。",
        f"This machine's clock is behind the time of preparing ({found.at:%Y-%m-%d}): set it.",
    )
    yield Check(f"{label}: clock", age >= -FAR_CLOCK, f"{moment:%Y-%m-%d %H:%M:%S}Z", f">= {found.at:%Y-%m-%d %H:%M:%S}Z", clock)


def _served(pack: Pack) -> Iterator[Check]:
    base, label = configuration().publish_url, pack.statement.label
    for language in pack.statement.languages.all:
        if base is None:
            page = house().home / "packs" / label / "site" / label / language / "index.html"
            mend = Words(f"请运行：kept publish {label} --out …", f"Run: kept publish {label} --out …")
            yield Check(f"{label}: page {language}", page.is_file(), str(page) if page.is_file() else "-", "index.html", mend, warning=True)
            continue
        url = page_url(base, label, language)
        found = _status(url)
        mend = Words(f"请检查 {url} 与 publish.url。", f"See to {url}, and to publish.url in kept.toml.")
        yield Check(f"{label}: page {language}", found == "200", f"{url} {found}", "200", mend)


def _status(url: str) -> str:
    try:
        with urlopen(url, timeout=5) as answer:  # noqa: S310 - the configuration takes http and https only
            return str(answer.status)
    except URLError as error:
        return str(getattr(error, "code", None) or error.reason)


def _databases(pack: Pack) -> Iterator[Check]:
    try:
        with opened(house(), configuration(), pack.statement, pack.datamap) as estate:
            yield from _examined(pack, estate)
    except KeptError as error:
        yield refused(f"{pack.statement.label}: servers", error)


def _examined(pack: Pack, estate: Estate) -> Iterator[Check]:
    label = pack.statement.label
    for country, address in estate.servers().items():
        yield from _server(f"{label}: server {country}", address, now())
    for name, site in estate.sites.items():
        yield _migrated(f"{label}: books {name}", site.address, control=False)
    yield _migrated(f"{label}: control", estate.control, control=True)
    yield _controls(f"{label}: controls", pack)


def _server(name: str, address: Address, moment: datetime) -> Iterator[Check]:
    try:
        with open_connection(address.on(database="postgres")) as connection:
            row = execute(
                connection, select(func.now(), func.current_setting("server_version_num"), func.current_setting("server_version"))
            ).fetchone()
    except KeptError as error:
        yield refused(name, error)
        return
    there, number, version = row or (moment, "0", "?")
    old = KeptError("KEPT-T033", store=address.name, found=version, expected="15")
    fine = int(number) >= OLDEST_SERVER
    yield Check(name, True, version.split(" ")[0], ">= 15") if fine else refused(name, old)
    apart = abs(now() - there)
    mend = Words("服务器与本机的时钟相差太多，请为两者校时。", "The clocks of server and machine differ: set both.")
    yield Check(f"{name} clock", apart <= FAR_CLOCK, f"± {apart.total_seconds():.1f} s", f"<= {FAR_CLOCK.seconds} s", mend)


def _migrated(name: str, address: Address, *, control: bool) -> Check:
    try:
        with open_connection(address):
            missing = pending(address, "control" if control else "migrations")
    except KeptError as error:
        return refused(name, error)
    mend = Words("请运行 kept demo 重新准备。", "Run kept demo to prepare it again.")
    return Check(name, not missing, ", ".join(missing) or "0 pending", "0 pending", mend)


def _controls(name: str, pack: Pack) -> Check:
    """Whether the databases still have the controls that were installed: installing them again would change nothing."""
    try:
        found = protected(str(pack.place.statement), lambda what, done, of: None, change=False, undo=False)
    except KeptError as error:
        return refused(name, error)
    apart = [f"{one['database']} {one['object']} {one['found']}" for one in found["drift"]]
    mend = Words(f"请运行：kept protect {pack.statement.label}", f"Run: kept protect {pack.statement.label}")
    return Check(name, not apart, "; ".join(apart[:5]) or f"{len(found['statements'])} installed", "no drift", mend)
