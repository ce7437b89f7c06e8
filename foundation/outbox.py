"""The demonstration's outbox: a real SMTP server and an SMS gateway on this machine, and a page that shows what they were given.

Nothing leaves the machine. What came in is held in memory only, the newest first, and is gone when the program ends.
"""

from __future__ import annotations

import asyncio
import html
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Final
from urllib.parse import unquote

from aiosmtpd.smtp import SMTP
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

MOST: Final = 2_000
LONGEST_WAIT_S: Final = 30.0
PAGE: Final = """<!doctype html><html lang="{language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>body{{font:16px/1.6 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1d2733}}
article{{border:1px solid #d5dde5;border-radius:8px;padding:1rem;margin:1rem 0;position:relative}}
pre{{white-space:pre-wrap;font:inherit;margin:.5rem 0 0}}small{{color:#5a6b7b}}</style><h1>{title}</h1><p>{about}</p>{entries}</html>"""
TITLE: Final = {"zh": "发件箱", "en": "Outbox"}
ABOUT: Final = {
    "zh": "演示中发出的邮件和短信都到这里为止，没有一封离开这台机器。",
    "en": "Mail and SMS that the demonstration sends end here; nothing leaves this machine.",
}


@dataclass(frozen=True)
class Delivered:
    """One message as the server got it: by mail or SMS, to whom, its subject, its text, and for mail the message itself."""

    channel: str
    to: str
    subject: str
    text: str
    at: datetime
    message: EmailMessage | None = None


class Outbox:
    """What arrived, newest first. ``refusing`` makes both servers turn everything away, as a broken one would."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now
        self._lock = threading.Condition()
        self.given: list[dict[str, Any]] = []
        self._messages: deque[Delivered] = deque(maxlen=MOST)
        self.refusing = False

    def messages(self) -> list[Delivered]:
        with self._lock:
            return list(self._messages)

    def arrived(self, to: str, subject: str, within_s: float) -> bool:
        """Wait until a message with this subject has arrived for an address; false if none did within these seconds."""
        with self._lock:
            return self._lock.wait_for(lambda: any(one.to == to and one.subject == subject for one in self._messages), within_s)

    def take_mail(self, to: str, content: bytes) -> None:
        message = message_from_bytes(content, policy=policy.default)
        body = message.get_body(("plain",))
        text = body.get_content() if body is not None else ""
        self._take(Delivered("mail", to, str(message["Subject"] or ""), text, self._now(), message))

    def take_sms(self, to: str, text: str) -> None:
        self._take(Delivered("sms", to, "", text, self._now()))

    def _take(self, message: Delivered) -> None:
        with self._lock:
            self._messages.appendleft(message)
            self._lock.notify_all()

    # The names that aiosmtpd calls.
    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.refusing:
            return "451 try again later"
        for to in envelope.rcpt_tos:
            self.take_mail(to, envelope.content)
        return "250 taken"


def page(outbox: Outbox) -> Starlette:
    """The outbox as a page (``/``), as JSON (``/messages``; whole with ``?to=``), and as the gateway that takes SMS (``/sms``).

    ``/arrived?to=…&subject=…`` waits for a message; ``/given`` is all that the gateway was given.
    """

    async def shown(request: Request) -> Response:
        language = "en" if request.query_params.get("language") == "en" else "zh"
        entries = "".join(
            f"<article><small>{each.channel.upper()} · {each.at:%H:%M:%S} · {html.escape(each.to)}</small>"
            f"<br><strong>{html.escape(each.subject)}</strong><pre>{html.escape(each.text)}</pre></article>"
            for each in outbox.messages()
        )
        return HTMLResponse(PAGE.format(language=language, title=TITLE[language], about=ABOUT[language], entries=entries))

    async def listed(request: Request) -> Response:
        to = request.query_params.get("to")
        return JSONResponse([_listed(each, whole=to is not None) for each in outbox.messages() if to in (None, each.to)])

    async def awaited(request: Request) -> Response:
        asked = request.query_params
        within = min(float(asked.get("within", "10")), LONGEST_WAIT_S)
        return JSONResponse(await run_in_threadpool(outbox.arrived, asked.get("to", ""), asked.get("subject", ""), within))

    async def given(request: Request) -> Response:
        return JSONResponse(outbox.given)

    async def sms(request: Request) -> Response:
        if outbox.refusing:
            return JSONResponse({"taken": False}, 503)
        said = await request.json()
        outbox.given.append(said)
        outbox.take_sms(str(said["mobile"]), unquote(request.headers.get("x-message-text", "")))
        return JSONResponse({"taken": True})

    routes = [Route("/", shown), Route("/messages", listed), Route("/arrived", awaited), Route("/given", given)]
    return Starlette(routes=[*routes, Route("/sms", sms, methods=["POST"])])


def _listed(each: Delivered, *, whole: bool) -> dict[str, Any]:
    """A message as programs read it; ``whole`` gives a mail's HTML and headers too."""
    found: dict[str, Any] = {"channel": each.channel, "to": each.to, "subject": each.subject, "text": each.text}
    if whole and each.message is not None:
        page = each.message.get_body(("html",))
        found |= {
            "html": page.get_content() if page is not None else "",
            "headers": {name: str(said) for name, said in each.message.items()},
        }
    return found


async def smtp_server(outbox: Outbox, host: str, port: int) -> asyncio.Server:
    """The SMTP server, listening; port 0 takes a free one."""

    def factory() -> SMTP:
        return SMTP(outbox, enable_SMTPUTF8=True, hostname="outbox.localhost")

    return await asyncio.get_running_loop().create_server(factory, host, port)
