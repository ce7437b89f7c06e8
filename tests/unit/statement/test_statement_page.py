"""The published page says what the statement says, names every promise, and needs nothing but itself."""

from __future__ import annotations

import gzip
import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from kept.packs import find, services_folder, versions
from kept.promises import Words, known_kinds
from kept.statement import Statement, policy_of, read_statement, render_page
from kept.statement.publication import clause_texts, page_differences
from tests.unit.statement.paged import read_paged

AT = "2026-11-23T23:08:55+00:00"
LANGUAGES = ("zh", "en")


@pytest.fixture(scope="module")
def neocrm() -> Statement:
    return read_statement(find("neocrm-2023").statement, known_kinds())


@pytest.fixture
def shop(tmp_path: Path) -> Statement:
    return read_paged(tmp_path)


def _broken(statement: Statement) -> dict[str, tuple[str, str]]:
    return {promise.id: ("broken", AT) for promise in statement.promises}


def _unsaid(statement: Statement, language: str, html: str) -> list[str]:
    differences = page_differences(statement, "zh" if language == "zh" else "en", html)
    return [said for one in differences for said in one.lacks or one.adds or [one.at]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_every_clause_stands_on_the_page(neocrm: Statement, language: str) -> None:
    assert not _unsaid(neocrm, language, render_page(neocrm, language))
    assert not _unsaid(neocrm, language, render_page(neocrm, language, statuses=_broken(neocrm), links={"proof": "../proof.html"}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_that_is_taken_off_the_page_is_missed(neocrm: Statement, language: str) -> None:
    page = render_page(neocrm, language)
    title = neocrm.clause("5.2").title.words(language)
    assert any(title in said for said in _unsaid(neocrm, language, page.replace(title, "")))


def test_status_and_notes_are_no_part_of_the_compared_text(shop: Statement) -> None:
    plain, marked = render_page(shop, "en"), render_page(shop, "en", statuses=_broken(shop))
    assert clause_texts(plain) == clause_texts(marked)
    assert "The smaller list counts." in plain
    assert "The smaller list counts.".replace(" ", "") not in clause_texts(plain)["1.1"]


@pytest.mark.parametrize("statuses", [False, True])
def test_each_promise_is_an_anchor_and_each_id_stands_once(neocrm: Statement, shop: Statement, statuses: bool) -> None:
    for statement in (neocrm, shop):
        for language in LANGUAGES:
            page = render_page(statement, language, statuses=_broken(statement) if statuses else None)
            ids = re.findall(r'\sid="([^"]+)"', page)
            assert len(ids) == len(set(ids))
            assert not [promise.id for promise in statement.promises if f"promise-{promise.id}" not in ids]
            assert not [said for said in ids if re.search(r"\s", said)]
            assert {f"#{said}" for said in ids} >= {
                href.replace("%28", "(").replace("%29", ")") for href in re.findall(r'href="(#[^"]*)"', page)
            }


def test_a_promise_stands_where_the_text_states_it(shop: Statement) -> None:
    page = render_page(shop, "en")
    bullet = page[page.index("<li>ordering &amp;") : page.index("</li>", page.index("<li>ordering &amp;"))]
    assert 'data-promise="functions.ordering"' in bullet
    cell = page.index('data-heading="Function">newsletter')
    row = page[cell : page.index("</tr>", cell)]
    assert 'data-promise="functions.newsletter"' in row


def test_a_live_status_is_a_sign_and_a_word_and_leads_to_the_report(shop: Statement) -> None:
    page = render_page(shop, "zh", statuses={"retention.ended_use": ("broken", AT)}, links={"proof": "../proof.html"})
    mark = re.search(r'<a class="mark broken".*?</a>', page)
    assert mark
    assert 'data-status="broken"' in mark[0]
    assert 'href="../proof.html#zh-promise-retention.ended_use"' in mark[0]
    assert "✕" in mark[0] and "已违反" in mark[0] and "2026-11-23 23:08（UTC）" in mark[0]
    assert "1 项已违反" in page


def test_paragraphs_bullets_and_tables_are_what_they_look_like(shop: Statement) -> None:
    page = render_page(shop, "zh")
    assert "<p>我们在下列情形收集信息：</p>" in page
    assert "<p>不同意不影响其他功能，只影响这一项。</p>" in page
    assert "<p>Refusing costs this function only, and no other.</p>" in render_page(shop, "en")
    assert page.count("<li>下单") == 1
    assert '<th scope="col">信息</th>' in page
    assert '<td data-heading="信息">姓名、手机号码</td>' in page


def test_signs_of_html_inside_texts_are_text(shop: Statement) -> None:
    tagged = replace(shop, title=Words("<script>alert(1)</script>", "<b>&</b>"))
    for language in LANGUAGES:
        page = render_page(tagged, language, statuses=_broken(shop))
        assert "<script" not in page and "<b>" not in page
        assert {"zh": "&lt;script&gt;alert(1)&lt;/script&gt;", "en": "&lt;b&gt;&amp;&lt;/b&gt;"}[language] in page
        assert "18 &lt; 20" in page and "עברית" in page
        assert not _unsaid(tagged, language, page)


class _Loads(HTMLParser):
    """Collects whatever would make a browser fetch or run something."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag in ("script", "iframe", "img", "object", "embed", "video", "audio", "form", "base"):
            self.found.append(tag)
        if tag == "link" and said.get("rel") != "alternate" and said.get("href") != "data:,":
            self.found.append(str(said))
        self.found += [name for name in said if name.startswith("on") or name == "style"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_loads_and_runs_nothing_and_its_policy_says_so(neocrm: Statement, language: str) -> None:
    page = render_page(neocrm, language, statuses=_broken(neocrm), links={"zh": "../zh/", "en": "../en/", "index": "../../"})
    loads = _Loads()
    loads.feed(page)
    assert not loads.found
    style = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert len(style) == 1
    assert "url(" not in style[0] and "@import" not in style[0]
    digest = b64encode(sha256(style[0].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy_of(page)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy and policy[1].replace("&#39;", "'") == policy_of(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_under_a_hundred_kilobytes_over_the_wire_with_every_promise_marked(language: str) -> None:
    places = [place for folder in services_folder().iterdir() for place in versions(folder)]
    assert places
    for place in places:
        statement = read_statement(place.statement, known_kinds())
        page = render_page(statement, "zh" if language == "zh" else "en", statuses=_broken(statement), links={"proof": "../proof.html"})
        assert len(gzip.compress(page.encode(), 6)) < 100_000, place.label


def test_the_page_says_its_language_its_date_and_where_the_other_language_is(shop: Statement) -> None:
    page = render_page(shop, "zh", links={"zh": "../zh/index.html", "en": "../en/index.html"})
    assert '<html lang="zh-Hans" dir="ltr">' in page
    assert '<time datetime="2024-01-02" data-said="effective">2024 年 1 月 2 日</time>' in page
    assert '<a href="../en/index.html" hreflang="en" lang="en">English</a>' in page
    assert "以中文文本为准" in page


def test_a_contradiction_is_noted_once_with_the_clause_that_it_is_at_odds_with(shop: Statement, neocrm: Statement) -> None:
    page = render_page(shop, "zh")
    assert page.count("以少者为准。") == 1
    assert "与第 2 条不一致" in page
    conflicts = [declared.conflict for declared in neocrm.declarations.values() if declared.conflict]
    assert conflicts
    for language in LANGUAGES:
        whole = unescape(render_page(neocrm, language))
        assert not [conflict for conflict in conflicts if conflict.resolved.words(language) not in whole]
