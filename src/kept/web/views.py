"""The pages: files of the published folders, and a home page that lists the latest proofs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from kept.proof import overview_html
from kept.statement import ABOUT, DIFFERENCE, Edition, Language, as_of, changed_at, editions, index_page, policy_of, published
from kept.web.headers import POLICY


def home(request: HttpRequest) -> HttpResponse:
    """The latest proof of each pack, in Chinese or, with ``?lang=en`` or where the browser prefers it, in English."""
    said = request.GET.get("lang") or _preferred(request.headers.get("Accept-Language", ""))
    proofs = [_summary(file, file.stat().st_mtime_ns) for file in _each("proof.json")]
    about = {entry["label"]: entry for entry in _published()}
    response = _page(overview_html(proofs, about, "en" if said == "en" else "zh"))
    response["Vary"] = "Accept-Language"
    return response


def healthy(request: HttpRequest) -> HttpResponse:
    """Says that the server answers; nothing more."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def statements(request: HttpRequest) -> HttpResponse:
    """The list of published statements."""
    return _page(index_page(_published(), datetime.now(UTC).date()))


def statement(request: HttpRequest, label: str, language: Language) -> HttpResponse:
    """A published page, with what only the day can say: whether it is in force, which other versions there are, how old its proof is.

    The text is as it was published. Its time of change is that of the file, or the later one at which something of this came about.
    """
    file = _found(label, f"{language}/index.html")
    found = _editions()
    own = next((one for one in found if one.label == label), None)
    if own is None:
        return _file(label, f"{language}/index.html")
    now = datetime.now(UTC)
    state = file.stat()
    html, policy = _read(file, state.st_mtime_ns)
    response = HttpResponse(as_of(html.decode("utf-8"), own, found, language, now, settings.KEPT_STALE_AFTER))
    response[POLICY] = policy
    changed = max([state.st_mtime, changed_at(own, found, now, settings.KEPT_STALE_AFTER).timestamp(), *_beside(own.service, found)])
    return _dated(response, changed)


def difference(request: HttpRequest, label: str, language: Language) -> HttpResponse:
    """What changed from the version before, where that has been published."""
    return _file(label, f"{language}/{DIFFERENCE}")


def proof(request: HttpRequest, label: str) -> HttpResponse:
    """The report of the latest run."""
    return _file(label, "proof.html")


def proof_document(request: HttpRequest, label: str) -> HttpResponse:
    """The latest run as the document that ``kept prove --json`` writes."""
    return HttpResponse(_found(label, "proof.json").read_bytes(), content_type="application/json; charset=utf-8")


def _preferred(accepted: str) -> str:
    """``en`` where the browser names English before Chinese or without it."""
    names = [name.split(";")[0].strip()[:2].lower() for name in accepted.split(",")]
    return next((name for name in names if name in ("zh", "en")), "zh")


def _each(name: str) -> Iterator[Path]:
    """The file of that name of every label; of two folders that hold a label, the first counts."""
    seen: set[str] = set()
    for folder in settings.KEPT_FOLDERS:
        for file in sorted(folder.glob(f"*/{name}")):
            if file.parent.name not in seen and not file.parent.name.startswith("."):
                seen.add(file.parent.name)
                yield file


def _found(label: str, name: str) -> Path:
    for folder in settings.KEPT_FOLDERS:
        file: Path = folder / label / name
        if file.is_file():
            return file
    raise Http404


def _published() -> Sequence[Mapping[str, Any]]:
    """What is published in all folders, each label once."""
    found = [about for folder in reversed(settings.KEPT_FOLDERS) for about in published(folder)]
    return list({about["label"]: about for about in found}.values())


def _file(label: str, name: str) -> HttpResponse:
    file = _found(label, name)
    state = file.stat()
    html, policy = _read(file, state.st_mtime_ns)
    response = HttpResponse(html)
    response[POLICY] = policy
    return _dated(response, state.st_mtime)


def _dated(response: HttpResponse, changed: float) -> HttpResponse:
    """With its time of change; it may be kept, but has to be asked for again each time, so that a correction is seen at once."""
    response["Last-Modified"] = format_datetime(datetime.fromtimestamp(int(changed), UTC), usegmt=True)
    response["Cache-Control"] = "no-cache"
    return response


def _editions() -> Sequence[Edition]:
    """The versions of all folders, each label once."""
    found = [one for folder in reversed(settings.KEPT_FOLDERS) for one in editions(folder)]
    return list({one.label: one for one in found}.values())


def _beside(service: str, found: Sequence[Edition]) -> Iterator[float]:
    """When the versions of a service were published, and their pages of differences."""
    for one in found:
        if one.service == service:
            yield _found(one.label, ABOUT).stat().st_mtime
            if one.differs:
                yield from (file.stat().st_mtime for folder in settings.KEPT_FOLDERS for file in folder.glob(f"{one.label}/*/{DIFFERENCE}"))


def _page(html: str) -> HttpResponse:
    response = HttpResponse(html)
    response[POLICY] = policy_of(html)
    response["Cache-Control"] = "no-cache"
    return response


@lru_cache(maxsize=16)
def _read(file: Path, changed: int) -> tuple[bytes, str]:
    html = file.read_bytes()
    return html, policy_of(html.decode("utf-8"))


@lru_cache(maxsize=32)
def _summary(file: Path, changed: int) -> Mapping[str, Any]:
    """What the home page says of a proof: everything but the verdicts."""
    return {key: value for key, value in json.loads(file.read_text(encoding="utf-8")).items() if key != "verdicts"}
