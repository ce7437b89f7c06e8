"""``kept lint``: what it prints, its JSON and SARIF, and when it exits with 1."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from kept.cli.entry import run
from kept.law import known_rules
from tests.unit.law.stating import stating

CLASH = {"9": {"definitions": {"child": {"country": "CN", "age_under": 14}}}, "10": {"minors": {"young": {"age_under": {"CN": 16}}}}}
MARK = {"clause": "9", "says": {"zh": "不同。", "en": "Differs."}, "resolved": {"zh": "从高。", "en": "The higher holds."}}
KNOWN = {**CLASH, "10": {"minors": {"young": {"age_under": {"CN": 16}, "conflict": MARK}}}}

# What the specification (OASIS, SARIF 2.1.0: 3.13, 3.14, 3.19, 3.27, 3.28, 3.35, 3.49) asks of the objects that are used here.
TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
POSITIVE = {"type": "integer", "minimum": 1}
RULE = {
    "type": "object",
    "required": ["id", "shortDescription", "defaultConfiguration"],
    "properties": {"id": {"type": "string"}, "shortDescription": TEXT, "defaultConfiguration": {"properties": {"level": LEVEL}}},
}
PLACE = {
    "type": "object",
    "required": ["physicalLocation"],
    "properties": {
        "physicalLocation": {
            "required": ["artifactLocation", "region"],
            "properties": {
                "artifactLocation": {"required": ["uri"], "properties": {"uri": {"type": "string", "pattern": "^[^\\\\ ]+$"}}},
                "region": {"required": ["startLine"], "properties": {"startLine": POSITIVE, "startColumn": POSITIVE}},
            },
        }
    },
}
SUPPRESSION = {
    "required": ["kind"],
    "properties": {"kind": {"enum": ["inSource", "external"]}, "status": {"enum": ["accepted", "underReview", "rejected"]}},
}
RESULT = {
    "type": "object",
    "required": ["message"],
    "properties": {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": LEVEL,
        "message": TEXT,
        "locations": {"type": "array", "items": PLACE},
        "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
        "suppressions": {"type": "array", "items": SUPPRESSION},
    },
}
DRIVER = {"required": ["name"], "properties": {"rules": {"type": "array", "items": RULE, "uniqueItems": True}}}
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "required": ["tool"],
                "properties": {
                    "tool": {"required": ["driver"], "properties": {"driver": DRIVER}},
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {"type": "array", "items": RESULT},
                },
            },
        },
    },
}


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEPT_LANG", "en")


def pack(folder: Path, clauses: Any) -> str:
    (folder / "shop/statement").mkdir(parents=True)
    stating(folder / "shop/statement", clauses)
    return str(folder / "shop")


def test_an_unexplained_error_is_shown_with_its_place_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lint", pack(tmp_path, CLASH)]) == 1
    said = capsys.readouterr().out
    assert "[two-ages]" in said and "2024-01-02.yaml:" in said
    assert "under 16" in said and "under 14" in said and "→" in said


def test_it_speaks_chinese_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lint", pack(tmp_path, CLASH), "--lang", "zh"]) == 1
    assert "不满 16 周岁" in capsys.readouterr().out


def test_what_the_statement_explains_is_counted_and_does_not_fail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lint", pack(tmp_path, KNOWN)]) == 0
    said = capsys.readouterr().out
    assert "1  two-ages" in said and "→ Use one age" not in said


def test_quiet_says_nothing_and_still_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lint", pack(tmp_path, CLASH), "--quiet"]) == 1
    assert capsys.readouterr().out == ""


def test_the_json_has_what_the_contract_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lint", pack(tmp_path, CLASH), "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    finding = next(finding for finding in document["findings"] if finding["rule"] == "two-ages")
    assert finding["severity"] == "error" and finding["clause"] == "10" and finding["known"] is False
    assert finding["file"].endswith("2024-01-02.yaml") and finding["line"] > 1
    assert finding["about"] == ["minors.young"] and finding["other"] == ["definitions.child"]
    assert all(finding[key] for key in ("message", "source", "mend"))


@pytest.mark.parametrize("clauses", [CLASH, KNOWN, {}])
def test_the_sarif_keeps_the_rules_of_its_format(tmp_path: Path, clauses: Any) -> None:
    file = tmp_path / "found.sarif"
    run(["lint", pack(tmp_path, clauses), "--sarif", str(file), "--quiet"])
    document = json.loads(file.read_text(encoding="utf-8"))
    assert [error.message for error in Draft202012Validator(SARIF).iter_errors(document)] == []
    (found,) = document["runs"]
    rules = [rule["id"] for rule in found["tool"]["driver"]["rules"]]
    assert rules == list(known_rules())
    for result in found["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
    clash = [result for result in found["results"] if result["ruleId"] == "two-ages"]
    assert [("suppressions" in result) for result in clash] == {id(CLASH): [False], id(KNOWN): [True]}.get(id(clauses), [])
    if clauses is KNOWN:
        assert clash[0]["suppressions"][0]["justification"] == "The higher holds."


def test_the_sarif_of_a_real_statement_keeps_them_too(tmp_path: Path) -> None:
    file = tmp_path / "found.sarif"
    run(["lint", "neocrm-2023", "--sarif", str(file), "--quiet"])
    document = json.loads(file.read_text(encoding="utf-8"))
    assert [error.message for error in Draft202012Validator(SARIF).iter_errors(document)] == []
    prints = [result["partialFingerprints"]["finding/v1"] for result in document["runs"][0]["results"]]
    assert len(prints) > 50


def test_a_statement_that_cannot_be_read_exits_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "shop/statement").mkdir(parents=True)
    (tmp_path / "shop/statement/2024-01-02.yaml").write_text("service: [", encoding="utf-8")
    assert run(["lint", str(tmp_path / "shop")]) == 2
    assert "KEPT-S001" in capsys.readouterr().err


def test_a_file_that_cannot_be_written_exits_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lint", pack(tmp_path, {}), "--sarif", str(tmp_path / "no/such/folder/found.sarif")]) == 2
    assert "KEPT-C007" in capsys.readouterr().err
