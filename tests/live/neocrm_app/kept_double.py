"""A double of ``kept_sdk`` for tests of the application alone: agreements in memory, every call remembered, and ways to make it fail.

It decides by three rules: basic functions are allowed, extended and social ones need their agreement, an ended lease means no.
A version of the statement counts as seen by whom it was shown to, and by everybody of whom nothing was ever said; ``versionless`` books
do not answer about that.
"""

from __future__ import annotations

import hashlib
import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

BASIC = frozenset({"identity_verification", "sms_verification", "service_use_logs", "device_details"})


class KeptError(Exception):
    pass


class Refused(KeptError):
    pass


class Stale(Refused):
    pass


@dataclass
class Books:
    """What one cluster's Kept would have recorded."""

    agreed: set[tuple[str, str]] = field(default_factory=set)
    given: list[dict[str, Any]] = field(default_factory=list)
    withdrawn: list[dict[str, Any]] = field(default_factory=list)
    decided: list[dict[str, Any]] = field(default_factory=list)
    disclosed: list[dict[str, Any]] = field(default_factory=list)
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    permissions: list[tuple[str, str, str]] = field(default_factory=list)
    no_marketing: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    label: str = "neocrm-2023"
    shown: dict[str, list[str]] = field(default_factory=dict)
    versions: list[tuple[str, str, str, str]] = field(default_factory=list)
    stale: bool = False
    versionless: bool = False


