"""From an address to its page: who may see it, what protects its forms, and what people read when something goes wrong."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy.exc import DBAPIError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from foundation.forms import is_ours, new_seed
from foundation.headers import TooLong
from foundation.languages import LANGUAGES, language_of
from services.neocrm.app import reminding, sessions, switches
from services.neocrm.app.configuration import Place
from services.neocrm.app.exchange import FORM_COOKIE, LANGUAGE_COOKIE, LASTING, SESSION_COOKIE, Exchange, Handler, Parts, Upload

LOG: Final = logging.getLogger("neocrm")
MOST_FIELDS: Final = 60
MOST_FILES: Final = 2
Who = Literal["anybody", "member", "administrator"]


@dataclass(frozen=True)
class Page:
    """A path, its handlers by method, who may ask for it, and on which kind of host."""

    path: str
    get: Handler | None = None
    post: Handler | None = None
    who: Who = "member"
    place: Place = "business"
    open_to_others: bool = False

    def handler(self, method: str) -> Handler | None:
        return {"GET": self.get, "HEAD": self.get, "POST": self.post}.get(method)


def answering(parts: Parts, pages: Iterable[Page]) -> Callable[[Request], object]:
    """The one endpoint: finds the page by host and path and answers; its work is done in a thread, never in the event loop."""
    known = {(page.place, page.path): page for page in pages}

    async def endpoint(request: Request) -> Response:
        too_long = bool(request.scope.get("state", {}).get("too_long"))
        form: dict[str, str] = {}
        files: dict[str, Upload] = {}
        if request.method == "POST" and not too_long:
            try:
                async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS) as parsed:
                    for name, value in parsed.multi_items():
                        if isinstance(value, UploadFile):
                            files[name] = Upload(value.filename or "", await value.read())
                        else:
                            form[name] = value
            except TooLong:
                too_long = True
            except (HTTPException, ValueError):
                form = {}
        return await run_in_threadpool(_answer, parts, known, request, form, files, too_long)

    return endpoint


def _answer(
    parts: Parts,
    known: dict[tuple[Place, str], Page],
    request: Request,
    form: dict[str, str],
    files: dict[str, Upload],
    too_long: bool,
) -> Response:
    found = parts.configuration.at(request.headers.get("host", ""))
    if found is None:
        return _stranger(parts, request)
    place, clusters = found
    x = Exchange(
        parts=parts,
        method=request.method,
        path=request.url.path,
        host=request.headers["host"],
        ip=request.client.host if request.client else "",
        agent=request.headers.get("user-agent", "")[:300],
        query=dict(request.query_params),
        form=form,
        files=files,
        clusters=clusters,
        signing_in=place == "login",
        on_site=place == "site",
        language=language_of(
            request.query_params.get("language"), request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language", "")
        ),
        seed=request.cookies.get(FORM_COOKIE) or "",
        sent=request.cookies,
        objects="1" in (request.headers.get("sec-gpc"), request.headers.get("dnt")),
    )
    if request.query_params.get("language") in LANGUAGES:
        x.set(LANGUAGE_COOKIE, x.language)
    ours = x.seed
    if not x.seed:
        x.seed = new_seed(parts.random)
        x.set(FORM_COOKIE, x.seed)
    page = known.get((place, x.path))
    try:
        response = x.message("too_long", 413) if too_long else _checked(x, page, request, ours)
    except DBAPIError as error:
        LOG.warning("%s %s: %s", x.method, x.path, type(error.orig).__name__)
        response = x.message("database_down", 503)
    except parts.keeping.sdk.Stale:
        response = x.message("stale", 503)
    except parts.keeping.sdk.Refused as refused:
        response = _refused(x, refused)
    except parts.keeping.sdk.KeptError as error:
        LOG.warning("%s %s: %s", x.method, x.path, type(error).__name__)
        response = x.message("kept_down", 503)
    for name, value in x.cookies.items():
        _set(response, name, value, secure=parts.configuration.scheme == "https")
    return response


def _stranger(parts: Parts, request: Request) -> Response:
    """A host in no table of the statement may be a company's own deployment: its people are told whom to ask."""
    asked = (request.query_params.get("language"), request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language", ""))
    return Response(parts.texts.say("stranger.text", language_of(*asked)), 421, media_type="text/plain; charset=utf-8")


def _checked(x: Exchange, page: Page | None, request: Request, seed: str) -> Response:
    """The page's answer, once host, method, form and person are as they must be."""
    if page is None:
        return x.message("not_found", 404)
    handler = page.handler(x.method)
    if handler is None:
        return x.message("not_found", 405)
    cookie = request.cookies.get(SESSION_COOKIE)
    before = None
    if not x.signing_in and not x.on_site:
        x.who, before = sessions.find(x.parts, x.cluster, cookie)
    if x.method == "POST" and not page.open_to_others and not _same_origin(x, request, seed):
        return x.page("message.html", 400, title=x.say("form_expired.title"), text=x.say("form_expired.text"))
    if page.who != "anybody" and x.who is None:
        if x.method == "POST" and before is not None:
            sessions.keep_draft(x.parts, x.cluster, before, x.path, x.form)
            return x.go("/sign-in", kept="1")
        return x.go("/sign-in")
    if page.who == "administrator" and not x.me.administers:
        return x.message("administrators_only", 403)
    if x.who is not None:
        x.off = switches.switched_off(x)
        if switches.belongs_to(x.path) in x.off:
            return x.message("apps.off", 403)
        if not reminding.look(x):
            return x.go(reminding.STATEMENT)
    if x.query.get("draft") and x.who is not None and x.method == "GET":
        x.typed = sessions.take_draft(x)
    elif x.method == "POST":
        x.typed = x.form
    response = handler(x)
    reminding.told(x, response)
    return response


def _refused(x: Exchange, refused: Exception) -> Response:
    """What was not allowed, and why, in Kept's own words."""
    answer = getattr(refused, "answer", None)
    reasons = tuple(answer.reasons(x.language)) if answer is not None else ()
    return x.page("message.html", 403, title=x.say("refused.title"), text=x.say("refused.text"), reasons=reasons)


def _same_origin(x: Exchange, request: Request, seed: str) -> bool:
    origin = request.headers.get("origin")
    if origin not in (None, "null", f"{x.configuration.scheme}://{x.host}"):
        return False
    return is_ours(x.configuration.secret, seed, x.form.get("token"))


def _set(response: Response, name: str, value: str | None, *, secure: bool) -> None:
    if value is None:
        response.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=secure)
    else:
        response.set_cookie(name, value, max_age=LASTING.get(name), path="/", httponly=True, samesite="lax", secure=secure)
