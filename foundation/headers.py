"""What every answer carries and every request obeys: a strict content policy, no referrer, nothing cached, no body that is too long."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
    "form-action 'self'{forms}; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "geolocation=(self), camera=(), microphone=(), payment=(), interest-cohort=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class TooLong(Exception):
    """The body of a request went on beyond the limit."""


class Guarded:
    """An ASGI application behind these headers; ``forms_to`` are origins besides its own to which a form may lead (by redirect)."""

    def __init__(self, app: ASGIApp, longest: int, forms_to: tuple[str, ...] = ()) -> None:
        self._app, self._longest = app, longest
        self._policy = POLICY.format(forms="".join(f" {origin}" for origin in forms_to))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        taken = 0

        async def limited() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._longest:
                raise TooLong
            return message

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                headers["content-security-policy"] = self._policy
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
                message["headers"] = headers.raw
            await send(message)

        said = dict(scope["headers"]).get(b"content-length", b"0")
        if said.isdigit() and int(said) > self._longest:
            scope = {**scope, "state": {**scope.get("state", {}), "too_long": True}}
        await self._app(scope, limited, with_headers)
