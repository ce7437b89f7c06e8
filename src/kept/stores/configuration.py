"""Where the databases are: ``kept.toml`` and ``KEPT_…`` variables. Without any of them everything is embedded.

A variable goes before the file. The file is the one that KEPT_CONFIG names, else ``kept.toml`` of the current folder::

    [database]                # the control plane; KEPT_DATABASE_URL
    url = "postgresql://kept@db.example.com/kept?sslmode=verify-full"
    password_file = "secrets/control"   # mode 0600, relative to kept.toml; or KEPT_DATABASE_PASSWORD

    [regions.CN]              # a server for a country; KEPT_REGION_CN_URL
    url = "postgresql://kept@cn.example.com/postgres"

    [stores."crm.p06"]        # one governed database; KEPT_STORE_CRM__P06_URL (two underscores for a dot)
    url = "postgresql://kept@p06.example.com/crm"

    [publish]                 # where the published statement is read; KEPT_PUBLISH_URL
    url = "https://www.example.com/privacy/"
"""

from __future__ import annotations

import re
import stat
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, ValidationError

from kept.errors import Fault, Faults, KeptError, Place
from kept.stores.address import Address
from kept.stores.embedded import home_folder
from kept.stores.secrets import read_private

_SERVER_KEYS: Final = "url, password_file"
_TOP_KEYS: Final = "database, regions, stores, publish"
_REGION_VARIABLE: Final = re.compile(r"KEPT_REGION_([A-Z0-9_]+)_URL")
_STORE_VARIABLE: Final = re.compile(r"KEPT_STORE_([A-Z0-9_]+)_URL")


@dataclass(frozen=True)
class Configuration:
    """What is external; all that is not named here is embedded in ``home``. Regions are countries (ISO 3166-1 alpha-2)."""

    home: Path
    database: Address | None = None
    regions: Mapping[str, Address] = field(default_factory=dict)
    stores: Mapping[str, Address] = field(default_factory=dict)
    publish_url: str | None = None
    file: Path | None = None

    @property
    def place_is_registered(self) -> bool:
        """Whether regions share a server, so that what their place promises is *registered*, not *observed*."""
        if not self.regions:
            return self.database is not None
        return len({(address.host, address.port) for address in self.regions.values()}) < len(self.regions)

    def region(self, country: str) -> Address | None:
        """The server of a region: its own, else a database ``kept_cn`` on the only server there is; None means embedded."""
        if country in self.regions:
            return self.regions[country]
        if self.database is None or self.regions:
            return None
        return self.database.on(database=f"kept_{country.lower()}", store=f"regions.{country}")


