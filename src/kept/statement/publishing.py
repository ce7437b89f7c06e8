"""Writes statements as static pages: ``<folder>/<label>/<language>/index.html``, and ``<folder>/index.html``, the list of all."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from kept.statement.archive import ABOUT, DIFFERENCE, STALE_AFTER, as_of, edition, editions, standing
from kept.statement.model import Language, Statement
from kept.statement.page import environment, looked_at, render_page, stylesheet
from kept.statement.policy import policy
from kept.statement.showing import Statuses

LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")


def page_url(base: str, label: str, language: str) -> str:
    """The address of a published page below ``base``: ``<base>/<label>/<language>/``."""
    return f"{base.rstrip('/')}/{label}/{language}/"


def publish(statement: Statement, folder: Path, statuses: Statuses | None = None) -> list[Path]:
    """Write the pages of a statement in all its languages, and the list of everything published in ``folder``.

    All pages are made before the first is put in place, and each is put in place by renaming: a reader sees the old page or the
    new one, never half of one. With ``statuses`` the pages carry them and name the report ``<label>/proof.html``. Returns what was written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".publishing-", dir=folder) as temporary:
        made = Path(temporary)
        for language in statement.languages.all:
            links = {other: f"../{other}/index.html" for other in statement.languages.all} | {"index": "../../index.html"}
            if statuses:
                links["proof"] = "../proof.html"
            _write(made / statement.label / language / "index.html", render_page(statement, language, statuses=statuses, links=links))
        about = _about(statement, looked_at(statuses) if statuses else "")
        _write(made / statement.label / ABOUT, json.dumps(about, ensure_ascii=False, indent=1))
        _write(made / "index.html", index_page([*published(folder, but=statement.label), about]))
        return [_placed(file, folder / file.relative_to(made)) for file in sorted(made.rglob("*")) if file.is_file()]


def publish_differences(statements: Sequence[Statement], folder: Path) -> list[Path]:
    """Write what each version changed from the one before it, ``<folder>/<label>/<language>/difference.html``, where both are given.

    The pages of the versions name it once they are refreshed. Returns what was written.
    """
    # Whoever publishes one version only does not wait for it.
    from kept.statement.versions import difference, difference_page

    services: dict[str, list[Statement]] = {}
    for statement in sorted(statements, key=lambda one: one.version):
        services.setdefault(statement.service, []).append(statement)
    written: list[Path] = []
    for old, new in (pair for line in services.values() for pair in pairwise(line)):
        found = difference(old, new)
        for language in new.languages.all:
            tongue = language if language in old.languages.all else old.languages.prevailing
            links: dict[str, str] = {other: f"../{other}/{DIFFERENCE}" for other in new.languages.all}
            links |= {"index": "../../index.html", "new": "index.html", "old": f"../../{old.label}/{tongue}/index.html"}
            place = folder / new.label / language / DIFFERENCE
            temporary = place.with_name(f".{DIFFERENCE}.new")
            _write(temporary, difference_page(found, language, links))
            written.append(_placed(temporary, place))
    return written


def refresh(folder: Path, now: datetime, stale_after: timedelta = STALE_AFTER) -> list[Path]:
    """Bring every page of a folder up to date without its statement; returns what was written.

    What the day decides is whether the version is in force, which others there are, with the page of differences where one stands
    (``<label>/<language>/difference.html``), and whether the proof is still current.
    """
    found = editions(folder)
    fresh: dict[Path, str] = {}
    for own in found:
        for language in (tongue for tongue in LANGUAGES if tongue in own.languages):
            page = folder / own.label / language / "index.html"
            if page.is_file():
                fresh[page] = as_of(page.read_text(encoding="utf-8"), own, found, language, now, stale_after)
    fresh[folder / "index.html"] = index_page(published(folder), now.date())
    with tempfile.TemporaryDirectory(prefix=".publishing-", dir=folder) as temporary:
        made = Path(temporary)
        for place, text in fresh.items():
            _write(made / place.relative_to(folder), text)
        return [_placed(made / place.relative_to(folder), place) for place in fresh]


def published(folder: Path, but: str = "") -> Sequence[Mapping[str, Any]]:
    """What is published in a folder, by label: ``label, service, version, title, languages, sha256, looked_at``."""
    files = sorted(folder.glob(f"*/{ABOUT}"))
    return [json.loads(file.read_text(encoding="utf-8")) for file in files if file.parent.name != but]


def index_page(statements: Sequence[Mapping[str, Any]], today: date | None = None) -> str:
    """The list of published statements, newest first within each service; older ones stay readable while rows are judged by them.

    Given the day, it says which one of each service is in force, and which are not yet.
    """
    style = stylesheet("statement.css")
    newest_first = sorted(statements, key=lambda about: about["version"], reverse=True)
    ordered = sorted(newest_first, key=lambda about: about["service"])
    found = [edition(about) for about in ordered]
    states = {own.label: standing(own, found, today).state for own in found} if today else {}
    template = environment("zh").get_template("index.html")
    return template.render(statements=ordered, states=states, style=style, policy=policy(style))


def _about(statement: Statement, looked_at: str) -> Mapping[str, Any]:
    return {
        "label": statement.label,
        "service": statement.service,
        "version": statement.version.isoformat(),
        "title": {"zh": statement.title.zh, "en": statement.title.en},
        "languages": list(statement.languages.all),
        "sha256": statement.sha256,
        "looked_at": looked_at,
    }


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _placed(made: Path, place: Path) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    made.replace(place)
    return place
