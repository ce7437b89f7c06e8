"""The browser of planted people, for tests: an error of the service is a page to look at, and what is typed is said by name."""

from __future__ import annotations

from collections.abc import Mapping

from services.neocrm.acting import browsing
from services.neocrm.acting.browsing import Files, Form, Page

__all__ = ["Browser", "Form", "Page"]


class Browser:
    """One person's browser; every host is on this machine at one port."""

    def __init__(self, port: int, language: str = "en") -> None:
        self._browser = browsing.Browser(port, language, patient=True)

    @property
    def page(self) -> Page:
        return self._browser.page

    @page.setter
    def page(self, shown: Page) -> None:
        self._browser.page = shown

    @property
    def cookies(self) -> dict[str, dict[str, str]]:
        return self._browser.cookies

    def get(self, url: str) -> Page:
        return self._browser.get(url)

    def send(self, action: str, files: Files | None = None, **typed: str) -> Page:
        """Fill in the form of the page that goes to ``action``, and send it."""
        return self._browser.send(action, typed, files=files)

    def post(self, url: str, fields: Mapping[str, str], files: Files | None = None) -> Page:
        return self._browser.post(url, fields, files)

    def bare(
        self, method: str, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, dict[str, str], str]:
        """One request and its answer, no redirect followed."""
        return self._browser.bare(method, url, body, headers)
