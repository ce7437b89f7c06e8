"""Each rule that holds a statement against itself finds its contradiction in a small statement, and nothing once it is mended."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kept.law import known_rules, law_data, lint
from tests.unit.law.stating import Clauses, stating

CASES = {
    rule: case
    for file in sorted(Path(__file__).parent.glob("contradictions*.yaml"))
    for rule, case in yaml.safe_load(file.read_text(encoding="utf-8")).items()
}


def found(folder: Path, rule: str, clauses: Clauses) -> list[str]:
    statement = stating(folder, clauses)
    return [finding.message.en for finding in lint(statement, law_data(), [known_rules()[rule]])]


@pytest.mark.parametrize("rule", CASES)
def test_a_contradiction_is_found_and_its_mending_is_seen(tmp_path: Path, rule: str) -> None:
    case = CASES[rule]
    statement = stating(tmp_path, case["found"])
    findings = lint(statement, law_data(), [known_rules()[rule]])
    assert findings
    for finding in findings:
        assert finding.place.line > 0 and finding.clause in {clause.id for clause in statement.clauses}
        assert not finding.known
        for words in (finding.message, finding.source, finding.mend):
            assert words.zh and words.en and words.zh != words.en
    assert found(tmp_path, rule, case["found"] | case["mended"]) == []


def test_every_rule_on_these_subjects_is_tried() -> None:
    subjects = {subject(rule) for rule in CASES}
    assert {rule for rule in known_rules() if subject(rule) in subjects} == set(CASES)


def subject(rule: str) -> str:
    """The module that a rule stands in."""
    return known_rules()[rule].looks.__module__


@pytest.mark.parametrize("rule", CASES)
def test_a_small_statement_without_contradictions_raises_no_alarm(tmp_path: Path, rule: str) -> None:
    assert found(tmp_path, rule, {}) == []
