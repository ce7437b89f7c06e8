"""The address of one PostgreSQL database, with its credentials; the password never shows in a repr, a log or an error."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from kept.errors import KeptError

SSLMODES: Final = frozenset({"disable", "allow", "prefer", "require", "verify-ca", "verify-full"})
SCHEMES: Final = frozenset({"postgresql", "postgres"})
DEFAULT_PORT: Final = 5432


@dataclass(frozen=True)
class Address:
    """Where a database is and as whom one connects.

    ``host`` is a name, an IP address, or the folder of a unix socket (it begins with ``/``). ``sslmode`` is libpq's.
    ``store`` is the name under which errors speak of it (``crm.p06``); without one they say host, port and database.
    """

    host: str
    port: int
    database: str
    user: str
    password: str = field(repr=False)
    sslmode: str = "prefer"
    sslrootcert: str | None = None
    application_name: str = "kept"
    store: str = ""

    @classmethod
    def parse(cls, url: str) -> Address:
        """Reads ``postgresql://user:password@host:port/database?sslmode=…`` (RFC 3986; libpq manual, "Connection URIs").

        A socket folder stands percent-encoded as the host, or as the parameter ``host``. Raises KEPT-T012.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise _unreadable(url, str(error)) from None
        if parts.scheme not in SCHEMES:
            raise _unreadable(url, "scheme != postgresql")
        settings = dict(parse_qsl(parts.query, keep_blank_values=True))
        unknown = settings.keys() - {"sslmode", "sslrootcert", "application_name", "host"}
        if unknown:
            raise _unreadable(url, f"?{', '.join(sorted(unknown))}")
        host = settings.get("host") or unquote(_host_as_written(parts.netloc))
        database = unquote(parts.path.removeprefix("/"))
        sslmode = settings.get("sslmode", "prefer")
        needed = {"host": host, "user": parts.username, "database": database, f"sslmode={sslmode}": sslmode in SSLMODES}
        if wrong := [part for part, fine in needed.items() if not fine]:
            raise _unreadable(url, f"{', '.join(wrong)} ?")
        return cls(
            host=host,
            port=port or DEFAULT_PORT,
            database=database,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            sslmode=sslmode,
            sslrootcert=settings.get("sslrootcert"),
            application_name=settings.get("application_name", "kept"),
        )

    @property
    def name(self) -> str:
        """The store's name, or host, port and database: what an error calls it."""
        return self.store or f"{self.host}:{self.port}/{self.database}"

    def url(self, with_password: bool) -> str:
        """The address as a URL that :meth:`parse`, libpq and psql read."""
        secret = f":{quote(self.password, safe='')}" if with_password and self.password else ""
        settings = {"sslmode": self.sslmode, "sslrootcert": self.sslrootcert, "application_name": self.application_name}
        standard = {"sslmode": "prefer", "sslrootcert": None, "application_name": "kept"}
        query = urlencode({key: value for key, value in settings.items() if value is not None and value != standard[key]})
        host = f"[{self.host}]" if ":" in self.host else quote(self.host, safe="")
        path = quote(self.database, safe="")
        return f"postgresql://{quote(self.user, safe='')}{secret}@{host}:{self.port}/{path}" + (f"?{query}" if query else "")

    def on(self, *, database: str | None = None, user: str | None = None, password: str | None = None, store: str | None = None) -> Address:
        """The same server, another database or another user (then with that user's password)."""
        changes: dict[str, Any] = {"database": database, "user": user, "password": password, "store": store}
        return replace(self, **{key: value for key, value in changes.items() if value is not None})


def _host_as_written(netloc: str) -> str:
    """The host with its capitals (``urlsplit(...).hostname`` lowers them, which breaks the folder of a socket)."""
    place = netloc.rpartition("@")[2]
    if place.startswith("["):
        return place[1:].partition("]")[0]
    return place.partition(":")[0]


def _unreadable(url: str, reason: str) -> KeptError:
    head, at, tail = url.rpartition("@")
    shown = f"{head.partition('://')[0]}://…@{tail}" if at else url
    return KeptError("KEPT-T012", url=shown, reason=reason)
