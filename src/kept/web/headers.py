"""Headers that every answer carries, beside those of Django's own middleware."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

NOTHING: Final = "default-src 'none'; base-uri 'none'; form-action 'none'"
POLICY: Final = "Content-Security-Policy"


def security(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a page's own policy stands, everything else may load nothing; nothing may be framed or sniffed."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 304:  # its headers would replace those of the page that the browser kept
            return response
        response[POLICY] = f"{response.get(POLICY, NOTHING)}; frame-ancestors 'none'"
        response["X-Frame-Options"] = "DENY"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), interest-cohort=()"
        return response

    return answer
