"""The console's arrangement of a proof is the report's: the same clauses in the same order, the same promises under each."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import pytest

from kept.packs import find
from kept.promises import known_kinds
from kept.proof import Sought, oversight, publish_proof
from kept.proof.telling import chapters
from kept.statement import Statement, read_statement
from tests.unit.proof.sample_run import sample_run


@pytest.fixture(scope="module")
def proven(tmp_path_factory: pytest.TempPathFactory) -> tuple[Statement, dict[str, Any]]:
    statement, folder = read_statement(find("neocrm-2023").statement, known_kinds()), tmp_path_factory.mktemp("site")
    publish_proof(sample_run(statement), statement, folder, "en")
    return statement, json.loads(Path(folder / "neocrm-2023" / "proof.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_clauses_and_promises_stand_as_in_the_report(proven: tuple[Statement, dict[str, Any]], language: Literal["zh", "en"]) -> None:
    statement, found = proven
    at = datetime.fromisoformat(found["at"])
    seen = oversight(found, statement, language, at, timedelta(days=1), Sought())
    expected = [
        (clause.clause.number, clause.clause.title or clause.clause.id, [told.entry["promise"] for told in clause.verdicts])
        for chapter in chapters(found, statement, language)
        for clause in chapter.clauses
        if clause.verdicts
    ]
    assert len(expected) > 50
    assert [(one.number, one.title, [each.told.entry["promise"] for each in one.promises]) for one in seen.clauses] == expected


def test_only_what_is_sought_is_shown_and_a_clause_without_it_is_not(proven: tuple[Statement, dict[str, Any]]) -> None:
    statement, found = proven
    seen = oversight(found, statement, "en", datetime.fromisoformat(found["at"]), timedelta(days=1), Sought("broken"))
    shown = [each for one in seen.clauses for each in one.promises]
    assert shown and {each.told.entry["verdict"] for each in shown} == {"broken"}
    assert all(one.promises for one in seen.clauses)
    assert len(seen.urgent) == found["totals"]["broken"]
