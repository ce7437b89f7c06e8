"""The WSGI application of the API: Django without a database of its own, sessions or templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from kept.web.api.holding import Serving
from kept.web.api.region import regions_from
from kept.web.application import LOGGING, LOOPBACK


def application(told: Mapping[str, Any], hosts: Sequence[str] = ()) -> Callable[..., Any]:
    """The application that serves these regions. Once in a process."""
    settings.configure(
        DEBUG=False,
        ALLOWED_HOSTS=[*LOOPBACK, *hosts],
        ROOT_URLCONF="kept.web.api.addresses",
        MIDDLEWARE=["kept.web.headers.security"],
        INSTALLED_APPS=[],
        DATABASES={},
        USE_TZ=True,
        TIME_ZONE="UTC",
        LOGGING=LOGGING,
        DATA_UPLOAD_MAX_MEMORY_SIZE=4_000_000,
        KEPT_SERVING=Serving(regions_from(told), told.get("pages", "")),
    )
    found: Callable[..., Any] = get_wsgi_application()
    get_resolver().url_patterns  # noqa: B018 – imports the operations now, so that the first caller does not wait for them
    return found
