"""The small shop's statement with clauses added, each stating the declarations given for it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from kept.promises import known_kinds
from kept.statement import Statement, read_statement
from tests.unit.statement.small import SMALL

Clauses = Mapping[str, Mapping[str, Mapping[str, Any]]]


def stating(folder: Path, clauses: Clauses, texts: Mapping[str, tuple[str, str]] | None = None) -> Statement:
    """Clauses ``S1``, ``S2`` … of the shop itself come first; ``texts`` are the words of added clauses, where they matter."""
    data: dict[str, Any] = yaml.load(SMALL, yaml.BaseLoader)  # noqa: S506 - plain strings only
    for clause in data["clauses"]:
        clause["id"] = f"Shop {'ab'[int(clause['id']) - 1]}"
    for id, sections in clauses.items():
        states = []
        for section, declarations in sections.items():
            data.setdefault(section, {}).update(_worded(declarations))
            states += [f"{section}.{name}" for name in declarations if section != "items"]
        zh, en = (texts or {}).get(id, ("见此。", "See here."))
        if states:
            data["clauses"].append({"id": id, "title": {"zh": "标题", "en": "Title"}, "states": states, "text": {"zh": zh, "en": en}})
    data["clauses"].sort(key=lambda clause: str(clause["id"]))
    file = folder / "2024-01-02.yaml"
    file.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return read_statement(file, known_kinds(), shown_as="2024-01-02.yaml")


def _worded(value: Any) -> Any:
    """With ``~words`` written out in both languages."""
    if isinstance(value, Mapping):
        return {key: _worded(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_worded(entry) for entry in value]
    return {"zh": value[1:], "en": value[1:]} if isinstance(value, str) and value.startswith("~") else value
