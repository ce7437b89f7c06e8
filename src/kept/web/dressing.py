"""What all pages that people enter have in common: language, look, headers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import django_htmx
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from jinja2 import Environment, StrictUndefined, pass_context
from jinja2.runtime import Context

from kept.errors import KeptError
from kept.promises import Words
from kept.statement import ORIGINS, OUTCOMES, Language, stylesheet
from kept.web.headers import POLICY

OWN: Final = ("/centre", "/tenant", "/console", "/staff", "/receipt")
COOKIE: Final = "kept_language"
YEAR_S: Final = 365 * 86400
LOCALES: Final[Mapping[str, str]] = {"zh": "zh-hans", "en": "en"}
STRICT: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'"
)
HERE: Final = Path(__file__).parent
FILES: Final[Mapping[str, tuple[Path, str]]] = {
    "kept.css": (HERE / "static" / "kept.css", "text/css; charset=utf-8"),
    "htmx.js": (Path(django_htmx.__file__).parent / "static/django_htmx/htmx-2.min.js", "text/javascript; charset=utf-8"),
}


def dressed(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: chooses the language, remembers the choice, and gives the people's pages the policy that they need and no more."""

    def answer(request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        request.kept_language = language
        with translation.override(LOCALES[language]):
            response = get_response(request)
        if request.GET.get("lang") in LOCALES:
            secure = request.is_secure()
            response.set_cookie(COOKIE, language, max_age=YEAR_S, samesite="Lax", httponly=True, secure=secure)
        if request.path.startswith(OWN):
            response[POLICY] = STRICT
            # Without its own address a browser's form says "null" as where it comes from, which is refused as forged.
            response["Referrer-Policy"] = "same-origin"
            response["Cache-Control"] = "no-store"
        return response

    return answer


def language_of(request: HttpRequest) -> Language:
    """As asked for, as chosen before, as the browser prefers; Chinese otherwise."""
    for said in (request.GET.get("lang"), request.COOKIES.get(COOKIE)):
        if said in LOCALES:
            return "en" if said == "en" else "zh"
    accepted = [part.split(";")[0].strip()[:2].lower() for part in request.headers.get("Accept-Language", "").split(",")]
    return "en" if next((name for name in accepted if name in LOCALES), "zh") == "en" else "zh"


def shown(request: HttpRequest, template: str, status: int = 200, **said: Any) -> HttpResponse:
    """A page; to htmx the part of it that changes is sent, where the template has one (``part``)."""
    return render(request, template, said, status=status)


def refused(request: HttpRequest, error: KeptError, back: str) -> HttpResponse:
    """What went wrong, in the person's words, and the way back."""
    language = language_of(request)
    faults = [(one.code, one.message(language), one.way_out(language)) for one in error.faults]
    return shown(request, "refused.html", 409, faults=faults, back=back)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from here, or from a page that is too old."""
    return shown(request, "forged.html", 403)


def file(request: HttpRequest, name: str) -> HttpResponse:
    """A stylesheet or script of ours; its address changes with its content, so that it may be kept for good."""
    if name not in FILES:
        raise Http404
    response = HttpResponse(_content(name), content_type=FILES[name][1])
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@cache
def _content(name: str) -> bytes:
    content = FILES[name][0].read_bytes()
    return f"{stylesheet('statement.css')}\n".encode() + content if name.endswith(".css") else content


@cache
def _address(name: str) -> str:
    return f"/static/{name}?{sha256(_content(name)).hexdigest()[:12]}"


def environment(**options: Any) -> Environment:
    """The templates' environment: ``say(zh, en)`` chooses the words, ``words``, ``instant`` and ``number`` write values."""
    found = Environment(**{**options, "undefined": StrictUndefined, "autoescape": True, "trim_blocks": True, "lstrip_blocks": True})  # noqa: S701
    found.globals |= {"say": _say, "speech": _speech, "file": _address, "outcomes": OUTCOMES, "origin_words": ORIGINS}
    found.filters |= {"words": _words, "instant": _instant, "number": lambda count: f"{count:,}"}
    return found


@pass_context
def _speech(context: Context) -> str:
    return language_of(context["request"])


@pass_context
def _say(context: Context, zh: str, en: str) -> str:
    return zh if language_of(context["request"]) == "zh" else en


@pass_context
def _words(context: Context, words: Words) -> str:
    return words.words(language_of(context["request"]))


def _instant(at: datetime | str) -> str:
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
