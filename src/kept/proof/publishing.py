"""Publishes a run beside the statement: pages with the live status of each promise, the report, the document."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kept.proof.report import report_html
from kept.statement import Statement, publish
from kept.statement.model import Language


def publish_proof(found: Mapping[str, Any], statement: Statement, folder: Path, language: Language) -> list[Path]:
    """Write ``<folder>/<label>/proof.html`` and ``proof.json`` and publish the pages with each promise's status; returns what was written.

    Every file is made whole before the first is put in place, each by renaming; the report is there before a page refers to it.
    """
    place = folder / statement.label
    place.mkdir(parents=True, exist_ok=True)
    texts = {"proof.html": report_html(found, statement, language), "proof.json": json.dumps(found, ensure_ascii=False, indent=1)}
    made = {place / name: place / f".{name}.{os.getpid()}" for name in texts}
    try:
        for file, temporary in made.items():
            temporary.write_text(texts[file.name], encoding="utf-8")
        for file, temporary in made.items():
            temporary.replace(file)
    finally:
        for temporary in made.values():
            temporary.unlink(missing_ok=True)
    statuses = {entry["promise"]: (entry["verdict"], entry["at"]) for entry in found["verdicts"]}
    return [*made, *publish(statement, folder, statuses)]
