"""A map provider on this machine: gives the place in words for a point, and remembers what it was asked."""

from __future__ import annotations

from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


class Maps:
    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.refusing = False

    def page(self) -> Starlette:
        async def place(request: Request) -> Response:
            if self.refusing:
                return JSONResponse({}, 503)
            self.asked.append(await request.json())
            return JSONResponse({"address": "Specimen Road, near the point"})

        async def asked(request: Request) -> Response:
            return JSONResponse(self.asked)

        return Starlette(routes=[Route("/place", place, methods=["POST"]), Route("/asked", asked)])
