"""The report that a DPO hands to an auditor: one page, both languages, what is broken first, every figure with its origin."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from kept.packs import find
from kept.promises import known_kinds
from kept.proof import overview_html, report_html
from kept.statement import Statement, policy_of, read_statement
from tests.unit.proof.sample_run import breach, sample_run
from tests.unit.statement.paged import read_paged


@pytest.fixture(scope="module")
def neocrm() -> Statement:
    return read_statement(find("neocrm-2023").statement, known_kinds())


@pytest.fixture(scope="module")
def run(neocrm: Statement) -> dict[str, Any]:
    return sample_run(neocrm)


@pytest.fixture(scope="module")
def report(neocrm: Statement, run: dict[str, Any]) -> str:
    return report_html(run, neocrm, "zh")


def _half(report: str, language: str) -> str:
    """The part of the page in one language."""
    parts = re.split(r'(?=<div class="report)', report)
    return next(
        part
        for part in parts
        if part.startswith(('<div class="report" id="', '<div class="report first" id="')) and f'id="{language}"' in part
    )


def test_the_page_needs_nothing_but_itself(report: str) -> None:
    assert "<script" not in report
    assert not re.findall(r'(?:src|srcset|data|action)="', report)
    assert not [href for href in re.findall(r'href="([^"]*)"', report) if not href.startswith("#") and href != "data:,"]
    assert "url(" not in report.split("</style>")[0]
    assert policy_of(report).startswith("default-src 'none'")


def test_both_languages_hold_every_verdict_and_ids_stand_once(report: str, run: dict[str, Any]) -> None:
    ids = re.findall(r'\sid="([^"]+)"', report)
    assert len(ids) == len(set(ids))
    for language in ("zh", "en"):
        assert {f"{language}-promise-{entry['promise']}" for entry in run["verdicts"]} <= set(ids)
    linked = {href[1:].replace("%28", "(").replace("%29", ")") for href in re.findall(r'href="(#[^"]*)"', report)}
    assert linked <= set(ids)


def test_the_english_half_has_no_chinese_words_of_ours(report: str) -> None:
    english = _half(report, "en").replace("中文", "")
    assert not re.findall(r"[\u4e00-\u9fff]+", english)


def test_the_language_asked_for_stands_first(neocrm: Statement, run: dict[str, Any]) -> None:
    assert '<html lang="en">' in report_html(run, neocrm, "en")
    assert report_html(run, neocrm, "en").index('id="en"') < report_html(run, neocrm, "en").index('id="zh"')
    assert '<div class="report first" id="zh"' in report_html(run, neocrm, "zh")


def test_the_headline_counts_each_outcome_and_staged_evidence_apart(report: str, run: dict[str, Any]) -> None:
    chinese, english = _half(report, "zh"), _half(report, "en")
    assert "有 2 项承诺已违反" in chinese
    assert "2 promises are broken" in english
    for outcome in ("kept", "broken", "unproven", "attested", "published"):
        assert re.search(
            rf'<li class="{outcome}"><span class="figure"><span aria-hidden="true">.</span> {run["totals"][outcome]}</span>', english
        )
    origins = run["origins"]
    assert f"<strong>{origins['acted'] + origins['observed']}</strong>" in english
    assert f"<strong>{origins['staged']}</strong>" in english
    assert "Evidence on staged data is called staged and shows that the probe works, not that the service behaves." in english


def test_what_is_broken_stands_first_with_its_clause_and_counter_examples(report: str, run: dict[str, Any], neocrm: Statement) -> None:
    english = _half(report, "en")
    first = english[english.index('id="en-broken"') : english.index('id="en-chapters"')]
    entry = next(entry for entry in run["verdicts"] if entry["verdict"] == "broken")
    assert "Rows outlive their promised end." in first
    assert "1,337 failing" in first
    assert "(10 of 1,337)" in first
    assert "a-1009" in first
    assert neocrm.clause(entry["clauses"][0]).title.en in first
    assert english.index('id="en-broken"') < english.index('id="en-clauses"')


def test_the_very_sentence_that_is_untrue_is_marked(tmp_path: Path) -> None:
    shop = read_paged(tmp_path)
    found = sample_run(shop)
    next(entry for entry in found["verdicts"] if entry["promise"] == "retention.ended_use")["verdict"] = "broken"
    assert "<mark>Deleted within 60 days after the end of use.</mark>" in report_html(found, shop, "en")


def test_evidence_carries_origin_count_sample_and_query(report: str) -> None:
    english = _half(report, "en")
    folded = english[english.index('<details class="evidence">') :]
    folded = folded[: folded.index("</details>")]
    for said in ("crm.p06 crm.account", "staged", "3,412", "a-1001, a-1002", "SELECT count(*) FROM crm.account"):
        assert said in folded


def test_every_clause_that_was_judged_stands_with_its_words(report: str, run: dict[str, Any], neocrm: Statement) -> None:
    judged = {clause for entry in run["verdicts"] for clause in entry["clauses"]}
    shown = set(re.findall(r'id="zh-clause-([^"]+)"', report))
    assert {clause.replace(" ", "-") for clause in judged} <= shown


def test_times_are_utc_and_the_statement_is_named_by_its_hash(report: str, neocrm: Statement) -> None:
    assert "2026-11-23 23:08（UTC）" in _half(report, "zh")
    assert "2026-11-23 23:08 UTC" in _half(report, "en")
    assert report.count(neocrm.sha256) >= 2


def test_markup_in_a_run_is_text(tmp_path: Path) -> None:
    shop = read_paged(tmp_path)
    found = sample_run(shop)
    found["verdicts"][0]["reason"] = {"zh": "<img src=x>", "en": "<img src=x>"}
    page = report_html(found, shop, "en")
    assert "<img" not in page and "<script" not in page
    assert "&lt;img src=x&gt;" in page


def test_a_run_of_some_promises_says_so(neocrm: Statement, run: dict[str, Any], report: str) -> None:
    some = {**run, "verdicts": run["verdicts"][:3]}
    assert f"This run judged 3 of the statement&#39;s {len(neocrm.promises)} promises." in report_html(some, neocrm, "en")
    assert "本次只检验了" not in report


def test_a_promise_that_the_statement_no_longer_makes_goes_by_its_id(tmp_path: Path) -> None:
    shop = read_paged(tmp_path)
    found = sample_run(shop)
    found["verdicts"][2] |= {"promise": "functions.gone", "verdict": "broken", "clauses": ["9.9"], "findings": []}
    assert "functions.gone" in report_html(found, shop, "en")


def test_breaches_missed_ones_first(neocrm: Statement, run: dict[str, Any]) -> None:
    found = {**run, "breaches": [breach("a row too old", "retention.ended_use"), breach("no sweep", "retention.ended_use", seen=False)]}
    page = _half(report_html(found, neocrm, "en"), "en")
    assert "Of 2 breaches made, 1 went unseen" in page
    assert page.index("no sweep") < page.index("a row too old")
    seen = {**run, "breaches": [breach("a row too old", "retention.ended_use")]}
    assert "破坏演练：1 种破坏全部被发现" in _half(report_html(seen, neocrm, "zh"), "zh")


def test_the_home_page_lists_each_proof_and_what_is_only_published(run: dict[str, Any]) -> None:
    about = {
        label: {"label": label, "title": {"zh": "隐私声明", "en": "Privacy statement"}, "languages": ["zh", "en"]}
        for label in ("neocrm-2023", "shop-2024")
    }
    page = overview_html([{key: value for key, value in run.items() if key != "verdicts"}], about, "en")
    assert 'href="/proof/neocrm-2023/#en"' in page
    assert 'href="/statement/shop-2024/en/"' in page
    assert "Published, not proven yet." in page
    assert "Nothing is published here yet." in overview_html([], {}, "en")
