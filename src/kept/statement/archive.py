"""Versions side by side: what a page says of itself once time has passed, without being made anew.

Whether a version is in force, what came before and after it, and whether its proof is too old change while the text stays the
same. Pages keep a marked place for each of these; whoever publishes or serves a page fills them for the day. A version is in force
from its day until the eve of the next one's. GDPR art. 7(1), PIPL art. 17.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from kept.promises import Words
from kept.statement.model import Language
from kept.statement.page import environment

ABOUT: Final = "statement.json"
DIFFERENCE: Final = "difference.html"
STALE_AFTER: Final = timedelta(days=7)
PLACES: Final = re.compile(r"<!--(standing|currency|versions)-->.*?<!--/\1-->", re.DOTALL)


@dataclass(frozen=True)
class Edition:
    """One published version. ``looked_at`` is the instant of its last proof (empty without one), ``differs`` whether a page of the
    differences to the version before it stands beside it."""

    label: str
    service: str
    version: date
    title: Words
    languages: tuple[str, ...]
    looked_at: str = ""
    differs: bool = False

    def tongue(self, language: str) -> str:
        """The language to be read in, where the version has it; else the one that prevails in it."""
        return language if language in self.languages else self.languages[0]


@dataclass(frozen=True)
class Standing:
    """How a version stands on a day: what comes next and before, which one is in force, and until when this one was."""

    state: str
    until: date | None
    inforce: Edition | None
    others: tuple[Edition, ...]


def edition(about: Mapping[str, Any], differs: bool = False) -> Edition:
    """The edition that a ``statement.json`` describes."""
    return Edition(
        about["label"],
        about["service"],
        date.fromisoformat(about["version"]),
        Words(about["title"]["zh"], about["title"]["en"]),
        tuple(about["languages"]),
        about.get("looked_at", ""),
        differs,
    )


def editions(folder: Path, but: str = "") -> Sequence[Edition]:
    """Every version that is published in a folder, by label."""
    found = [file for file in sorted(folder.glob(f"*/{ABOUT}")) if file.parent.name != but]
    return [edition(json.loads(file.read_text(encoding="utf-8")), any(file.parent.glob(f"*/{DIFFERENCE}"))) for file in found]


def standing(own: Edition, published: Sequence[Edition], today: date) -> Standing:
    """How a version stands among those of its service: ``in force``, ``not yet``, or ``replaced``."""
    line = sorted({one.label: one for one in [*published, own] if one.service == own.service}.values(), key=lambda one: one.version)
    inforce = next((one for one in reversed(line) if one.version <= today), None)
    later = next((one for one in line if one.version > own.version), None)
    until = later.version - timedelta(days=1) if later else None
    state = "not yet" if own.version > today else "in force" if inforce in (None, own) else "replaced"
    return Standing(state, until, inforce, tuple(reversed(line)))


def is_stale(looked_at: str, now: datetime, stale_after: timedelta = STALE_AFTER) -> bool:
    """Whether a proof is older than it may be and still count as current."""
    return bool(looked_at) and now - datetime.fromisoformat(looked_at) > stale_after


def changed_at(own: Edition, published: Sequence[Edition], now: datetime, stale_after: timedelta = STALE_AFTER) -> datetime:
    """The last moment at which what the filled places say became different by the clock alone."""
    days = [one.version for one in [*published, own] if one.service == own.service]
    moments = [datetime.combine(day, time(), UTC) for day in days]
    if own.looked_at:
        moments.append(datetime.fromisoformat(own.looked_at) + stale_after)
    return max((moment for moment in moments if moment <= now), default=datetime.fromtimestamp(0, UTC))


def as_of(
    html: str, own: Edition, published: Sequence[Edition], language: Language, now: datetime, stale_after: timedelta = STALE_AFTER
) -> str:
    """A published page with its marked places filled for this instant."""
    same = tuple(one for one in published if one.service == own.service)
    said = _places(own, same, language, now.astimezone(UTC).date(), is_stale(own.looked_at, now, stale_after), stale_after)
    return PLACES.sub(lambda match: f"<!--{match[1]}-->{said[match[1]]}<!--/{match[1]}-->", html)


@lru_cache(maxsize=64)
def _places(
    own: Edition, published: tuple[Edition, ...], language: Language, today: date, stale: bool, stale_after: timedelta
) -> Mapping[str, str]:
    module: Any = environment(language).get_template("archive.html").module
    at = standing(own, published, today)
    until = datetime.fromisoformat(own.looked_at) + stale_after if own.looked_at else None
    return {
        "standing": str(module.standing(own, at)).strip(),
        "currency": str(module.currency(until, stale, _days(stale_after, language))).strip() if until else "",
        "versions": str(module.versions(own, at, today)).strip(),
    }


def _days(length: timedelta, language: str) -> str:
    hours = round(length.total_seconds() / 3600)
    if hours % 24:
        return f"{hours} 小时" if language == "zh" else f"{hours} hour{'' if hours == 1 else 's'}"
    return f"{hours // 24} 日" if language == "zh" else f"{hours // 24} day{'' if hours == 24 else 's'}"
