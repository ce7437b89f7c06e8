"""The front door: one object for each storage cluster that an application works with."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Literal

from kept_sdk.calling import Calling, new_key, quoted
from kept_sdk.errors import KeptError, Refused, Stale
from kept_sdk.following import Following
from kept_sdk.guarding import guarded
from kept_sdk.naming import Names
from kept_sdk.signals import Signals, asgi, honouring, wsgi

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

    from kept_sdk.engine.batch import Batch
    from kept_sdk.engine.model import Answer, Claim
    from kept_sdk.outbound import Outbound
    from kept_sdk.people import People
    from kept_sdk.records import Agreed, Link, Prompt, Receipt, Version
    from kept_sdk.using import Use

Event = Literal["prompted", "granted", "refused", "revoked", "used"]
VersionEvent = Literal["reminded", "accepted", "declined"]
Act = Literal["collect", "use", "share", "transfer", "publish"]
PATIENCE_S: Final = 2.0
START_S: Final = 120.0


class Kept:
    """A cluster's Kept: decides here, in process, and records there, over HTTP.

    ``address`` ends with the cluster (``http://127.0.0.1:8766/api/p06/``), ``token`` is that cluster's. Nothing is opened before
    ``start`` (or ``with``). Names may be short where that is plain: ``work_orders`` for ``functions.work_orders``.
    Safe for several threads; after a fork each process starts its own.
    """

    def __init__(self, address: str, token: str, *, timeout_s: float = 10.0, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._calling: Final = Calling(address, token, timeout_s)
        self._monotonic: Final = monotonic
        self._following = Following(self._calling, monotonic)
        self._names: Final = Names()
        self._begun = False

    # ------------------------------------------------------------------ life

    def start(self, patience_s: float = START_S) -> Kept:
        """Fetch policy and people, and follow them from now on. Returns when decisions are possible.

        Raises ``KeptError``: K001 where Kept does not answer in that time, K002 for a wrong token, K003 for another version's policy.
        """
        if not self._begun:
            self._begun = True
            self._following.begin()
        if not self._following.await_fresh(patience_s):
            raise self._following.trouble or KeptError("KEPT-K001", self._calling.base, reason="no state yet")
        return self

    def close(self) -> None:
        """Stop following. Afterwards everything is stale; a closed one may be started again."""
        self._following.end()
        self._following = Following(self._calling, self._monotonic)
        self._begun = False

    def __enter__(self) -> Kept:
        return self.start()

    def __exit__(self, *unused: object) -> None:
        self.close()

    @property
    def fresh(self) -> bool:
        """Whether what is known of people counts at this moment."""
        return self._following.lease.fresh

    @property
    def label(self) -> str:
        """The statement's version that is in force."""
        return str(self._people.document["label"])

    @property
    def home(self) -> str:
        """The country in which this cluster keeps data."""
        return str(self._people.document["home"])

    @property
    def _people(self) -> People:
        people = self._following.people
        if people is None:
            raise KeptError("KEPT-K006")
        return people

    # ------------------------------------------------------------------ deciding

    def decide(
        self,
        person: str,
        function: str | None,
        purpose: str | None = None,
        items: Iterable[str] = (),
        recipient: str | None = None,
        region: str | None = None,
        *,
        claim: Claim | None = None,
        signals: Signals | None = None,
    ) -> Answer:
        """Whether the person's items may be used, here and now, with the reasons. No I/O. Where nobody knows, the answer is no.

        ``claim`` is an exemption relied on, with its evidence; ``signals`` are those of the browser: where the statement promises to
        honour them they are a no to marketing, whatever was agreed to before. Raises ``KeptError`` P020 for an unknown name.
        """
        people = self._people
        asked = self._asked(function, purpose, recipient)
        fresh = self._following.lease.fresh
        standing = people.of(person)
        if signals:
            standing = honouring(people, standing, signals)
        wanted = items if isinstance(items, tuple) else tuple(items)
        return people.decisions.decide(standing, asked[0], asked[1], wanted, asked[2], region, claim=claim, stale=not fresh)

    def decide_many(
        self,
        function: str | None,
        purpose: str | None,
        people: Sequence[str],
        items: Iterable[str] = (),
        recipient: str | None = None,
        region: str | None = None,
    ) -> list[bool]:
        """The same question about many people (a campaign, an export): for each whether it is allowed, in their order.

        Without a function it is about the purpose as such. Ask again for each thousand that is sent: an answer counts for a second.
        """
        batch = self.batch(function, purpose, people, items, recipient, region)
        allowed = batch.mask()
        return [bool(one) for one in allowed] if self.fresh else [False] * len(people)

    def batch(
        self,
        function: str | None,
        purpose: str | None,
        people: Sequence[str],
        items: Iterable[str] = (),
        recipient: str | None = None,
        region: str | None = None,
    ) -> Batch:
        """As ``decide_many``, with the reasons: ``reasons()`` counts them, ``answer(row)`` is one person's."""
        from kept_sdk.engine.batch import decide_all

        known = self._people
        asked = self._asked(function, purpose, recipient)
        stale = not self.fresh
        lacks = [known.of(ref).lacks for ref in people]
        return decide_all(known.decisions, lacks, asked[0], asked[1], items, asked[2], region, stale=stale)

    def used(
        self,
        person: str,
        function: str | None,
        items: Iterable[str] = (),
        *,
        purpose: str | None = None,
        recipient: str | None = None,
        region: str | None = None,
        act: Act = "collect",
        claim: Claim | None = None,
        signals: Signals | None = None,
        partly: bool = False,
        patience_s: float = PATIENCE_S,
    ) -> Use:
        """Decide, and record the decision with Kept, which gives the number that belongs into the rows.

        With ``partly`` the items that may not be used are left out (``use.items`` is what remains). Waits ``patience_s`` for a fresh
        state. Raises ``Refused`` with the answer, or ``Stale``. A refusal is recorded, too.
        """
        from kept_sdk.using import Use, is_stale, told

        self._following.await_fresh(patience_s)
        items = tuple(items)
        answer = self.decide(person, function, purpose, items, recipient, region, claim=claim, signals=signals)
        if is_stale(answer):
            raise Stale(answer)
        full, aim, party = self._asked(function, purpose, recipient)
        allowed = answer.allowed or bool(partly and answer.rest)
        said = {**told(answer, person, full, aim or full, act, new_key(), claim, party), "allowed": allowed}
        (number,) = self.decided([said])
        if not allowed:
            raise Refused(answer)
        return Use(answer, answer.items if answer.allowed else answer.rest, number)

    @contextmanager
    def using(self, person: str, function: str, items: Iterable[str] = (), **said: Any) -> Iterator[Use]:
        """``used`` as a block: ``with kept.using("member:1601", "work_orders", items=("longitude",)) as use:``."""
        yield self.used(person, function, items, **said)

    def needs(self, function: str, *, person: Callable[..., str], items: Iterable[str] = (), **said: Any) -> Callable[..., Any]:
        """A decorator: the function (or coroutine) runs only where it is allowed; ``person`` finds the reference in its arguments."""
        asked = tuple(items)
        return guarded(lambda ref: self.used(ref, function, asked, **said), person)

    # ------------------------------------------------------------------ agreeing

    def prompt(self, matter: str, language: str) -> Prompt:
        """What to show before asking: exactly these words, nothing added."""
        from kept_sdk.records import prompt_from

        return prompt_from(self._get(f"prompts/{quoted(matter)}?language={quoted(language)}"))

    def give(
        self,
        person: str,
        matter: str,
        *,
        language: str,
        sha256: str,
        channel: str,
        key: str | None = None,
        form: str | None = None,
        guardian: str | None = None,
        guardian_verified: str | None = None,
        of_age: bool = False,
    ) -> Receipt:
        """The person agreed to one matter, having been shown the prompt with this hash. The same key is the same act."""
        from kept_sdk.records import receipt_from

        said = {"person": person, "matter": matter, "language": language, "sha256": sha256, "channel": channel, "key": key or new_key()}
        guarded = {"guardian": guardian, "guardian_verified": guardian_verified, "of_age": of_age, "form": form}
        return receipt_from(self._post("consents", {**said, **guarded}))

    def withdraw(self, person: str, matter: str, *, channel: str, key: str | None = None, guardian: str | None = None) -> Receipt:
        """The person withdraws; no reason is asked. The receipt names what rested on it."""
        from kept_sdk.records import receipt_from

        said = {"person": person, "matter": matter, "channel": channel, "key": key or new_key(), "guardian": guardian}
        return receipt_from(self._post("withdrawals", said))

    def consents(self, person: str, language: str) -> tuple[Agreed, ...]:
        """What the person agreed to, now and before, newest first."""
        from kept_sdk.records import Agreed

        return tuple(Agreed(**one) for one in self._get(f"people/{quoted(person)}/consents?language={quoted(language)}")["consents"])

    def receipt(self, receipt: str) -> Receipt:
        """A receipt by its id."""
        from kept_sdk.records import receipt_from

        return receipt_from(self._get(f"receipts/{quoted(receipt)}"))

    # ------------------------------------------------------------------ people

    def person(
        self,
        ref: str,
        *,
        class_: str,
        country: str,
        subdivision: str | None = None,
        born_on: date | str | None = None,
        at_least: int | None = None,
        guardian: str | None = None,
        tenant: str | None = None,
        contract: str | None = None,
        planted: bool = False,
    ) -> int:
        """Kept's own number of the person; somebody new is entered. ``ref`` is a surrogate: no name, number or address of anybody.

        ``at_least`` is the least age that the person declared, where no date of birth is needed. ``contract``: the reference of the
        contract that the service is owed under; for a tenant's members it is the tenant's.
        """
        said = {"class": class_, "country": country, "subdivision": subdivision, "tenant": tenant, "contract": contract, "planted": planted}
        age = {"born_on": str(born_on) if born_on is not None else None, "at_least": at_least, "guardian": guardian}
        answer = self._calling.call("PUT", f"people/{quoted(ref)}", {**said, **age})
        self._following.wrote(answer)
        return int(answer["subject"])

    def admit(self, tenant: str, role: str, *, home: str | None = None, country: str | None = None) -> str:
        """A tenant registers in this cluster: its database role is made, and its password told.

        ``home`` and its ``country`` are the tenant's own cluster, where this one only signs its people in.

        Raises ``KeptError`` W021 where the tenant is registered elsewhere, W022 for a role that is not the tenant's own.
        """
        return str(self._calling.call("POST", "tenants", {"tenant": tenant, "role": role, "home": home, "country": country})["password"])

    def ended(self, people: Sequence[str], at: datetime) -> None:
        """The relation with these people has ended: an account was closed, an organisation left. Nothing more is allowed for them."""
        if people:
            self._calling.call("POST", "ended", {"people": list(people), "at": at.isoformat()})

    def shown(self, person: str, paths: Iterable[str]) -> None:
        """The person has been shown the statement (its label) or notices (their paths)."""
        self._post("shown", {"person": person, "paths": list(paths)})

    def version(self, person: str) -> Version:
        """Whether the person has been shown the version in force, which one before it, and whether they went on or said no."""
        from kept_sdk.records import Version

        return Version(**self._get(f"people/{quoted(person)}/version"))

    def note_version(self, person: str, label: str, event: VersionEvent, channel: Literal["web", "mobile"]) -> None:
        """The person was reminded of a new version, went on after it (which accepts it), or said no. Agreements need ``give``."""
        self._calling.call("POST", "versions", {"person": person, "label": label, "event": event, "channel": channel})

    def permission(self, person: str, permission: str, event: Event) -> None:
        """What the device said: asked, granted, refused, taken back, used."""
        self._post("permissions", {"person": person, "permission": permission, "event": event})

    def refuse_marketing(self, person: str, refused: bool = True) -> None:
        """The person wants no marketing (or does again not mind it; agreements that were withdrawn stay withdrawn)."""
        self._post("refusals", {"person": person, "marketing": refused})

    def link(self, person: str, page: str = "centre") -> Link:
        """A way into a page of Kept's for somebody whom the application has signed in: opens once, within two minutes.

        ``centre`` is the person's own; ``tenant`` that of the organisation, for its administrators. Send the browser to ``url``.
        """
        from kept_sdk.records import Link

        return Link(**self._post("centre/links", {"person": person, "page": page}))

    # ------------------------------------------------------------------ what was done

    def decided(self, decisions: Sequence[Mapping[str, Any]]) -> tuple[int, ...]:
        """Record decisions; ``used`` does this. Gives their numbers."""
        return tuple(self._post("decisions", {"decisions": list(decisions)})["ids"])

    def disclosed(self, **said: Any) -> int:
        """Record what went to somebody; ``outbound`` does this."""
        one = {"key": new_key(), **said, "items": list(said["items"])}
        return int(self._post("disclosures", {"disclosures": [one]})["ids"][0])

    def outbound(
        self, recipient: str, base: str, *, country: str | None = None, log: Path | str | None = None, timeout_s: float = 10.0
    ) -> Outbound:
        """The way out to a recipient: declared items only, de-identified where promised, logged."""
        from pathlib import Path

        from kept_sdk.outbound import Outbound

        return Outbound(self, recipient, base, country, Path(log) if log is not None else None, timeout_s)

    # ------------------------------------------------------------------ requests

    def asgi(self, app: Any, person: Callable[[Any], str | None] | None = None) -> Any:
        """Middleware: ``scope["kept"]`` says who it is and what the browser signals. It refuses nothing."""
        return asgi(app, person)

    def wsgi(self, app: Any, person: Callable[[Any], str | None] | None = None) -> Any:
        """Middleware: ``environ["kept"]`` says who it is and what the browser signals. It refuses nothing."""
        return wsgi(app, person)

    # ------------------------------------------------------------------ names

    def full(self, what: str, name: str) -> str:
        """The full name of a function, purpose or recipient. One that is not declared stays as it is, and is refused where it is used."""
        return self._names.full(self._people, what, name)

    def decimals(self, item: str) -> int | None:
        """To how many decimals an item's numbers are rounded before they leave; None for an item that goes as it is."""
        found = self._people.document["deidentified"].get(item)
        return None if found is None else int(found)

    def _asked(self, function: str | None, purpose: str | None, recipient: str | None) -> tuple[str, str | None, str | None]:
        if function is None:
            if purpose is None:
                raise TypeError("a function or a purpose has to be named")
            function = purpose
        return (
            self.full("function", function),
            self.full("purpose", purpose) if purpose is not None else None,
            self.full("recipient", recipient) if recipient is not None else None,
        )

    def _get(self, path: str) -> Any:
        return self._calling.call("GET", path)

    def _post(self, path: str, said: Mapping[str, Any]) -> Any:
        answer = self._calling.call("POST", path, said)
        self._following.wrote(answer)
        return answer
