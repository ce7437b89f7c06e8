"""A translation that lost or changed a promise is found; one that says the same in its own way is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from kept.law import Finding, known_rules, law_data, lint
from tests.unit.law.stating import stating

RULES = [rule for name, rule in known_rules().items() if name.startswith("translation-")]


def found(folder: Path, zh: str, en: str) -> Sequence[Finding]:
    clauses = {"3": {"notices": {"told": {"advice": "read"}}}}
    return lint(stating(folder, clauses, {"3": (zh, en)}), law_data(), RULES)


@pytest.mark.parametrize(
    ("rule", "zh", "en"),
    [
        ("translation-number", "我们在 30 日之内答复您的请求。", "We answer your request within 60 days."),
        ("translation-number", "我们在 30 日之内答复您的请求。", "We answer your request in due time."),
        ("translation-number", "儿童是指不满十四周岁的人。", "A child is a person under 16."),
        ("translation-negation", "我们不会向任何第三方出售您的个人信息。", "We sell your personal data to third parties."),
        ("translation-negation", "我们会向第三方出售您的个人信息。", "We do not sell your personal data to third parties."),
        ("translation-exception", "我们删除您的个人信息，法律另有规定的除外。", "We delete your personal data in the manner of law."),
        (
            "translation-duty",
            "我们收集敏感信息之前应当取得您的单独同意。",
            "We may obtain your separate consent before collecting sensitive data.",
        ),
        ("translation-duty", "我们在收集之前可以向您告知目的和方式。", "We must tell you purpose and manner when we collect."),
    ],
)
def test_a_promise_lost_in_translation_is_found(tmp_path: Path, rule: str, zh: str, en: str) -> None:
    finding = next(finding for finding in found(tmp_path, zh, en) if finding.rule == rule)
    assert finding.clause == "3" and finding.place.line > 0
    assert zh.rstrip("。") in finding.source.zh and en.rstrip(".") in finding.source.en


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("我们在三十日之内答复您的请求。", "We answer your request within 30 days."),
        ("儿童是指不满 14 周岁的人，见第十章。", "A child is a person under fourteen; see chapter 10. "),
        ("未经您同意，我们不收集这些信息。", "We collect these only once you have agreed."),
        ("除您同意外，我们不提供任何信息。", "Unless you agree, nothing is handed on."),
        ("须先取得授权，方可查看。", "Looking takes an authorisation first."),
        ("您可以随时撤回同意，无须说明理由。", "You can withdraw at any time and need give no reason."),
        ("健康信息（如 COVID-19）仅用于筛查。", "Health facts (COVID-19) serve screening only."),
    ],
)
def test_the_same_said_differently_is_left_alone(tmp_path: Path, zh: str, en: str) -> None:
    assert [finding.rule for finding in found(tmp_path, zh, en)] == []


def test_a_long_text_is_compared_line_by_line(tmp_path: Path) -> None:
    zh = "我们不会出售您的个人信息。\n\n我们在 15 日之内答复您。"
    en = "We sell your personal data to others.\n\nWe do not fail to answer you within 15 days."
    assert [finding.rule for finding in found(tmp_path, zh, en)] == ["translation-negation", "translation-negation"]
