"""A planted person of neocrm, and all of them together."""

from __future__ import annotations

import json
import re
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.request import urlopen

from kept.promises import Message, NotDone, Words

from .browsing import Browser

Verbs = Mapping[str, Callable[..., Any]]
HOME: Final = "p06"
CODE: Final = re.compile(r"\b\d{6}\b")


@dataclass(eq=False)
class Actor:
    """Somebody with a browser: by which address messages reach them, in which organisation, what they have typed so far."""

    troupe: Neocrm
    role: str
    browser: Browser
    name: str = ""
    email: str = ""
    mobile: str = ""
    cluster: str = HOME
    organisation: str = ""
    point: tuple[float, float] = (0.0, 0.0)
    typed: dict[str, str] = field(default_factory=dict)

    @property
    def base(self) -> str:
        """The address of the person's business host."""
        return self.troupe.address(self.cluster, "business")

    def open(self, path: str) -> Any:
        """Open a page of the business host."""
        return self.browser.get(self.base + path)


Role = Callable[["Neocrm"], Actor]


class Neocrm:
    """The planted people of one run; see ``kept.promises.Troupe``."""

    def __init__(self, scene: Mapping[str, Any], verbs: Verbs, roles: Mapping[str, Role]) -> None:
        self.scene, self._verbs, self._roles = scene, verbs, roles
        self.run = secrets.token_hex(4)
        self.lock = threading.RLock()
        self.known: dict[str, Any] = {}
        self._count = 0

    @property
    def verbs(self) -> Verbs:
        return self._verbs

    def actor(self, role: str) -> Actor:
        if role not in self._roles:
            raise NotDone(Words(f"服务包不认识角色“{role}”。", f"The pack knows no role “{role}”."))
        return self._roles[role](self)

    def known_by(self, actor: Actor) -> tuple[str, str, str] | None:
        return (f"crm.{actor.cluster}", "email", actor.email) if actor.email else None

    def close(self) -> None:
        """Nothing is held between requests."""

    def browser(self, language: str = "en") -> Browser:
        return Browser(int(self.scene["port"]), language)

    def address(self, cluster: str, kind: str) -> str:
        """``http://crm.xiaoshouyi.localhost:8901`` for the business or login host of a cluster."""
        return f"http://{self.scene['clusters'][cluster][kind]}:{self.scene['port']}"

    def number(self) -> int:
        """A number that no other person of this run has."""
        with self.lock:
            self._count += 1
            return self._count

    def messages(self, to: str) -> Sequence[Message]:
        """What has arrived for an address, the newest first."""
        with urlopen(f"{self.scene['outbox']}messages", timeout=10) as answer:  # noqa: S310 – the outbox of this machine
            said = json.load(answer)
        return [Message(one["channel"], one["subject"], one["text"]) for one in said if one["to"] == to]

    def code(self, to: str) -> str:
        """The newest code that arrived for an address. Raises NotDone where none did."""
        for message in self.messages(to):
            found = CODE.search(message.text)
            if found:
                return found[0]
        raise NotDone(Words("没有收到验证码。", "No code has arrived."))
