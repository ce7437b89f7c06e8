"""The centre: what a person agreed to, each matter with its switch, the receipts, and the statement that all of it stands on."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from kept.consent import Giving, Withdrawing, agreements, give, own_receipt, receipts_listed, withdraw
from kept.errors import KeptError
from kept.web.api.region import now
from kept.web.dressing import language_of, refused, shown
from kept.web.entering import Visitor, left, required, visited
from kept.web.proofs import summary

CHANNEL: Final = "centre"
SECTIONS: Final = (
    "functions",
    "purposes",
    "permissions",
    "recipients",
    "affiliates",
    "sdks",
    "consents",
    "items",
    "cookies",
    "storage",
    "transfer",
)


def enter(request: HttpRequest, cluster: str, token: str) -> HttpResponse:
    """The link from the application: opens once, then the person is in."""
    return visited(request, "centre", cluster, token)


@required("centre")
def home(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What I agreed to first, then everything that I may agree to, section by section."""
    region = visitor.region
    with region.pool.connection() as connection:
        standing = {one.matter: one for one in agreements(connection, region.said.asked, visitor.inside.subject_id).standing}
    language = language_of(request)
    offered = [one for one in region.said.asked.matters.values() if one.none is None]
    known = {one.name for one in offered}
    agreed = [one for one in offered if one.name in standing]
    others = [(section, rows) for section in SECTIONS if (rows := [m for m in offered if m.section == section and m.name not in standing])]
    return shown(
        request,
        "centre/home.html",
        region=region,
        standing=standing,
        agreed=agreed,
        former=[one for name, one in standing.items() if name not in known],
        others=others,
        statement=region.said.statement,
        proof=summary(region.label),
        language=language,
    )


@required("centre")
def matter(request: HttpRequest, visitor: Visitor, name: str) -> HttpResponse:
    """One matter: exactly the words of the prompt, and one switch. The same page, the same number of clicks, for either direction."""
    try:
        if request.method == "POST":
            return _acted(request, visitor, name)
        return shown(request, "centre/matter.html", **_matter(request, visitor, name))
    except KeptError as error:
        return refused(request, error, "/centre/")


def _matter(request: HttpRequest, visitor: Visitor, name: str) -> Mapping[str, Any]:
    region = visitor.region
    with region.pool.connection() as connection:
        found = agreements(connection, region.said.asked, visitor.inside.subject_id)
    standing = next((one for one in found.standing if one.matter == name), None)
    known = region.said.asked.matters.get(name)
    offered = known is not None and known.none is None
    if not offered and standing is None:
        raise Http404
    prompt = region.said.asked.prompt(name, language_of(request)) if offered else None
    former = [one for one in reversed(found.history) if one.matter == name]
    return {
        "name": name,
        "prompt": prompt,
        "title": prompt.title if prompt else name,
        "standing": standing,
        "history": former,
        "key": secrets.token_urlsafe(24),
        "language": language_of(request),
    }


def _acted(request: HttpRequest, visitor: Visitor, name: str) -> HttpResponse:
    """One act on one matter; the form carries the hash of the words that it showed and a key of its own, so that twice is once."""
    region, said = visitor.region, request.POST
    subject, key = visitor.inside.subject_id, said.get("key", "")
    with region.pool.connection() as connection:
        if said.get("act") == "withdraw":
            withdraw(connection, region.said.asked, region.signer, Withdrawing(subject, name, key, CHANNEL), now(), os.urandom)
        else:
            act = Giving(subject, name, said.get("language", ""), said.get("sha256", ""), key, CHANNEL)
            give(connection, region.said.asked, region.signer, act, now(), os.urandom)
    if request.htmx:
        return shown(request, "centre/matter.html", **_matter(request, visitor, name))
    return HttpResponseRedirect(f"/centre/matter/{name}/")


@required("centre")
def receipts(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """My receipts, the newest first."""
    region = visitor.region
    with region.pool.connection() as connection:
        found = receipts_listed(connection, region.said.asked, visitor.inside.subject_id)
    return shown(request, "centre/receipts.html", receipts=found)


@required("centre")
def receipt(request: HttpRequest, visitor: Visitor, receipt_id: UUID) -> HttpResponse:
    """One of my receipts as a file."""
    with visitor.region.pool.connection() as connection:
        text = own_receipt(connection, visitor.inside.subject_id, receipt_id)
    if text is None:
        raise Http404
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="receipt-{receipt_id}.json"'
    return response


def leave(request: HttpRequest) -> HttpResponse:
    """Out; the session is gone on both sides."""
    return left(request, "centre")
