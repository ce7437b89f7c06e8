"""Findings in the Static Analysis Results Interchange Format 2.1.0 (OASIS), which code hosts and editors show beside the lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import PurePath
from typing import Any, Final

from kept.law.finding import Finding
from kept.law.rule import Rule

VERSION: Final = "2.1.0"
SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(findings: Sequence[Finding], rules: Mapping[str, Rule], language: str, version: str) -> Mapping[str, Any]:
    """One run of lint as a document; what the statement explains itself is suppressed with its own words as the reason."""
    index = {name: position for position, name in enumerate(rules)}
    return {
        "$schema": SCHEMA,
        "version": VERSION,
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "kept lint",
                        "semanticVersion": version,
                        "language": "zh-CN" if language == "zh" else "en",
                        "rules": [_rule(rule, language) for rule in rules.values()],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, index, language) for finding in findings],
            }
        ],
    }


def _rule(rule: Rule, language: str) -> Mapping[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.says.words(language)},
        "defaultConfiguration": {"level": rule.severity},
    }


def _result(finding: Finding, index: Mapping[str, int], language: str) -> Mapping[str, Any]:
    said = " ".join(words.words(language) for words in (finding.message, finding.source, finding.mend))
    same = sha256("\n".join((finding.rule, *finding.about, *finding.other, *finding.against)).encode()).hexdigest()
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index[finding.rule],
        "level": finding.severity,
        "message": {"text": said},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": PurePath(finding.place.file).as_posix()},
                    "region": {"startLine": max(finding.place.line, 1), "startColumn": max(finding.place.column, 1)},
                },
                "logicalLocations": [{"fullyQualifiedName": name, "kind": "declaration"} for name in (*finding.about, *finding.other)],
            }
        ],
        "partialFingerprints": {"finding/v1": same},
        "properties": {"clause": finding.clause, "against": list(finding.against)},
    }
    if finding.known:
        reason = finding.resolved.words(language) if finding.resolved else ""
        result["suppressions"] = [{"kind": "inSource", "status": "accepted", "justification": reason}]
    return result
