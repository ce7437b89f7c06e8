"""Codes by mail and SMS: six digits, good once, for ten minutes and five tries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

DIGITS: Final = 6
LIFETIME: Final = timedelta(minutes=10)
TRIES: Final = 5
AGAIN_AFTER: Final = timedelta(seconds=60)
MOST_IN_AN_HOUR: Final = 5
Outcome = Literal["right", "wrong", "over"]


@dataclass(frozen=True)
class Sent:
    """What is remembered of a code that was sent: never the code itself."""

    digest: bytes
    tries: int
    ends_at: datetime
    used_at: datetime | None


def new_code(below: Callable[[int], int]) -> str:
    """Six digits. ``below`` gives a random number below another (``secrets.randbelow``)."""
    return f"{below(10**DIGITS):0{DIGITS}d}"


def outcome(sent: Sent | None, typed: bytes, now: datetime) -> Outcome:
    """``right``, ``wrong`` (another try is left), or ``over``: used, too old, tried too often, or never sent."""
    if sent is None or sent.used_at is not None or now >= sent.ends_at or sent.tries >= TRIES:
        return "over"
    return "right" if typed == sent.digest else "wrong"
