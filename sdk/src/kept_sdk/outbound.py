"""The gate through which data leaves the application for one recipient: declared items only, de-identified where promised, logged.

What is let out is told to Kept (``POST disclosures``) and written to a log of the application's own before it is sent; a message
that nobody confirms has still been let out.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kept_sdk.calling import new_key
from kept_sdk.errors import KeptError, Refused
from kept_sdk.using import now

if TYPE_CHECKING:
    from kept_sdk.kept import Kept

DECIMALS: Final = 3
DEIDENTIFIED: Final = "de_identified_"


@dataclass(frozen=True)
class Reply:
    """What the recipient answered."""

    status: int
    body: bytes
    content_type: str

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Outbound:
    """The way out to one recipient, below one address. ``country`` is where it is; ``log`` is a file of JSON lines."""

    kept: Kept
    recipient: str
    base: str
    country: str | None = None
    log: Path | None = None
    timeout_s: float = 10.0

    def post(self, path: str, **said: Any) -> Reply:
        """Send items as a JSON object. See ``send``."""
        return self.send("POST", path, **said)

    def get(self, path: str, **said: Any) -> Reply:
        """Send items as a query. See ``send``."""
        return self.send("GET", path, **said)

    def send(
        self,
        method: str,
        path: str,
        *,
        items: Mapping[str, Any],
        person: str,
        function: str | None = None,
        purpose: str | None = None,
        named: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        drop: bool = False,
    ) -> Reply:
        """Let the person's items out, and give back the answer.

        ``items`` are the statement's names with their values; ``named`` says what the recipient calls them. What may not go raises
        ``Refused`` (with ``drop`` it is left out, as long as something remains). No reference of the person goes along.
        Raises ``Stale``, and ``KeptError`` K005 for a path that leads elsewhere, K007 where the recipient did not take it.
        """
        host, port, secure, target = self._target(path)
        use = self.kept.used(person, function, tuple(items), purpose=purpose, recipient=self.recipient, act="share", partly=drop)
        going = {name: let_out(name, items[name], self.kept.decimals(name)) for name in use.items}
        if not going and items:
            raise Refused(use.answer)
        self._tell(host, person, function, purpose, use.items, use.decision)
        return self._sent(
            method, host, port, secure, target, {(named or {}).get(name, name): value for name, value in going.items()}, headers
        )

    def _target(self, path: str) -> tuple[str, int | None, bool, str]:
        from urllib.parse import urljoin, urlsplit

        base = self.base if self.base.endswith("/") else f"{self.base}/"
        whole = urlsplit(urljoin(base, path.lstrip("/")))
        ours = urlsplit(base)
        if (whole.scheme, whole.netloc) != (ours.scheme, ours.netloc) or not whole.path.startswith(ours.path) or whole.hostname is None:
            raise KeptError("KEPT-K005", path=path, base=self.base, recipient=self.recipient)
        return whole.hostname, whole.port, whole.scheme == "https", whole.path + (f"?{whole.query}" if whole.query else "")

    def _tell(self, host: str, person: str, function: str | None, purpose: str | None, items: Sequence[str], decision: int) -> None:
        bare = all(name.startswith(DEIDENTIFIED) for name in items)
        recipient, home = self.kept.full("recipient", self.recipient), self.kept.home
        aim = self.kept.full("purpose", purpose) if purpose else self.kept.full("function", function or "")
        where = self.country or home
        said = {"at": now(), "host": host, "recipient": recipient, "purpose": aim, "items": list(items)}
        if self.log is not None:
            line = json.dumps({**said, "from": home, "to": where, "de_identified": bare}, ensure_ascii=False)
            handle = os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(handle, f"{line}\n".encode())
            finally:
                os.close(handle)
        self.kept.disclosed(
            person=person,
            recipient=recipient,
            purpose=aim,
            items=items,
            deidentified=bare,
            anonymised=False,
            to_country=where,
            decision=decision,
            at=said["at"],
        )

    def _sent(
        self,
        method: str,
        host: str,
        port: int | None,
        secure: bool,
        target: str,
        going: Mapping[str, Any],
        headers: Mapping[str, str] | None,
    ) -> Reply:
        from http.client import HTTPConnection, HTTPException, HTTPSConnection
        from urllib.parse import urlencode

        body = None
        if method == "GET":
            target += ("&" if "?" in target else "?") + urlencode({name: _flat(value) for name, value in going.items()})
        else:
            body = json.dumps(going, ensure_ascii=False).encode()
        sent = {"Content-Type": "application/json", "Accept": "application/json", "X-Request-Id": new_key(), **(headers or {})}
        connection = (HTTPSConnection if secure else HTTPConnection)(host, port, timeout=self.timeout_s)
        try:
            connection.request(method, target, body, sent)
            answer = connection.getresponse()
            return Reply(answer.status, answer.read(), answer.headers.get_content_type())
        except (OSError, HTTPException) as error:
            raise KeptError("KEPT-K007", recipient=self.recipient, reason=str(error) or type(error).__name__) from error
        finally:
            connection.close()


def let_out(name: str, value: Any, decimals: int | None) -> Any:
    """The value as it may go: numbers of a de-identified item are rounded, so that a point is a neighbourhood and no door."""
    if decimals is None:
        return value
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return round(float(value), decimals)
    if isinstance(value, Mapping):
        return {key: let_out(name, each, decimals) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [let_out(name, each, decimals) for each in value]
    if isinstance(value, str):
        return ",".join(_rounded(part, decimals) for part in value.split(","))
    raise TypeError(f"{name}: numbers, lists and mappings can be de-identified, not {type(value).__name__}")


def _rounded(part: str, decimals: int) -> str:
    try:
        return f"{float(part):.{decimals}f}"
    except ValueError:
        return part


def _flat(value: Any) -> str:
    if isinstance(value, Mapping):
        return ",".join(map(str, value.values()))
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
