"""Who is in: the session of a person or an administrator, whose cookie names the region and nothing about anybody."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from kept.subjects import EntryPage, Inside, enter, inside
from kept.subjects import leave as end
from kept.web.api.region import Region, now
from kept.web.dressing import shown

COOKIES: Final = {"centre": "kept_centre", "tenant": "kept_tenant"}


@dataclass(frozen=True)
class Visitor:
    """Whoever is in, and the one region in which that counts."""

    region: Region
    inside: Inside


def visited(request: HttpRequest, page: EntryPage, cluster: str, token: str) -> HttpResponse:
    """Open the door with a link. Wrong, used, too old, of another region: the same answer, and it does not say which."""
    region = settings.KEPT_ROOMS.regions.get(cluster)
    session = None
    if region is not None:
        with region.pool.connection() as connection:
            session = enter(connection, page, token, now(), os.urandom)
    if session is None:
        return shown(request, "closed.html", 410, page=page)
    response = HttpResponseRedirect(f"/{page}/")
    response.set_cookie(COOKIES[page], f"{cluster}.{session}", httponly=True, samesite="Lax", secure=settings.KEPT_SECURE, path=f"/{page}/")
    return response


def required(page: EntryPage) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """The view is for who is in; everybody else is told how to come in."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def checked(request: HttpRequest, **named: Any) -> HttpResponse:
            visitor = _visitor(request, page)
            if visitor is None:
                return shown(request, "closed.html", 401, page=page)
            return view(request, visitor, **named)

        return checked

    return decorate


def left(request: HttpRequest, page: EntryPage) -> HttpResponse:
    """End the session, if there is one."""
    cluster, _, session = request.COOKIES.get(COOKIES[page], "").partition(".")
    region = settings.KEPT_ROOMS.regions.get(cluster)
    if region is not None:
        with region.pool.connection() as connection:
            end(connection, session)
    response = shown(request, "left.html")
    response.delete_cookie(COOKIES[page], path=f"/{page}/", samesite="Lax")
    return response


def _visitor(request: HttpRequest, page: EntryPage) -> Visitor | None:
    cluster, _, session = request.COOKIES.get(COOKIES[page], "").partition(".")
    region = settings.KEPT_ROOMS.regions.get(cluster)
    if region is None:
        return None
    with region.pool.connection() as connection:
        found = inside(connection, page, session, now())
    return None if found is None else Visitor(region, found)
