"""With its marks removed, every contradiction that a statement owns up to is found by lint unaided; with them, none is left open."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kept.law import clauses_of, known_rules, law_data, lint, meets
from kept.law.linting import within
from kept.packs import PackPlace, services_folder, versions
from kept.promises import known_kinds
from kept.statement import Statement, read_statement
from tests.unit.law.stating import stating
from tests.unit.law.test_contradictions import CASES

PACKS = [pack for folder in sorted(services_folder().iterdir()) for pack in versions(folder)]
WITHOUT_LAW = [known_rules()[rule] for rule in CASES] + [rule for name, rule in known_rules().items() if name.startswith("translation-")]


def read(pack: PackPlace) -> Statement:
    return read_statement(pack.statement, known_kinds(), shown_as=pack.statement.name)


def unmarked(statement: Statement) -> Statement:
    bare = {path: replace(declared, conflict=None, gap=None) for path, declared in statement.declarations.items()}
    return replace(statement, declarations=bare)


@pytest.mark.parametrize("pack", PACKS, ids=[pack.label for pack in PACKS])
def test_every_conflict_is_found_with_the_marks_removed(pack: PackPlace) -> None:
    statement = read(pack)
    stated = clauses_of(statement)
    findings = lint(unmarked(statement), law_data())
    missing = [
        f"{declared.place.line} {declared.path} against {declared.conflict.clause}: {declared.conflict.says.en}"
        for declared in statement.declarations.values()
        if declared.conflict and not any(meets(declared.path, declared.conflict, finding, stated) for finding in findings)
    ]
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("pack", PACKS, ids=[pack.label for pack in PACKS])
def test_no_contradiction_is_left_without_a_mark(pack: PackPlace) -> None:
    still = [finding for finding in lint(read(pack), law_data(), WITHOUT_LAW) if not finding.known]
    assert not still, "\n".join(f"{finding.place} {finding.rule}: {finding.message.en}" for finding in still)


MARK = {"says": {"zh": "另一处不同。", "en": "Another differs."}, "resolved": {"zh": "从严。", "en": "The stricter holds."}}


def ages(folder: Path, **mark: object) -> Statement:
    child = {"age_under": {"CN": 16}, **mark}
    return stating(folder, {"9": {"definitions": {"child": {"country": "CN", "age_under": 14}}}, "10(a)": {"minors": {"young": child}}})


@pytest.mark.parametrize("clause", ["9", "2, 9"])
def test_a_conflict_explains_a_finding_against_the_clause_that_it_names(tmp_path: Path, clause: str) -> None:
    (finding,) = lint(ages(tmp_path, conflict={"clause": clause, **MARK}), law_data(), [known_rules()["two-ages"]])
    assert finding.known
    assert finding.resolved and finding.resolved.en == "The stricter holds."


@pytest.mark.parametrize("clause", ["8", "10(a)", "99", "9(b)"])
def test_a_conflict_with_another_clause_explains_nothing(tmp_path: Path, clause: str) -> None:
    (finding,) = lint(ages(tmp_path, conflict={"clause": clause, **MARK}), law_data(), [known_rules()["two-ages"]])
    assert not finding.known


def test_a_gap_never_explains_a_contradiction(tmp_path: Path) -> None:
    (finding,) = lint(ages(tmp_path, gap={"zh": "未写明。", "en": "Not said."}), law_data(), [known_rules()["two-ages"]])
    assert not finding.known


def test_a_gap_explains_what_is_missing(tmp_path: Path) -> None:
    mail = {"email": "missing", "gap": {"zh": "原文空白。", "en": "Blank in the original."}}
    (finding,) = lint(stating(tmp_path, {"9": {"contacts": {"mail": mail}}}), law_data(), [known_rules()["blank-contact"]])
    assert finding.known


@pytest.mark.parametrize(
    ("clause", "other"), [("4.1", "4.1"), ("4.1(5)", "4.1"), ("II(I)2(9)A", "II(I)2(9)"), ("II(I)2", "II(I)"), ("II intro.1", "II")]
)
def test_a_clause_lies_inside_another(clause: str, other: str) -> None:
    assert within(clause, other)


@pytest.mark.parametrize(
    ("clause", "other"), [("4.10", "4.1"), ("II(I)", "II(I)2"), ("III(I)", "II"), ("II(II)", "II(I)"), ("2(1)0", "2(10)")]
)
def test_a_clause_lies_beside_another(clause: str, other: str) -> None:
    assert not within(clause, other)


def test_an_empty_number_is_a_blank(tmp_path: Path) -> None:
    (finding,) = lint(stating(tmp_path, {"9": {"contacts": {"desk": {"phone": ""}}}}), law_data(), [known_rules()["blank-contact"]])
    assert "phone" in finding.message.en
