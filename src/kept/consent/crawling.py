"""A real Chromium goes through a site as somebody who has not chosen yet, who says yes, who says no, who takes the yes back, and whose
browser objects; everything that the site leaves in it or makes it ask for is noted, by name and never by value.

Playwright is the extra ``crawl``; it is imported here and nowhere else, when a crawl begins.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urldefrag, urljoin, urlsplit

from kept.consent.browser_register import BrowserRegister, Left
from kept.consent.crawl_findings import Met, Stage, Visit
from kept.errors import KeptError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Request, Response

PROGRAMS: Final = ("chromium", "chromium-browser", "google-chrome")
QUIET: Final = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-quic")
WAIT_MS: Final = 15_000
MOST_PAGES: Final = 30
ENTRIES: Final = """async () => {
  const named = (area, kind) => Object.keys(area).map((key) => kind + ":" + key);
  const databases = indexedDB.databases ? await indexedDB.databases() : [];
  return [...named(localStorage, "local"), ...named(sessionStorage, "session"), ...databases.map((one) => "indexed:" + one.name)];
}"""
LINKS: Final = "() => [...document.querySelectorAll('a[href]')].map((link) => link.href)"
WISH: Final = "Object.defineProperty(navigator, 'globalPrivacyControl', {value: true, configurable: true});"
SMALL_BYTES: Final = 2_000
Step = Callable[[str, int, int], None]


def crawl(url: str, register: BrowserRegister, step: Step = lambda what, done, of: None, most_pages: int = MOST_PAGES) -> Visit:
    """Visit a site at every stage of a choice. Raises KEPT-C049 without Playwright or Chromium, KEPT-C066 for an address that does not
    answer, KEPT-C067 where a button that the list names is not there."""
    with _chromium() as browser:
        return _Crawl(browser, url, register, step, most_pages).visit()


@contextmanager
def _chromium() -> Iterator[Browser]:
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise KeptError("KEPT-C049") from error
    if program is None:
        raise KeptError("KEPT-C049")
    with sync_playwright() as playwright:
        # Chromium's own sandbox cannot be had by root, as whom containers usually run.
        sandbox = () if os.geteuid() != 0 else ("--no-sandbox",)
        browser = playwright.chromium.launch(executable_path=program, args=[*QUIET, *sandbox])
        try:
            yield browser
        finally:
            browser.close()


class _Crawl:
    """One visit: ``met`` grows as pages are opened."""

    def __init__(self, browser: Browser, url: str, register: BrowserRegister, step: Step, most_pages: int) -> None:
        self.browser, self.url, self.register, self.step, self.most = browser, url, register, step, most_pages
        self.host = urlsplit(url).hostname or ""
        self.met: set[Met] = set()
        self.stage: Stage = "before"
        self.at = "/"
        self.noting = False
        self.pages: list[str] = []
        self.waiting: list[Response] = []

    def visit(self) -> Visit:
        with self._somebody() as somebody:
            self.pages = self._read(somebody, "before", follow=True)
        with self._somebody() as somebody:
            self._choose(somebody, "accept")
            self._read(somebody, "accepted")
            self._choose(somebody, "withdraw")
            self._read(somebody, "withdrawn")
        with self._somebody() as somebody:
            self._choose(somebody, "refuse")
            self._read(somebody, "refused")
        stages: list[Stage] = ["before", "accepted", "withdrawn", "refused"]
        if self.register.honours:
            for earlier_yes in (False, True):
                with self._somebody() as somebody:
                    if earlier_yes:
                        self._choose(somebody, "accept")
                    somebody.context.set_extra_http_headers(dict.fromkeys(self.register.honours, "1"))
                    somebody.context.add_init_script(WISH)
                    if earlier_yes:
                        self._open(somebody, self.url)  # the answer to the first request with the signal takes away what the yes had left
                    self._read(somebody, "objecting")
            stages.append("objecting")
        return Visit(self.url, self.pages, frozenset(self.met), tuple(stages))

    @contextmanager
    def _somebody(self) -> Iterator[Page]:
        """A browser that knows nothing. What it asks for is noted only while pages are read, not while a button is looked for."""
        context: BrowserContext = self.browser.new_context(service_workers="block")
        self.noting = False
        context.set_default_timeout(WAIT_MS)
        context.on("request", self._asked)
        context.on("response", self._answered)
        try:
            yield context.new_page()
        finally:
            context.close()

    def _read(self, page: Page, stage: Stage, *, follow: bool = False) -> list[str]:
        """Open the site's pages; with ``follow`` those that its links lead to, else those already known."""
        self.stage, self.noting = stage, True
        waiting = [self.url] if follow else [urljoin(self.url, path) for path in self.pages]
        opened: list[str] = []
        while waiting and len(opened) < self.most:
            address = waiting.pop(0)
            path = _path(address)
            if path in opened:
                continue
            self.at = path
            self._open(page, address)
            self._pictures()
            opened.append(path)
            self.step(stage, len(opened), min(self.most, len(opened) + len(waiting)))
            for name in page.evaluate(ENTRIES):
                self._note("storage", name)
            for cookie in page.context.cookies():
                self._note("cookie", cookie.get("name", ""))
            if follow and urlsplit(page.url).hostname == self.host:
                waiting += [link for link in page.evaluate(LINKS) if self._ours(link)]
        self.noting = False
        return opened

    def _open(self, page: Page, address: str) -> None:
        from playwright.sync_api import Error

        try:
            # Beacons often go a moment after the page: while pages are read, each is left alone until it has fallen silent.
            page.goto(address, wait_until="networkidle" if self.noting else "load")
        except Error as error:
            raise KeptError("KEPT-C066", url=address, reason=error.message.splitlines()[0]) from error

    def _choose(self, page: Page, what: str) -> None:
        """Press the button by which a person chooses: on the page that asks, or on the one that the site links to."""
        from playwright.sync_api import Error

        selector = self.register.buttons[what]
        choices = urljoin(self.url, self.register.choices)
        self._open(page, choices if what == "withdraw" else self.url)
        button = page.locator(selector).first
        if not button.count():
            self._open(page, choices)
        try:
            button.click()
            page.wait_for_load_state("load")
        except Error as error:
            raise KeptError("KEPT-C067", what=what, selector=selector, page=_path(page.url)) from error

    def _ours(self, link: str) -> bool:
        said = urlsplit(link)
        return said.scheme in ("http", "https") and said.netloc == urlsplit(self.url).netloc

    def _note(self, what: Left, name: str) -> None:
        self.met.add(Met(what, name, self.stage, self.at))

    def _asked(self, request: Request) -> None:
        if not self.noting:
            return
        said = urlsplit(request.url)
        if said.scheme not in ("http", "https", "ws", "wss"):
            return
        if said.hostname != self.host:
            self._note("request", said.hostname or "")
        elif request.resource_type == "ping":
            self._note("beacon", said.path)

    def _answered(self, response: Response) -> None:
        if self.noting and response.request.resource_type == "image" and urlsplit(response.url).hostname == self.host:
            self.waiting.append(response)

    def _pictures(self) -> None:
        """A picture that nobody can see is a beacon."""
        for response in self.waiting:
            if response.status == 204 or _one_pixel(_body(response)):
                self._note("beacon", urlsplit(response.url).path)
        self.waiting.clear()


def _path(address: str) -> str:
    said = urlsplit(urldefrag(address)[0])
    return (said.path or "/") + (f"?{said.query}" if said.query else "")


def _body(response: Any) -> bytes:
    from playwright.sync_api import Error

    try:
        body: bytes = response.body()
    except Error:  # the page was left before its picture had come
        return b""
    return body


def _one_pixel(body: bytes) -> bool:
    """Whether a picture is at most one pixel wide and high."""
    if not body or len(body) > SMALL_BYTES:
        return False
    if body[:4] == b"GIF8":
        return max(int.from_bytes(body[6:8], "little"), int.from_bytes(body[8:10], "little")) <= 1
    if body[:8] == b"\x89PNG\r\n\x1a\n":
        return max(int.from_bytes(body[16:20], "big"), int.from_bytes(body[20:24], "big")) <= 1
    return all(re.search(rb"<svg[^>]*\s%s=[\"'][01](px)?[\"']" % side, body) for side in (b"width", b"height"))