@dataclass
class Kept:
    cluster: str
    books: Books

    @property
    def label(self) -> str:
        return self.books.label

    def start(self) -> Kept:
        return self

    def close(self) -> None:
        """Nothing to close."""

    def _allowed(self, person: str, function: str, items: Sequence[str]) -> bool:
        said = [event for who, name, event in self.books.permissions if (who, name) == (person, "gps") and event in ("granted", "refused")]
        if "gps_latitude_and_longitude" in items and said[-1:] != ["granted"]:
            return False
        return function in BASIC or bool({(person, function), (person, f"functions.{function}")} & self.books.agreed)

    def decide(
        self, person: str, function: str, purpose: str | None = None, items: Sequence[str] = (), recipient: str | None = None
    ) -> Any:
        agreed = recipient is None or (person, recipient) in self.books.agreed
        allowed = not self.books.stale and agreed and self._allowed(person, function, items)
        return SimpleNamespace(allowed=allowed, reasons=lambda language: [] if allowed else [f"functions.{function}"])

    def decide_many(self, function: str, purpose: str | None, people: Sequence[str], items: Sequence[str] = ()) -> list[bool]:
        return [not self.books.stale and person not in self.books.no_marketing for person in people]

    @contextmanager
    def using(self, person: str, function: str, items: Sequence[str] = (), **more: Any) -> Iterator[Any]:
        if self.books.stale:
            raise Stale(function)
        if not self._allowed(person, function, items):
            raise Refused(function)
        self.books.decided.append({"person": person, "function": function, "items": tuple(items), **more})
        yield SimpleNamespace(decision=7_000_000 + len(self.books.decided), items=tuple(items))

    def prompt(self, matter: str, language: str) -> Any:
        text = {
            "zh": f"就 {matter} 征求您的同意。\n您可以随时撤回。",
            "en": f"We ask for your agreement to {matter}.\nYou can take it back.",
        }[language]
        digest = hashlib.sha256(text.encode()).hexdigest()
        title = matter.rpartition(".")[2].replace("_", " ")
        return SimpleNamespace(
            matter=matter,
            title=title,
            text=text,
            items=(),
            sensitive=("gps_latitude_and_longitude",) if "work_orders" in matter else (),
            withdraw="",
            refusing="",
            sha256=digest,
        )

    def give(self, person: str, matter: str, **more: Any) -> Any:
        if (person, matter) not in self.books.agreed or more["key"] not in self.books.keys:
            self.books.given.append({"person": person, "matter": matter, **more})
        self.books.keys.add(more["key"])
        self.books.agreed.add((person, matter))
        return SimpleNamespace(id=f"r-{len(self.books.given)}")

    def withdraw(self, person: str, matter: str, **more: Any) -> Any:
        self.books.agreed.discard((person, matter))
        self.books.withdrawn.append({"person": person, "matter": matter, **more})
        return SimpleNamespace(id=f"w-{len(self.books.withdrawn)}", depended=())

    def consents(self, person: str, language: str) -> list[Any]:
        return [
            SimpleNamespace(matter=matter, title=matter, standing=True, receipt="r-1")
            for who, matter in sorted(self.books.agreed)
            if who == person
        ]

    def link(self, person: str, page: str = "centre") -> Any:
        return SimpleNamespace(path=f"/{page}/enter/test/", url=f"http://kept.localhost/{page}/enter/{person}/")

    def refuse_marketing(self, person: str, refused: bool = True) -> None:
        (self.books.no_marketing.add if refused else self.books.no_marketing.discard)(person)

    def person(self, ref: str, **more: Any) -> int:
        _, _, number = ref.partition(":")
        subject = int(number) - 500_000 if int(number) < 10**9 else int(hashlib.sha256(ref.encode()).hexdigest()[:8], 16) + 10**8
        self.books.people[ref] = more
        return subject

    def ended(self, people: Sequence[str], at: Any) -> None:
        for ref in people:
            self.books.people.setdefault(ref, {})["ended"] = at

    def shown(self, person: str, paths: Sequence[str]) -> None:
        self.books.people.setdefault(person, {})["shown"] = list(paths)
        self.books.shown.setdefault(person, []).extend(path for path in paths if path.startswith("neocrm-"))

    def version(self, person: str) -> Any:
        if self.books.versionless:
            raise KeptError("KEPT-K001")
        shown = self.books.shown.get(person) or [self.label]
        before = next((label for label in reversed(shown) if label != self.label), None)
        said = [event for who, label, event, _ in self.books.versions if (who, label) == (person, self.label) and event != "reminded"]
        return SimpleNamespace(label=self.label, seen=self.label in shown, before=before, answer=said[-1] if said else None)

    def note_version(self, person: str, label: str, event: str, channel: str) -> None:
        if event != "reminded" or (person, label, event, channel) not in self.books.versions:
            self.books.versions.append((person, label, event, channel))

    def permission(self, person: str, name: str, event: str) -> None:
        self.books.permissions.append((person, name, event))

    def outbound(self, recipient: str, base: str, **more: Any) -> Any:
        def post(
            path: str,
            *,
            function: str,
            items: Mapping[str, Any],
            person: str,
            purpose: str | None = None,
            headers: Mapping[str, str] | None = None,
        ) -> Any:
            said = {"content-type": "application/json", **(headers or {})}
            request = urllib.request.Request(base.rstrip("/") + path, json.dumps(dict(items)).encode(), said)
            gone = {"recipient": recipient, "person": person, "function": function, "purpose": purpose, "items": dict(items)}
            self.books.disclosed.append(gone)
            try:
                with urllib.request.urlopen(request, timeout=5) as answer:
                    body, status = answer.read(), answer.status
            except urllib.error.HTTPError as error:
                body, status = error.read(), error.code
            except OSError as error:
                raise KeptError("KEPT-K007") from error
            return SimpleNamespace(status=status, body=body, json=lambda: json.loads(body))

        return SimpleNamespace(post=post)


class Double:
    """Stands where the module ``kept_sdk`` will stand; ``books`` has what was recorded, by cluster."""

    Refused, Stale, KeptError = Refused, Stale, KeptError

    def __init__(self) -> None:
        self.books: dict[str, Books] = {}

    def Kept(self, address: str, token: str) -> Kept:
        cluster = address.rstrip("/").rpartition("/")[2]
        return Kept(cluster, self.books.setdefault(cluster, Books()))
