"""The WSGI application: Django, configured in code; without a database, unless there are rooms to enter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from kept.statement import STALE_AFTER

LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
MIDDLEWARE: Final = (
    "kept.web.headers.security",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
)

# Only our own failures are worth a line; that somebody asked for a page or a host that is not here is not.
LOGGING: Final = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.security.DisallowedHost": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}


def application(
    folders: Sequence[Path], hosts: Sequence[str] = (), stale_after: timedelta = STALE_AFTER, rooms: Mapping[str, Any] | None = None
) -> Callable[..., Any]:
    """The application that serves these published folders; of two that hold one label, the first. Once in a process.

    A proof older than ``stale_after`` no longer counts as current, and the pages say so. Without ``rooms`` there is no database,
    no session and nobody to sign in; with them, what ``kept.web.configured`` adds.
    """
    said: dict[str, Any] = {
        "DEBUG": False,
        "ALLOWED_HOSTS": [*LOOPBACK, *hosts],
        "ROOT_URLCONF": "kept.web.addresses",
        "MIDDLEWARE": list(MIDDLEWARE),
        "INSTALLED_APPS": [],
        "DATABASES": {},
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "SECURE_REFERRER_POLICY": "no-referrer",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "LOGGING": LOGGING,
        "KEPT_FOLDERS": tuple(folders),
        "KEPT_STALE_AFTER": stale_after,
    }
    if rooms is not None:
        from kept.web.configured import with_rooms

        said = with_rooms(said, rooms)
    settings.configure(**said)
    found: Callable[..., Any] = get_wsgi_application()
    if rooms is not None:
        from kept.web.accounts import make_tables

        make_tables()
    get_resolver().url_patterns  # noqa: B018 – imports the pages now, so that the first reader does not wait for them
    return found
