"""A planted person of neocrm, and all of them together."""

from __future__ import annotations

import json
import re
import secrets
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

from kept.promises import Message, NotDone, Words

from .browsing import Browser, Page

Verbs = Mapping[str, Callable[..., Any]]
HOME: Final = "p06"
CODE: Final = re.compile(r"\b\d{6}\b")
WAIT_S: Final = 20


@dataclass(eq=False)
class Actor:
    """Somebody with a browser. ``given`` are the person's own values by item, as the service was last given them.

    ``point`` is where the person is: each in a cell of their own, so that what a map firm was given can be told apart.
    """

    troupe: Neocrm
    role: str
    browser: Browser
    cluster: str = HOME
    organisation: str = ""
    given: dict[str, str] = field(default_factory=dict)
    point: tuple[float, float] = (0.0, 0.0)

    @property
    def base(self) -> str:
        """The address of the person's business host."""
        return self.troupe.address(self.cluster, "business")

    @property
    def email(self) -> str:
        return self.given.get("email", "")

    def open(self, path: str) -> Page:
        """Open a page of the business host."""
        return self.browser.get(self.base + path)

    @property
    def outside(self) -> bool:
        """Whether the page that is open belongs to the login host: the service asks to sign in."""
        return urlsplit(self.browser.page.url).hostname == urlsplit(self.troupe.address(self.cluster, "login")).hostname

    def anew(self) -> Actor:
        """The same person with a browser that knows nothing."""
        return Actor(self.troupe, self.role, self.troupe.browser(), self.cluster, self.organisation, self.given, self.point)


Role = Callable[["Neocrm"], Actor]


class Neocrm:
    """The planted people of one run; see ``kept.promises.Troupe``."""

    def __init__(self, scene: Mapping[str, Any], verbs: Verbs, roles: Mapping[str, Role]) -> None:
        self.scene, self._verbs, self._roles = scene, verbs, roles
        self.run = secrets.token_hex(3)
        self.lock = threading.RLock()
        self.known: dict[tuple[str, str], Any] = {}
        self._count = 0

    @property
    def verbs(self) -> Verbs:
        return self._verbs

    @property
    def roles(self) -> Collection[str]:
        return self._roles.keys()

    def actor(self, role: str) -> Actor:
        if role not in self._roles:
            raise NotDone(Words(f"服务包不认识角色“{role}”。", f"The pack knows no role “{role}”."))
        return self._roles[role](self)

    def known_by(self, actor: Actor) -> tuple[str, str, str] | None:
        if actor.cluster == "website":
            item = next(item for item in ("email", "phone", "mobile") if item in actor.given)
            return "web.website", item, actor.given[item]
        return (f"crm.{actor.cluster}", "email", actor.email) if actor.email else None

    def close(self) -> None:
        """Nothing is held between requests."""

    def browser(self, language: str = "en") -> Browser:
        return Browser(int(self.scene["port"]), language)

    def address(self, cluster: str, kind: str) -> str:
        """``http://crm.xiaoshouyi.localhost:8901`` for the business or login host of a cluster, or its first site."""
        host = self.scene["clusters"][cluster][kind]
        return f"http://{host if isinstance(host, str) else host[0]}:{self.scene['port']}"

    def number(self) -> int:
        """A number that no other person of this run has."""
        with self.lock:
            self._count += 1
            return self._count

    def messages(self, to: str) -> Sequence[Message]:
        """What has arrived for an address, the newest first."""
        return [
            Message(one["channel"], one["subject"], one["text"], one.get("html", ""), one.get("headers", {}))
            for one in self.ask("outbox", "messages", to=to)
        ]

    def arrived(self, to: str, subject: str) -> bool:
        """Wait for a message; the outbox tells as soon as it is there."""
        return bool(self.ask("outbox", "arrived", to=to, subject=subject, within=str(WAIT_S)))

    def ask(self, simulator: str, path: str, **said: str) -> Any:
        """What a simulator beside the service says: the outbox, or a recipient."""
        query = f"?{urlencode(said)}" if said else ""
        with urlopen(f"{self.scene[simulator]}{path}{query}", timeout=WAIT_S + 10) as answer:  # noqa: S310 – on this machine
            return json.load(answer)

    def code(self, to: str) -> str:
        """The newest code that arrived for an address. Raises NotDone where none did."""
        for message in self.messages(to):
            found = CODE.search(message.text)
            if found:
                return found[0]
        raise NotDone(Words("没有收到验证码。", "No code has arrived."))
