"""Acts as they are written: found beside their kind, acted out on a stage, not done where a verb is missing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from kept.promises import Done, Message, NotDone, Person, acts_of
from kept.proof.acting import perform

HOW_TO = Path(__file__).parents[3] / "docs/how-to/write-an-act.md"
PAGE = "http://news.localhost/unsubscribe?t=1"


@dataclass
class Service:
    """A newsletter: who reads it, and what arrived."""

    readers: set[str] = field(default_factory=set)
    arrived: list[tuple[str, str]] = field(default_factory=list)
    forgets: bool = True


@dataclass
class Browser:
    service: Service
    email: str
    page: Any = None

    def get(self, url: str) -> None:
        assert url == PAGE

    def send(self, action: str, typed: dict[str, str]) -> None:
        if self.service.forgets:
            self.service.readers.discard(self.email)
        self.page = SimpleNamespace(status=200)


@dataclass(eq=False)
class Actor:
    troupe: Troupe
    email: str
    browser: Browser


class Troupe:
    roles = ("reader", "administrator")

    def __init__(self, service: Service, verbs: dict[str, Any]) -> None:
        self.service, self.verbs = service, verbs

    def actor(self, role: str) -> Actor:
        email = f"{role}@people.example"
        if role == "reader":
            self.service.readers.add(email)
        return Actor(self, email, Browser(self.service, email))

    def messages(self, to: str) -> list[Message]:
        headers = {"List-Unsubscribe": f"<{PAGE}>"}
        return [Message("mail", subject, "", "", headers) for one, subject in reversed(self.service.arrived) if one == to]

    def known_by(self, actor: Actor) -> None:
        return None

    def close(self) -> None:
        pass


def mail(actor: Actor, reader: Actor) -> str:
    service = actor.troupe.service
    subject = f"news {len(service.arrived)} of {id(actor)}"
    service.arrived += [(email, subject) for email in service.readers]
    return subject


def blocks() -> list[dict[str, Any]]:
    """What the how-to's examples define."""
    found = []
    for text in re.findall(r"```python\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.S):
        names: dict[str, Any] = {}
        exec(compile(f"from __future__ import annotations\n{text}", "how-to", "exec"), names)  # noqa: S102 – our own how-to
        found.append(names)
    return found


def performed(service: Service, without: str = "") -> Any:
    script, verbs = blocks()
    (act,) = acts_of(script["Newsletter"])
    known = {"mail": mail, "messages": lambda actor: actor.troupe.messages(actor.email), **verbs["VERBS"]}
    known.pop(without, None)
    promise: Any = SimpleNamespace(parameters=script["Newsletter"](), id="newsletter")
    stage: Any = None
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    (found,) = perform(Troupe(service, known), stage, stage, [(promise, act)], lambda: moment, lambda: 0.0)
    return found


def test_the_example_of_the_how_to_is_acted_out_and_met() -> None:
    found = performed(Service())
    assert found.done
    assert [step.met for step in found.observed] == [True]
    assert [(left.tables, left.least) for left in found.left] == [(("web.reader",), 0)]


def test_what_is_not_as_wanted_is_noted_with_what_was_found() -> None:
    found = performed(Service(forgets=False))
    (step,) = found.observed
    assert (step.met, step.wanted) == (False, "[]")
    assert step.found.startswith("['news")


def test_an_act_whose_verb_the_pack_lacks_is_not_done_and_says_which() -> None:
    found = performed(Service(), without="unsubscribe")
    assert not found.done
    assert "unsubscribe" in found.reason.en


def test_a_verb_about_one_thing_goes_before_the_verb_for_everything() -> None:
    verbs = {"use": lambda actor, function: Done(False), "use functions.one": lambda actor: Done(True)}
    person = Person(None, verbs)
    assert person.use("functions.one").done
    assert not person.use("functions.other").done
    try:
        person.agree("functions.one")
    except NotDone as problem:
        assert "agree functions.one" in problem.reason.en
