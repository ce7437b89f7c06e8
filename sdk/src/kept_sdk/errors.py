"""What can go wrong between an application and Kept. Each says what was found, what was expected, and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from kept_sdk.engine.model import Answer

TEXTS: Final = {
    "KEPT-P020": "{label} declares no “{name}”, so nothing can be decided about it. "
    "A declared {what_en} was expected; names that come near: {near}.",
    "KEPT-K001": "Kept does not answer at {place}: {reason}. Start it (`kept serve`), or give the address that it printed.",
    "KEPT-K002": "Kept refuses the token at {place}. Give the one in the file that `kept serve` named; each cluster has its own.",
    "KEPT-K003": "The policy at {place} is of a form that this SDK does not read: {reason}. Bring kept-sdk up to the server's version.",
    "KEPT-K004": "{item} is not declared for {recipient} for this purpose; nothing was sent. "
    "Leave it out, or call with drop=True to have it left out.",
    "KEPT-K005": "{path} leads away from {base}, where data goes to {recipient}; nothing was sent. Give a path below that address.",
    "KEPT-K006": "Kept is not started here. Call kept.start(), or use it as a context manager.",
    "KEPT-K007": "{recipient} did not take the request: {reason}. What was let out is in the log all the same.",
}


class KeptError(Exception):
    """Something that stops what was asked. ``code`` is stable; ``expected`` is what would have been right, where the server says so."""

    def __init__(self, code: str, place: str = "", **facts: Any) -> None:
        self.code: Final = code
        self.facts: Final = {"place": place, **facts}
        super().__init__(code)

    @property
    def message(self) -> str:
        return TEXTS[self.code].format(**self.facts) if self.code in TEXTS else str(self.facts.get("message", self.code))

    @property
    def expected(self) -> str:
        return str(self.facts.get("expected", ""))

    @property
    def status(self) -> int:
        """The HTTP status with which the server said it; 0 where it was said here."""
        return int(self.facts.get("status", 0))

    def __str__(self) -> str:
        return " ".join(part for part in (self.code, self.message, self.expected) if part)


class Refused(KeptError):
    """What was to be done is not allowed; ``answer`` says why, sentence by sentence."""

    def __init__(self, answer: Answer) -> None:
        self.answer: Final = answer
        super().__init__("KEPT-K010", message=" ".join(answer.reasons("en")))


class Stale(Refused):
    """Nobody knows at this moment what the person's present choices are, so the answer is no. Try again in a second."""
