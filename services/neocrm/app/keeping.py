"""What the application asks of Kept: the part of ``kept_sdk`` that it uses, as types, and one client for each cluster.

The application never imports Kept. ``kept_sdk`` is imported when the application starts; tests may hand in another module that
speaks the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


class Answer(Protocol):
    """Whether something is allowed and, if not, what is missing, in words."""

    @property
    def allowed(self) -> bool: ...
    def reasons(self, language: str) -> Sequence[str]: ...


class Use(Protocol):
    """A recorded decision: rows carry its id."""

    @property
    def decision(self) -> int: ...
    @property
    def items(self) -> Sequence[str]: ...


class Prompt(Protocol):
    """What is asked, in exactly these words."""

    @property
    def matter(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def items(self) -> Sequence[Any]: ...
    @property
    def sensitive(self) -> Sequence[str]: ...
    @property
    def withdraw(self) -> str: ...
    @property
    def refusing(self) -> str: ...
    @property
    def sha256(self) -> str: ...


class Reply(Protocol):
    """What a recipient answered."""

    @property
    def status(self) -> int: ...
    def json(self) -> Any: ...


class Outbound(Protocol):
    """Lets declared items go to one declared recipient, and logs what went."""

    def post(
        self,
        path: str,
        *,
        function: str,
        items: Mapping[str, Any],
        person: str,
        purpose: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply: ...


class Agreed(Protocol):
    """Something that a person agreed to, now or before."""

    @property
    def matter(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def standing(self) -> bool: ...


class Version(Protocol):
    """How a person stands to the version in force; ``before`` is the newest earlier one that they were shown."""

    @property
    def label(self) -> str: ...
    @property
    def seen(self) -> bool: ...
    @property
    def before(self) -> str | None: ...
    @property
    def answer(self) -> str | None: ...


class Kept(Protocol):
    """Kept for one cluster. ``label`` is the statement's version in force."""

    @property
    def label(self) -> str: ...
    def start(self) -> Any: ...
    def close(self) -> None: ...
    def decide(
        self, person: str, function: str, purpose: str | None = None, items: tuple[str, ...] = (), recipient: str | None = None
    ) -> Answer: ...
    def decide_many(self, function: str, purpose: str | None, people: Sequence[str], items: tuple[str, ...] = ()) -> list[bool]: ...
    def using(self, person: str, function: str | None, items: tuple[str, ...] = (), **said: Any) -> AbstractContextManager[Use]: ...
    def prompt(self, matter: str, language: str) -> Prompt: ...
    def give(self, person: str, matter: str, *, language: str, sha256: str, channel: str, key: str, form: str | None = None) -> Any: ...
    def withdraw(self, person: str, matter: str, *, channel: str, key: str) -> Any: ...
    def consents(self, person: str, language: str) -> Sequence[Agreed]: ...
    def link(self, person: str, page: str = "centre") -> Any: ...
    def person(
        self,
        ref: str,
        *,
        class_: str,
        country: str,
        at_least: int | None = None,
        tenant: str | None = None,
        contract: str | None = None,
    ) -> int: ...
    def ended(self, people: Sequence[str], at: datetime) -> None: ...
    def admit(self, tenant: str, role: str, *, home: str | None = None, country: str | None = None) -> str: ...
    def shown(self, person: str, paths: Sequence[str]) -> None: ...
    def version(self, person: str) -> Version: ...
    def note_version(self, person: str, label: str, event: Any, channel: Any) -> None: ...
    def permission(self, person: str, permission: str, event: Any) -> None: ...
    def refuse_marketing(self, person: str, refused: bool = True) -> None: ...
    def outbound(self, recipient: str, base: str) -> Outbound: ...


class Sdk(Protocol):
    """The module ``kept_sdk`` as far as the application uses it."""

    Refused: type[Exception]
    Stale: type[Exception]
    KeptError: type[Exception]

    def Kept(self, address: str, token: str) -> Kept: ...


@dataclass(frozen=True)
class Keeping:
    """A client of Kept for each cluster: what is decided about a person is decided where that person's data is."""

    sdk: Sdk
    clients: Mapping[str, Kept]

    @classmethod
    def of(cls, sdk: Sdk, addresses: Mapping[str, tuple[str, str]]) -> Keeping:
        """Clients for ``cluster: (url, token)``; nothing is opened yet."""
        return cls(sdk, {cluster: sdk.Kept(url, token) for cluster, (url, token) in addresses.items()})

    def start(self) -> None:
        for client in self.clients.values():
            client.start()

    def close(self) -> None:
        for client in self.clients.values():
            client.close()


def reference(kind: str, number: int) -> str:
    """How Kept knows a person of this application: ``member:1650003``."""
    return f"{kind}:{number}"
