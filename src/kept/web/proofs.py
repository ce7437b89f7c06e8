"""The latest proofs as the people's pages read them, from the published folders."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from kept.web.api.region import now


def proof_of(label: str) -> Mapping[str, Any] | None:
    """The latest proof document of a statement; None where it has not been proven."""
    for folder in settings.KEPT_FOLDERS:
        file: Path = folder / label / "proof.json"
        if file.is_file():
            return _read(file, file.stat().st_mtime_ns)
    return None


def summary(label: str) -> Mapping[str, Any] | None:
    """Of the latest proof: when it was, how it came out, and whether it is too old to count as current."""
    found = proof_of(label)
    if found is None:
        return None
    at = datetime.fromisoformat(found["at"])
    return {"at": at, "totals": found["totals"], "stale": now() - at > settings.KEPT_STALE_AFTER}


@lru_cache(maxsize=16)
def _read(file: Path, changed: int) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found
