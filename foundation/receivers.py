"""A recipient on this machine: takes what it is given and shows it again, as a second source beside the sender's own log."""

from __future__ import annotations

from typing import Any, Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

MOST: Final = 500


class Receiver:
    """``received`` holds what came, the oldest first; ``refusing`` makes it turn everything away, as a broken one would."""

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.refusing = False

    def page(self) -> Starlette:
        """``POST /<anything>`` takes JSON; ``GET /received`` lists it."""

        async def listed(request: Request) -> Response:
            return JSONResponse(self.received)

        async def take(request: Request) -> Response:
            if self.refusing:
                return JSONResponse({"taken": False}, 503)
            self.received.append({"path": request.url.path, "said": await request.json()})
            del self.received[:-MOST]
            return JSONResponse({"taken": True})

        return Starlette(routes=[Route("/received", listed), Route("/{path:path}", take, methods=["POST"])])
