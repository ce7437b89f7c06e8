"""A browser as far as tests need one: cookies for each host, redirects followed, forms filled in and sent as a person would."""

from __future__ import annotations

import http.client
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

MOST_REDIRECTS = 10


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    ticks: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.words: list[str] = []
        self.links: list[str] = []
        self._inside: list[str] = []
        self._select: str | None = None
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(said.get("action", ""), said.get("method", "get")))
            self._inside.append("form")
        elif tag == "a" and "href" in said:
            self.links.append(said["href"])
        elif not self._inside or not self.forms:
            return
        elif tag == "input":
            if said.get("type") in ("checkbox", "radio"):
                self.forms[-1].ticks[said["name"]] = said.get("value", "on")
                if any(name == "checked" for name, _ in attrs):
                    self.forms[-1].fields[said["name"]] = said.get("value", "on")
            elif "name" in said and said.get("type") != "file":
                self.forms[-1].fields[said["name"]] = said.get("value", "")
        elif tag == "button" and "name" in said:
            self.forms[-1].ticks[said["name"]] = said.get("value", "")
        elif tag == "select":
            self._select = said["name"]
        elif tag == "option" and self._select is not None:
            if self._select not in self.forms[-1].fields or any(name == "selected" for name, _ in attrs):
                self.forms[-1].fields[self._select] = said.get("value", "")
        elif tag == "textarea":
            self._area = said["name"]
            self.forms[-1].fields[self._area] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._inside:
            self._inside.pop()
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.forms[-1].fields[self._area] += data
        self.words.append(data)


@dataclass
class Page:
    """What came back: where it is, its status, its text as people read it, its forms."""

    url: str
    status: int
    headers: Mapping[str, str]
    html: str
    text: str
    forms: list[Form]
    links: list[str]

    def form(self, action: str) -> Form:
        """The form that is posted to this path."""
        found = [form for form in self.forms if urlsplit(form.action).path == action and form.method == "post"]
        assert found, f"no form to {action} on {self.url} ({self.status}): {[form.action for form in self.forms]}\n{self.text[:600]}"
        return found[0]


class Browser:
    """One person's browser; every host is on this machine at one port."""

    def __init__(self, port: int, language: str = "en") -> None:
        self.port, self.language = port, language
        self.cookies: dict[str, dict[str, str]] = {}
        self.page: Page | None = None

    def get(self, url: str) -> Page:
        return self._ask("GET", url, None, {})

    def send(self, action: str, files: Mapping[str, tuple[str, bytes]] | None = None, **typed: str) -> Page:
        """Fill in the form of the page that goes to ``action``, and send it. ``typed`` values of None untick."""
        assert self.page is not None
        form = self.page.form(action)
        return self.post(urljoin(self.page.url, form.action), {**form.fields, **typed}, files)

    def post(self, url: str, fields: Mapping[str, str], files: Mapping[str, tuple[str, bytes]] | None = None) -> Page:
        if files is None:
            return self._ask("POST", url, urlencode(fields).encode(), {"content-type": "application/x-www-form-urlencoded"})
        mark = uuid.uuid4().hex
        parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]
        for name, (file, content) in files.items():
            said = f'Content-Disposition: form-data; name="{name}"; filename="{file}"'
            head = f"--{mark}\r\n{said}\r\nContent-Type: application/octet-stream\r\n\r\n"
            parts.append(head.encode() + content + b"\r\n")
        body = b"".join(parts) + f"--{mark}--\r\n".encode()
        return self._ask("POST", url, body, {"content-type": f"multipart/form-data; boundary={mark}"})

    def _ask(self, method: str, url: str, body: bytes | None, headers: dict[str, str]) -> Page:
        for _ in range(MOST_REDIRECTS):
            status, found, text = self.bare(method, url, body, headers)
            if status not in (302, 303, 307):
                break
            url, method, body, headers = urljoin(url, found["location"]), "GET", None, {}
        reader = _Reader()
        reader.feed(text)
        self.page = Page(url, status, found, text, " ".join(" ".join(reader.words).split()), reader.forms, reader.links)
        return self.page

    def bare(
        self, method: str, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, dict[str, str], str]:
        """One request and its answer, no redirect followed."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        jar = self.cookies.setdefault(host, {})
        said: dict[str, Any] = {"host": f"{host}:{self.port}", "accept-language": self.language, **(headers or {})}
        if jar:
            said["cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, said)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    self._remember(jar, value)
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text
        finally:
            connection.close()

    def _remember(self, jar: dict[str, str], header: str) -> None:
        for name, morsel in SimpleCookie(header).items():
            if morsel["max-age"] == "0":
                jar.pop(name, None)
            else:
                jar[name] = morsel.value