class _Server(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    url: str
    password_file: str | None = None


class _Publish(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    url: str


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    database: _Server | None = None
    regions: dict[str, _Server] = {}
    stores: dict[str, _Server] = {}
    publish: _Publish | None = None


@dataclass(frozen=True)
class _Origin:
    """Where a value was written: a line of the file, or a variable. ``prefix`` begins the variables that go with it."""

    place: Place
    key: str
    prefix: str


def read_configuration(environ: Mapping[str, str], folder: Path) -> Configuration:
    """Reads the file (``folder`` is the current one) and the variables.

    Raises Faults with all that is wrong at once: KEPT-C060 to C065, KEPT-T010 and T012.
    """
    file = _file(environ, folder)
    text = _text(file) if file else ""
    parsed = _parsed(text, file) if file else _File()
    faults: list[Fault] = []
    servers = dict(_from_file(parsed, text, file))
    servers |= dict(_from_variables(environ))
    addresses: dict[str, Address] = {}
    for key, (server, origin) in servers.items():
        try:
            addresses[key] = _address(server, origin, environ, file)
        except KeptError as error:
            faults += [Fault(fault.code, origin.place, fault.facts) for fault in error.faults]
    publish = environ.get("KEPT_PUBLISH_URL") or (parsed.publish.url if parsed.publish else None)
    if publish is not None and urlsplit(publish).scheme not in ("http", "https"):
        facts = {"expected_zh": " http 或 https 地址", "expected_en": "an http or https address"}
        faults.append(Fault("KEPT-C062", _place(text, file, ("publish", "url")), {"key": "publish.url", "reason": publish, **facts}))
    faults += _shared(addresses, servers)
    if faults:
        raise Faults(faults)
    return Configuration(
        home=home_folder(environ),
        database=addresses.get("database"),
        regions={key.partition(".")[2]: address for key, address in addresses.items() if key.startswith("regions.")},
        stores={key.partition(".")[2]: address for key, address in addresses.items() if key.startswith("stores.")},
        publish_url=publish,
        file=file,
    )


def _file(environ: Mapping[str, str], folder: Path) -> Path | None:
    if named := environ.get("KEPT_CONFIG"):
        return folder / named
    usual = folder / "kept.toml"
    return usual if usual.exists() else None


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise KeptError("KEPT-C063", path=file, reason=getattr(error, "strerror", None) or "UTF-8?") from None


def _parsed(text: str, file: Path) -> _File:
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        place = Place(str(file), int(at[1]), int(at[2])) if at else Place(str(file), text.count("\n") + 1, 1)
        raise KeptError("KEPT-C060", place, reason=str(error).partition(" (at ")[0]) from None
    try:
        return _File.model_validate(content)
    except ValidationError as error:
        raise Faults(_misfit(detail, text, file) for detail in error.errors()) from None


def _misfit(detail: Any, text: str, file: Path) -> Fault:
    path = tuple(str(part) for part in detail["loc"])
    place, key = _place(text, file, path), ".".join(path)
    if detail["type"] == "extra_forbidden":
        known = _TOP_KEYS if len(path) == 1 else "url" if path[0] == "publish" else _SERVER_KEYS
        return Fault("KEPT-C061", place, {"key": key, "expected": known})
    table = detail["type"] in ("model_type", "dict_type")
    expected = {"expected_zh": "表（[…]）", "expected_en": "a table ([…])"} if table else {"expected_zh": "文字", "expected_en": "a text"}
    reason = "∅" if detail["type"] == "missing" else type(detail["input"]).__name__
    return Fault("KEPT-C062", place, {"key": key, "reason": reason, **expected})


def _from_file(parsed: _File, text: str, file: Path | None) -> Iterable[tuple[str, tuple[_Server, _Origin]]]:
    found: list[tuple[tuple[str, ...], _Server, str]] = []
    if parsed.database:
        found.append((("database",), parsed.database, "KEPT_DATABASE"))
    found += [(("regions", name), server, f"KEPT_REGION_{name.upper()}") for name, server in parsed.regions.items()]
    found += [(("stores", name), server, f"KEPT_STORE_{name.replace('.', '__').upper()}") for name, server in parsed.stores.items()]
    for path, server, prefix in found:
        yield ".".join(path), (server, _Origin(_place(text, file, (*path, "url")), ".".join(path), prefix))


def _from_variables(environ: Mapping[str, str]) -> Iterable[tuple[str, tuple[_Server, _Origin]]]:
    for variable, url in environ.items():
        if variable == "KEPT_DATABASE_URL":
            key = "database"
        elif found := _REGION_VARIABLE.fullmatch(variable):
            key = f"regions.{found[1]}"
        elif found := _STORE_VARIABLE.fullmatch(variable):
            key = f"stores.{found[1].replace('__', '.').lower()}"
        else:
            continue
        yield key, (_Server(url=url), _Origin(Place(name=variable), key, variable.removesuffix("_URL")))


def _address(server: _Server, origin: _Origin, environ: Mapping[str, str], file: Path | None) -> Address:
    address = Address.parse(server.url).on(store=origin.key.removeprefix("stores."))
    if file and origin.place.file and address.password:
        mode = stat.S_IMODE(file.stat().st_mode)
        if mode & 0o077:
            raise KeptError("KEPT-C064", origin.place, mode=f"{mode:04o}")
    if (password := environ.get(f"{origin.prefix}_PASSWORD")) is not None:
        return address.on(password=password)
    if server.password_file is not None and file:
        secret = file.parent / server.password_file
        try:
            return address.on(password=read_private(secret))
        except OSError as error:
            expected = {"expected_zh": "可读的密码文件", "expected_en": "a file that can be read"}
            reason = f"{secret}: {error.strerror}"
            raise KeptError("KEPT-C062", origin.place, key=f"{origin.key}.password_file", reason=reason, **expected) from None
    return address


def _shared(addresses: Mapping[str, Address], servers: Mapping[str, tuple[_Server, _Origin]]) -> list[Fault]:
    """Two stores in one database would erase and count each other's rows."""
    seen: dict[tuple[str, int, str], str] = {}
    faults: list[Fault] = []
    for key, address in addresses.items():
        if not key.startswith("stores."):
            continue
        first = seen.setdefault((address.host, address.port, address.database), key)
        if first != key:
            facts = {"first": first, "second": key, "database": f"{address.host}:{address.port}/{address.database}"}
            faults.append(Fault("KEPT-C065", servers[key][1].place, facts))
    return faults


def _place(text: str, file: Path | None, path: tuple[str, ...]) -> Place:
    """The line of a key, or of the nearest table above it; TOML's own reader keeps no lines."""
    if file is None:
        return Place(name=".".join(path))
    best, line = 0, 1
    table: tuple[str, ...] = ()
    for number, content in enumerate(text.splitlines(), 1):
        here = _keys(content)
        if here and content.lstrip().startswith("["):
            table = here
        elif here:
            here = (*table, *here)
        common = sum(1 for _ in _agreeing(here, path))
        if common > best and common == len(here):
            best, line = common, number
    return Place(str(file), line, 1)


def _keys(line: str) -> tuple[str, ...]:
    """The dotted key of a table's head or of an assignment, on a line of its own."""
    head = line.strip() if line.lstrip().startswith("[") else line.partition("=")[0] + "= 0" if "=" in line else ""
    try:
        content: Any = tomllib.loads(head)
    except tomllib.TOMLDecodeError:
        return ()
    keys: list[str] = []
    while isinstance(content, dict) and content:
        key, content = next(iter(content.items()))
        keys.append(key)
    return tuple(keys)


def _agreeing(first: tuple[str, ...], second: tuple[str, ...]) -> Iterable[str]:
    for one, other in zip(first, second, strict=False):
        if one != other:
            return
        yield one
