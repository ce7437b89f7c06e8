"""A browser as far as planted people need one: cookies for each host, redirects followed, forms read from the page and filled in."""

from __future__ import annotations

import http.client
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Any, Final
from urllib.parse import urlencode, urljoin, urlsplit

from kept.promises import NotDone, Words

MOST_REDIRECTS: Final = 10
WAIT_S: Final = 30.0
Files = Mapping[str, tuple[str, bytes]]


@dataclass
class Form:
    """A form of a page: what it sends by itself (``fields``), and what a person could tick or press besides (``ticks``)."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    ticks: dict[str, str] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    """Reads forms, links and words; ``asked`` are the fields that a person sees, with their type."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.words: list[str] = []
        self.links: list[str] = []
        self.images: list[str] = []
        self._inside = False
        self._select: str | None = None
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(said.get("action", ""), said.get("method", "get").lower()))
            self._inside = True
        elif tag == "a" and "href" in said:
            self.links.append(said["href"])
        elif tag == "img" and "src" in said:
            self.images.append(said["src"])
        elif self._inside:
            self._in_form(tag, said)

    def _in_form(self, tag: str, said: Mapping[str, str]) -> None:
        form, name = self.forms[-1], said.get("name", "")
        if tag == "input" and name:
            kind = said.get("type", "text")
            if kind in ("checkbox", "radio"):
                form.ticks[name] = said.get("value", "on")
                if "checked" in said:
                    form.fields[name] = said.get("value", "on")
            elif kind != "file":
                form.fields[name] = said.get("value", "")
            if kind != "hidden":
                form.asked[name] = kind
        elif tag == "button" and name:
            form.ticks[name] = said.get("value", "")
        elif tag == "select":
            self._select = name
            form.asked[name] = "select"
        elif tag == "option" and self._select is not None and (self._select not in form.fields or "selected" in said):
            form.fields[self._select] = said.get("value", "")
        elif tag == "textarea":
            self._area = name
            form.fields[name] = ""
            form.asked[name] = "textarea"
        if "required" in said and name:
            form.required.add(name)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.forms[-1].fields[self._area] += data
        self.words.append(data)


@dataclass(frozen=True)
class Page:
    """What came back: where it is, its status, its text as people read it, its forms."""

    url: str
    status: int
    headers: Mapping[str, str]
    html: str
    text: str
    forms: list[Form]
    links: list[str]
    images: list[str]

    def form(self, action: str, **holding: str) -> Form:
        """The form that is posted to this path (and sends these values by itself). Raises NotDone where the page has none."""
        for form in self._forms(action, holding):
            return form
        where = f"{urlsplit(self.url).path} ({self.status})"
        raise NotDone(Words(f"页面 {where} 上没有通往 {action} 的表单。", f"The page {where} has no form that goes to {action}."))

    def has_form(self, action: str, **holding: str) -> bool:
        """Whether the page has a form that is posted to this path (and sends these values by itself)."""
        return any(True for _ in self._forms(action, holding))

    def _forms(self, action: str, holding: Mapping[str, str]) -> Iterator[Form]:
        mine = (form for form in self.forms if urlsplit(form.action).path == action and form.method == "post")
        return (form for form in mine if all(form.fields.get(name) == value for name, value in holding.items()))


class Browser:
    """One person's browser; every host is on this machine at one port. ``patient``: an error of the service is a page like any other."""

    def __init__(self, port: int, language: str = "en", *, patient: bool = False) -> None:
        self.port, self.language, self.patient = port, language, patient
        self.cookies: dict[str, dict[str, str]] = {}
        self._page: Page | None = None

    @property
    def page(self) -> Page:
        """The page that is open. Raises NotDone where none is."""
        if self._page is None:
            raise NotDone(Words("浏览器还没有打开任何页面。", "The browser has not opened any page yet."))
        return self._page

    @page.setter
    def page(self, shown: Page) -> None:
        """Go back to a page that is still open in another window."""
        self._page = shown

    def get(self, url: str) -> Page:
        """Open a page. Raises NotDone where the service fails (5xx) or is not there."""
        return self._ask("GET", url, None, {})

    def send(self, action: str, typed: Mapping[str, str], holding: Mapping[str, str] | None = None, files: Files | None = None) -> Page:
        """Fill in the form of this page that goes to ``action``, and send it. Raises NotDone where the page has no such form."""
        form = self.page.form(action, **(holding or {}))
        return self.post(urljoin(self.page.url, form.action), {**form.fields, **typed}, files)

    def post(self, url: str, fields: Mapping[str, str], files: Files | None = None) -> Page:
        """Send a form's fields as they are."""
        if files is None:
            return self._ask("POST", url, urlencode(fields).encode(), {"content-type": "application/x-www-form-urlencoded"})
        mark = uuid.uuid4().hex
        parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]
        for name, (file, content) in files.items():
            said = f'Content-Disposition: form-data; name="{name}"; filename="{file}"'
            parts.append(f"--{mark}\r\n{said}\r\nContent-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n")
        body = b"".join(parts) + f"--{mark}--\r\n".encode()
        return self._ask("POST", url, body, {"content-type": f"multipart/form-data; boundary={mark}"})

    def _ask(self, method: str, url: str, body: bytes | None, headers: dict[str, str]) -> Page:
        for _ in range(MOST_REDIRECTS):
            status, found, text = self.bare(method, url, body, headers)
            if status not in (302, 303, 307):
                break
            url, method, body, headers = urljoin(url, found["location"]), "GET", None, {}
        if status >= 500 and not self.patient:
            where = urlsplit(url).path
            raise NotDone(Words(f"服务对 {where} 的回应是错误 {status}。", f"The service answered {where} with the error {status}."))
        reader = _Reader()
        reader.feed(text)
        words = " ".join(" ".join(reader.words).split())
        self._page = Page(url, status, found, text, words, reader.forms, reader.links, reader.images)
        return self._page

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
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT_S)
        try:
            connection.request(method, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, said)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    _remember(jar, value)
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text
        except OSError as problem:
            why = type(problem).__name__
            raise NotDone(Words(f"服务没有应答（{why}）。", f"The service did not answer ({why}).")) from problem
        finally:
            connection.close()


def _remember(jar: dict[str, str], header: str) -> None:
    for name, morsel in SimpleCookie(header).items():
        if morsel["max-age"] == "0":
            jar.pop(name, None)
        else:
            jar[name] = morsel.value
