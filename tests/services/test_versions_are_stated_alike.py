"""Two versions of one service declare like promises alike, so that what differs between them is what really changed."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict

import pytest

from kept.packs import find
from kept.promises import Promise, known_kinds
from kept.statement import Statement, read_inventory, read_statement

OLDER, NEWER = "neocrm-2021", "neocrm-2023"
# The row says the same, but another row bears on the declaration and changed.
REWORDED = {
    "recipients.co_sponsors": "what co-sponsors may send changed (4.1)",
}


@pytest.fixture(scope="module")
def versions() -> Mapping[str, Statement]:
    return {label: read_statement(find(label).statement, known_kinds()) for label in (OLDER, NEWER)}


def _pairs(relation: str) -> Sequence[tuple[str, str]]:
    with (find(NEWER).folder / "inventory" / "neocrm-pairs.tsv").open(encoding="utf-8", newline="") as file:
        return [(line["id_2021"], line["id_2023"]) for line in csv.DictReader(file, delimiter="\t") if line["relation"] == relation]


def _covering(statement: Statement) -> Mapping[str, Promise]:
    return {row: promise for promise in statement.promises for row in promise.covers}


def test_rows_that_stayed_are_the_same_declaration_with_the_same_fields(versions: Mapping[str, Statement]) -> None:
    older, newer = _covering(versions[OLDER]), _covering(versions[NEWER])
    differing = {
        older[before].path
        for before, after in _pairs("same")
        if (older[before].path, older[before].kind) != (newer[after].path, newer[after].kind)
        or asdict(older[before].parameters) != asdict(newer[after].parameters)
    }
    assert differing - set(REWORDED) == set()


def test_rows_that_changed_are_the_same_declaration_with_other_words_or_values(versions: Mapping[str, Statement]) -> None:
    older, newer = _covering(versions[OLDER]), _covering(versions[NEWER])
    assert [(before, after) for before, after in _pairs("changed") if older[before].path != newer[after].path] == []


def test_rows_that_are_gone_are_declared_in_the_older_version_only(versions: Mapping[str, Statement]) -> None:
    older, names = _covering(versions[OLDER]), {promise.path for promise in versions[NEWER].promises}
    assert [older[before].path for before, _ in _pairs("removed") if older[before].path in names] == []


def test_rows_that_are_new_are_declared_in_the_newer_version_only(versions: Mapping[str, Statement]) -> None:
    newer, names = _covering(versions[NEWER]), {promise.path for promise in versions[OLDER].promises}
    assert [newer[after].path for _, after in _pairs("added") if newer[after].path in names] == []


@pytest.mark.parametrize("label", [OLDER, NEWER])
def test_every_row_stands_in_the_clause_that_its_section_names(label: str, versions: Mapping[str, Statement]) -> None:
    rows, covering = read_inventory(find(label).inventory), _covering(versions[label])
    stray = [
        (row.id, row.section, covering[row.id].clauses)
        for row in rows.values()
        if not any(clause == _clause(row.section) or clause.startswith(f"{_clause(row.section)}(") for clause in covering[row.id].clauses)
    ]
    assert stray == []


def _clause(section: str) -> str:
    """The clause of a section: the older inventory counts the preamble's paragraphs, and gives letters to what stands within a clause."""
    if section in ("head", "Header"):
        return "Header"
    return "Preamble" if section.casefold().startswith("preamble") else re.sub(r"(?<=\d)[a-z]$", "", section)
