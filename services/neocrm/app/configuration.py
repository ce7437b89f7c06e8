"""How the application is told where it runs: one JSON file with the clusters, their databases and credentials, and what surrounds it.

The file's path stands in ``NEOCRM_CONFIGURATION``. It holds passwords, so it must be readable by its owner only.
"""

from __future__ import annotations

import base64
import json
import os
import stat
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, Literal

from foundation.databases import Credentials
from foundation.mailing import MailServer
from foundation.sealing import Seal

VARIABLE: Final = "NEOCRM_CONFIGURATION"
TENANT_ROLE: Final = "neocrm_t_{tenant}"
SITE_ROLE: Final = "neocrm_app"
LONGEST_BODY: Final = 3_000_000
Place = Literal["business", "login", "site"]
MAPS: Final = {"CN": "recipients.amap"}
OTHER_MAP: Final = "recipients.google_maps"


class Misconfigured(ValueError):
    """The configuration cannot be used; the message names the place and the way out."""


@dataclass(frozen=True)
class Cluster:
    """A storage cluster as the statement's table has it, with the credentials for its own database only."""

    name: str
    country: str
    title: Mapping[str, str]
    place: Mapping[str, str]
    business: str
    login: str
    signs_in_at: str
    schema: str
    host: str
    port: int
    database: str
    passwords: dict[str, str] = field(repr=False)
    kept_url: str = ""
    kept_token: str = field(default="", repr=False)
    sslmode: str = "prefer"
    site: tuple[str, ...] = ()

    def serves(self, tenant: int) -> bool:
        """Whether this application may work for the tenant here."""
        return TENANT_ROLE.format(tenant=tenant) in self.passwords

    def credentials(self, tenant: int) -> Credentials:
        """The tenant's own role in this cluster's database. Raises KeyError for a tenant that has none here."""
        role = TENANT_ROLE.format(tenant=tenant)
        return Credentials(self.host, self.port, self.database, role, self.passwords[role], self.sslmode)

    @property
    def tenants(self) -> tuple[int, ...]:
        """The tenants for whom this application works here."""
        numbers = (role.rpartition("_")[2] for role in tuple(self.passwords))
        return tuple(int(number) for number in numbers if number.isdigit())

    def admits(self, role: str, password: str) -> None:
        """From now on this application works for the tenant of this role here, too."""
        self.passwords[role] = password

    @property
    def site_credentials(self) -> Credentials:
        """The website's own role in its database, where the vendor itself is the controller. Raises KeyError in any other cluster."""
        return Credentials(self.host, self.port, self.database, SITE_ROLE, self.passwords[SITE_ROLE], self.sslmode)

    @property
    def map_recipient(self) -> str:
        """The map firm of the cluster's region (statement, 4.1(5): clusters in China use one in China)."""
        return MAPS.get(self.country, OTHER_MAP)


@dataclass(frozen=True)
class Configuration:
    """All that the application knows about where it runs."""

    scheme: str
    port: int
    secret: bytes = field(repr=False)
    seal: Seal
    clusters: Mapping[str, Cluster]
    mail: MailServer
    sms_url: str
    map_url: str
    statement_url: str
    sponsors_url: str = ""
    credentials_file: Path | None = None
    idle: timedelta = timedelta(hours=2)
    longest: timedelta = timedelta(hours=12)
    send_every_s: float = 5.0

    def at(self, host: str) -> tuple[Place, tuple[Cluster, ...]] | None:
        """What a host name is: ``business`` or ``site`` of one cluster, or ``login`` for all that share it; None for a stranger."""
        name = host.partition(":")[0].lower()
        site = tuple(cluster for cluster in self.clusters.values() if name in cluster.site)
        if site:
            return "site", site
        business = tuple(cluster for cluster in self.clusters.values() if name and cluster.business == name)
        if business:
            return "business", business
        login = tuple(cluster for cluster in self.clusters.values() if cluster.login == name and cluster.business)
        return ("login", login) if login else None

    def address(self, host: str, path: str = "/") -> str:
        """A page of ours as a whole address."""
        usual = {"http": 80, "https": 443}[self.scheme]
        return f"{self.scheme}://{host}{'' if self.port == usual else f':{self.port}'}{path}"

    def statement(self, language: str) -> str:
        """Where the privacy statement is published in a language."""
        return self.statement_url.format(language=language)

    def difference(self, language: str) -> str:
        """Where it is published what the version in force changed."""
        return f"{self.statement(language).rstrip('/')}/difference.html"

    @property
    def website(self) -> str | None:
        """The first address of the official website, if this application serves it."""
        return next((self.address(cluster.site[0]) for cluster in self.clusters.values() if cluster.site), None)

    def home_of(self, tenant: int, among: Iterable[Cluster]) -> Cluster | None:
        """The cluster in which a tenant's data is, fixed at its registration."""
        return next((cluster for cluster in among if cluster.business and cluster.serves(tenant)), None)


