"""Small sites for the crawl, each on a port of its own: one that keeps what it declares, and the same with one fault each."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

GIF = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")
FORM = """<form method="post" action="/choice"><button name="choose" value="no">No</button>
<button name="choose" value="yes">Yes</button></form>"""


@dataclass(frozen=True)
class Faults:
    """What is wrong with a site; the honest one has none of it."""

    undeclared_cookie: bool = False
    tracker_before: bool = False
    cookie_survives: bool = False
    storage: bool = False
    sends_beacon: bool = False
    third_party: str = ""
    deaf_to_signals: bool = False


def _page(faults: Faults, chosen: str, path: str) -> str:
    parts = [FORM, '<a href="/about">About</a> <a href="/choice">Choice</a> <a href="http://elsewhere.example/">Elsewhere</a>']
    if chosen == "yes" or faults.tracker_before:
        parts.append('<img src="/count.gif" alt="">')
    if faults.storage and path == "/about":
        parts.append("<script>localStorage.setItem('followed', '1'); sessionStorage.setItem('now', '1');</script>")
    if faults.sends_beacon and path == "/about":
        parts.append("<script>navigator.sendBeacon('/told', 'x');</script>")
    if faults.third_party:
        parts.append(f'<img src="{faults.third_party}/seen.png" alt="">')
    return f"<!doctype html><title>Site</title>{''.join(parts)}"


@contextmanager
def site(faults: Faults) -> Iterator[str]:
    """Serve the site; its address under ``localhost``, so that another port's 127.0.0.1 is a third party."""

    class Handler(BaseHTTPRequestHandler):
        def _chosen(self) -> str:
            if not faults.deaf_to_signals and self.headers.get("Sec-GPC") == "1":
                return "no"
            said = SimpleCookie(self.headers.get("Cookie", "")).get("choice")
            return said.value if said else ""

        def _answer(self, status: int, body: bytes, sort: str, cookies: tuple[str, ...] = (), **headers: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", sort)
            self.send_header("Content-Length", str(len(body)))
            for cookie in cookies:
                self.send_header("Set-Cookie", cookie)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            chosen, objects = self._chosen(), self.headers.get("Sec-GPC") == "1" and not faults.deaf_to_signals
            if self.path == "/count.gif":
                return self._answer(200, GIF, "image/gif")
            if self.path == "/favicon.ico":
                return self._answer(404, b"", "image/x-icon")
            cookies = ["session=1"]
            cookies += ["interests=1"] if chosen == "yes" else ["interests=; Max-Age=0"] if objects else []
            cookies += ["extra=1"] if faults.undeclared_cookie else []
            return self._answer(200, _page(faults, chosen, self.path).encode(), "text/html", tuple(cookies))

        def do_POST(self) -> None:
            said = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            if self.path != "/choice":
                return self._answer(204, b"", "text/plain")
            yes = "choose=yes" in said
            gone = () if yes or faults.cookie_survives else ("interests=; Max-Age=0",)
            return self._answer(303, b"", "text/plain", (f"choice={'yes' if yes else 'no'}", *gone), Location="/choice")

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is logged."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
