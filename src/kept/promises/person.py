"""A planted person, in the words of somebody who uses a service: what acts let people do, whatever the pack."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kept.promises.values import Words


class NotDone(Exception):
    """An act could not be done as written: the pack lacks a verb, or the service did not answer as a page that works does."""

    def __init__(self, reason: Words) -> None:
        super().__init__(reason.en)
        self.reason = reason


@dataclass(frozen=True)
class Done:
    """What a person met on using something: whether it was done, and whether the service said no to it (not an error).

    ``what`` is the subject of the message that would have gone out by it.
    """

    done: bool
    refused: bool = False
    what: str = ""


@dataclass(frozen=True)
class Message:
    """A message as it arrived: by ``mail`` or ``sms``. ``links`` are its addresses in order, ``last`` what its last line says."""

    channel: str
    subject: str
    text: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


Verb = Callable[..., Any]


@dataclass(frozen=True, eq=False)
class Person:
    """A planted person of this run. Each verb is done by the pack as a person would do it, with a browser; see ``Troupe``.

    ``actor`` is the pack's own. Functions, items, matters and recipients go by their paths in the statement (``functions.work_orders``).
    """

    actor: Any
    verbs: Mapping[str, Verb] = field(repr=False)

    def register(self, *, by: str = "email", code: str | None = None, **left_out: bool) -> bool:
        """Make an account with the code that arrives by ``email`` or ``mobile`` (or with another ``code``); whether that went through.

        ``adult=False`` and ``agreed=False`` leave the statement of age and the agreement to a code by SMS unticked.
        """
        return bool(self.do("register", by, code, **left_out))

    def turned_away(self) -> bool:
        """Whether every page that needs an account leads to signing in instead."""
        return bool(self.do("turned_away"))

    def signs_in(self, *, by: str = "email") -> bool:
        """Whether one can come in again, from a browser that knows nothing."""
        return bool(self.do("signs_in", by))

    def matters(self) -> Sequence[str]:
        """Everything that the service asks this person's agreement to."""
        found: Sequence[str] = self.do("matters")
        return found

    def agree(self, matter: str) -> None:
        """Agree to this matter, where the service asks for it."""
        self.do("agree", matter)

    def refuse(self, matter: str) -> None:
        """See that the service asks for this matter, and leave it."""
        self.do("refuse", matter)

    def withdraw(self, matter: str) -> None:
        """Take the agreement back, where the service offers that."""
        self.do("withdraw", matter)

    def withdraw_at(self, right: str, matters: Sequence[str]) -> None:
        """Take these agreements back at the place that this right names."""
        self.do("withdraw_at", right, matters)

    def agreed(self, matter: str) -> bool:
        """Whether the service shows this matter as agreed to."""
        return bool(self.do("agreed", matter))

    def use(self, function: str, **said: Any) -> Done:
        """Use a function with all that it takes."""
        found: Done = self.do("use", function, **said)
        return found

    def fields(self, function: str) -> frozenset[str]:
        """The items that this function's forms ask for, and by their own names all other fields that a person could fill in."""
        found: frozenset[str] = self.do("fields", function)
        return found

    def works(self) -> Sequence[str]:
        """Use everything that needs no leave of its own, and say what did not work (nothing, if all is well)."""
        found: Sequence[str] = self.do("works")
        return found

    def handover(self) -> tuple[str, str]:
        """A function by which this person's data goes to an outside party, and that party: two paths, each asked for by itself."""
        found: tuple[str, str] = self.do("handover")
        return found

    def cause(self, recipient: str) -> None:
        """Do whatever hands this person's data to a recipient, with every agreement that it needs."""
        self.do("cause", recipient)

    def received(self, recipient: str) -> Sequence[Mapping[str, Any]]:
        """What this recipient's simulator says that it was given about this person, by items, the oldest first."""
        found: Sequence[Mapping[str, Any]] = self.do("received", recipient)
        return found

    def recognised(self, recipient: str) -> Sequence[str]:
        """Which of this person's own values (name, address, exact place) a recipient could read in what it was given."""
        found: Sequence[str] = self.do("recognised", recipient)
        return found

    def cookies(self, *, objecting: bool = False) -> frozenset[str]:
        """Open pages of the site; the cookies and beacons that are in use then, by their paths in the statement.

        ``objecting``: with a browser that signals that its user does not want to be followed.
        """
        found: frozenset[str] = self.do("cookies", objecting=objecting)
        return found

    def reads_without_cookies(self) -> bool:
        """Whether the site can be read with a browser that keeps no cookie at all."""
        return bool(self.do("reads_without_cookies"))

    def publish(self, *, agreeing: bool = True) -> Done:
        """Write something where everybody can read it; without ``agreeing`` the box that agrees to that stays empty."""
        found: Done = self.do("publish", agreeing=agreeing)
        return found

    def published(self) -> bool:
        """Whether a stranger can read what this person wrote."""
        return bool(self.do("published"))

    def take_back(self) -> bool:
        """Delete what one wrote."""
        return bool(self.do("take_back"))

    def see(self, right: str) -> frozenset[str]:
        """The items of one's own data that the place of this right shows, each as it was given."""
        found: frozenset[str] = self.do("see", right)
        return found

    def correct(self, right: str, item: str) -> bool:
        """Change an item where this right says; whether the new value is shown afterwards."""
        return bool(self.do("correct", right, item))

    def delete(self, right: str, item: str) -> bool:
        """Take an item away where this right says; whether it is no longer shown."""
        return bool(self.do("delete", right, item))

    def ask_to_leave(self, *, together: bool = False) -> bool:
        """Ask that the account be closed (``together`` with the organisation's); whether the service shows that it was asked."""
        return bool(self.do("ask_to_leave", together))

    def asked_by(self, person: Person) -> bool:
        """Whether this administrator is shown that person's request."""
        return bool(self.do("asked_by", person.actor))

    def close(self, person: Person) -> bool:
        """Close that person's account, as an administrator."""
        return bool(self.do("close", person.actor))

    def may(self, power: str) -> bool:
        """Whether the service lets this person do what only some may (``upload employee contacts``)."""
        return bool(self.do("may", power))

    def write_to_desk(self, about: str, mailbox: str) -> bool:
        """Write to the privacy desk (``question``, ``complaint``); True if that reaches the mailbox."""
        return bool(self.do("write_to_desk", about, mailbox))

    def consult(self, hours: str) -> bool:
        """Ask the service desk in the app; True if it takes the question within these hours, or says them outside."""
        return bool(self.do("consult", hours))

    def statement_text(self, language: str) -> str:
        """The words of the page to which the service's own link to the statement leads."""
        return str(self.do("statement_text", language))

    def member(self) -> Person:
        """Somebody whom this administrator brings into the organisation, with an account."""
        return Person(self.do("member of"), self.verbs)

    def switch(self, kind: str, on: bool) -> bool:
        """Switch an application of this kind on or off for the organisation; True if its people then meet just that."""
        return bool(self.do("switch", kind, on))

    def switch_for(self, person: Person, kind: str, on: bool) -> None:
        """Switch an application of this kind off or on for that person alone, as an administrator."""
        self.do("switch_for", person.actor, kind, on)

    def has(self, kind: str) -> bool:
        """Whether this person can use the application of this kind that is switched in the organisation."""
        return bool(self.do("has", kind))

    def decline_statement(self) -> frozenset[str]:
        """Say no to the version of the statement in force; the ways on that the service then offers: ``deletion``, ``copy``."""
        found: frozenset[str] = self.do("decline_statement")
        return found

    def only_ways_out(self) -> bool:
        """Whether, signed in again, every page but those for leaving leads to the choice whether to go on."""
        return bool(self.do("only_ways_out"))

    def go_on(self) -> bool:
        """Come in again, say that one has seen the version in force and goes on; whether the service can be used then."""
        return bool(self.do("go_on"))

    def end_contract(self) -> bool:
        """End the organisation's contract; True if this person cannot come in any more."""
        return bool(self.do("end_contract"))

    def told(self, notice: str) -> bool:
        """Whether a person meets this notice's words at the place and time where they count (``notices.complex_passwords``)."""
        return bool(self.do("told", notice))

    def misuse(self, purpose: str) -> Done:
        """Try, by every form that could, to use what was collected for this purpose for another one."""
        found: Done = self.do("misuse", purpose)
        return found

    def attack(self, person: Person, what: str) -> Sequence[str]:
        """Try to ``read`` or ``change`` what is that person's, by every page and parameter; the names of what got through."""
        found: Sequence[str] = self.do("attack", person.actor, what)
        return found

    def enter_others(self, person: Person, *, declared: bool) -> Done:
        """Enter that person's data for others to use, with or without the declaration that the service asks for."""
        found: Done = self.do("enter_others", person.actor, declared)
        return found

    def mail(self, person: Person) -> str:
        """Send marketing to everyone who may get it, that person too if so; the subject, once it has arrived where it must."""
        return str(self.do("mail", person.actor))

    def unsubscribe(self) -> bool:
        """Take the way out that the newest marketing message offers; whether the service says that it is done."""
        return bool(self.do("unsubscribe"))

    def messages(self) -> Sequence[Message]:
        """What has arrived for this person so far, the newest first."""
        found: Sequence[Message] = self.do("messages")
        return found

    def do(self, verb: str, *said: Any, **more: Any) -> Any:
        """Do any verb; one that is about something may be the pack's own for that (``use functions.work_orders``)."""
        named = self.verbs.get(f"{verb} {said[0]}") if said else None
        found = named or self.verbs.get(verb)
        if found is None:
            what = " ".join([verb, *map(str, said[:1])])
            raise NotDone(Words(f"服务包没有教演练用户如何“{what}”。", f"The pack does not teach planted people how to “{what}”."))
        return found(self.actor, *(said[1:] if named else said), **more)