def read_configuration(file: Path) -> Configuration:
    """Read the file. Raises Misconfigured for one that others may read, that is no JSON, or that lacks something."""
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise Misconfigured(f"{file} holds passwords and others may read it: chmod 600 {file}")
    try:
        return configuration(json.loads(file.read_text(encoding="utf-8")))
    except json.JSONDecodeError as error:
        raise Misconfigured(f"{file}:{error.lineno}:{error.colno}: no JSON: {error.msg}") from error
    except KeyError as error:
        raise Misconfigured(f"{file}: {error.args[0]} is missing; docs/reference/neocrm-application.md lists what belongs there") from error


def configuration(said: Mapping[str, Any]) -> Configuration:
    """The configuration that a file's contents mean. Raises KeyError for what is missing."""
    secret, key = base64.b64decode(said["secret"]), base64.b64decode(said["sealing_key"])
    if len(secret) < 32 or len(key) != 32:
        raise Misconfigured("secret needs at least 32 bytes and sealing_key exactly 32, both in base64")
    mail = said["mail"]
    server = MailServer(mail["host"], mail["port"], mail["sender"], mail.get("name", ""), mail.get("user"), mail.get("password"))
    clusters = {name: _cluster(name, each) for name, each in said["clusters"].items()}
    file = Path(said["credentials"]) if said.get("credentials") else None
    for each in _remembered(file, Seal(key)):
        for name in each["clusters"]:
            clusters[name].admits(each["role"], each["password"])
    return Configuration(
        said["scheme"],
        said["port"],
        secret,
        Seal(key),
        clusters,
        server,
        said["sms"],
        said["map"],
        said["statement"],
        said.get("sponsors", ""),
        file,
    )


def remember_role(configuration: Configuration, role: str, password: str, random: Callable[[int], bytes]) -> None:
    """Write a new organisation's role down, sealed, so that the application still has it when it begins anew (``credentials``)."""
    file = configuration.credentials_file
    if file is None:
        return
    here = [name for name, cluster in configuration.clusters.items() if role in cluster.passwords]
    said = json.dumps({"role": role, "password": password, "clusters": here})
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(configuration.seal.close(said, "credentials", random) + "\n")


def _remembered(file: Path | None, seal: Seal) -> list[dict[str, Any]]:
    if file is None or not file.is_file():
        return []
    lines = [seal.open(line, "credentials") for line in file.read_text(encoding="utf-8").splitlines() if line]
    return [json.loads(line) for line in lines if line is not None]


def _cluster(name: str, said: Mapping[str, Any]) -> Cluster:
    return Cluster(
        name=name,
        country=said["country"],
        title=said["title"],
        place=said["place"],
        business=said.get("business", ""),
        login=said.get("login") or "",
        signs_in_at=said.get("signs_in_at", name),
        schema=said["schema"],
        host=said["database"]["host"],
        port=said["database"]["port"],
        database=said["database"]["name"],
        passwords=dict(said["database"]["roles"]),
        kept_url=said["kept"]["url"],
        kept_token=said["kept"]["token"],
        sslmode=said["database"].get("sslmode", "prefer"),
        site=tuple(said.get("site", ())),
    )
