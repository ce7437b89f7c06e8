"""The probe that compares a page with the declarations sees whatever differs: less, more, another, in another order."""

from __future__ import annotations

from pathlib import Path

import pytest

from kept.packs import find
from kept.promises import known_kinds
from kept.statement import Statement, publish, read_statement, refresh, render_page
from kept.statement.publication import clause_difference, page_differences
from tests.unit.statement.paged import read_paged
from tests.unit.statement.test_archive import NOW, PROVEN

CHANGES = {
    "a number in a sentence": ("Deleted within 60 days", "Deleted within 160 days"),
    "a table cell": ('<td data-heading="Data">name</td>', '<td data-heading="Data">mobile number</td>'),
    "a row of a table": ('<td data-heading="Data">name</td></tr>', "</tr>"),
    "a heading of a table": ('<th scope="col">Data</th></tr>', '<th scope="col">Some data</th></tr>'),
    "an item of a list": ("name, mobile number<a", "name<a"),
    "another item in a list": ("name, mobile number<a", "name, mobile number, gender<a"),
    "a bullet more": ("<li>people of 18", "<li>and more</li><li>people of 18"),
    "a sentence more": ("<p>We collect in these cases:</p>", "<p>We collect in these cases:</p><p>And others.</p>"),
    "a summary": ("We collect what ordering and", "We collect hardly anything but ordering and"),
    "a title": ("</a> Functions</h3>", "</a> Functionality</h3>"),
    "the title of the statement": (">Privacy statement</h1>", ">Statement</h1>"),
    "the date": (">2 January 2024<", ">3 January 2024<"),
    "the language that decides": ("the Chinese text decides", "the English text decides"),
    "a reading of a contradiction": ("The smaller list counts.", "The longer list counts."),
    "a gap that is no longer owned up to": ("The original does not say how to end it.", ""),
    "a period at a glance": ('<td data-heading="Period">60 days</td>', '<td data-heading="Period">600 days</td>'),
    "a function at a glance": ("; newsletter</td>", "</td>"),
    "a clause at a glance": ('<a href="#clause-1.1-end">1.1</a>', '<a href="#clause-1.1-end">2.1</a>'),
    "how many rows there are": ("How long data is kept (1)", "How long data is kept (2)"),
    "a clause that nobody declared": ('<main id="text">', '<main id="text"><section data-clause="99"><p>New.</p></section>'),
    "a sentence outside every clause": ("</main>", "<p>And we sell it.</p></main>"),
}


@pytest.fixture
def shop(tmp_path: Path) -> Statement:
    return read_paged(tmp_path)


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_is_changed_on_the_page_is_seen(shop: Statement, what: str) -> None:
    page = render_page(shop, "en", statuses={promise.id: ("kept", PROVEN) for promise in shop.promises})
    old, new = CHANGES[what]
    assert old in page
    assert not page_differences(shop, "en", page)
    assert page_differences(shop, "en", page.replace(old, new))


def test_rows_that_changed_places_are_seen(shop: Statement) -> None:
    page = render_page(shop, "en")
    first = page.index('<tr><th scope="row" data-heading="Function">ordering')
    second = page.index('<tr><th scope="row" data-heading="Function">newsletter')
    end = page.index("</tbody>", second)
    found = clause_difference(shop.clause("1.1"), shop, "en", page[:first] + page[second:end] + page[first:second] + page[end:])
    assert found and not found.lacks and not found.adds
    assert [finding.what.en for finding in found.findings("url")] == ["The page says it in another order than the statement."]


def test_a_finding_says_what_is_missing_and_what_was_added(shop: Statement) -> None:
    page = render_page(shop, "zh").replace("60 日 内删除", "90 日 内删除")
    found = clause_difference(shop.clause("1.1 end"), shop, "zh", page)
    assert found
    said = [finding.what.zh for finding in found.findings("https://example.test/zh/")]
    assert said == ["页面缺少：停止使用后 60 日 内删除。", "页面多出：停止使用后90日内删除。"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_largest_statement_is_the_same_on_its_page_once_the_day_is_filled_in(tmp_path: Path, language: str) -> None:
    neocrm = read_statement(find("neocrm-2023").statement, known_kinds())
    publish(neocrm, tmp_path, {promise.id: ("kept", PROVEN) for promise in neocrm.promises})
    refresh(tmp_path, NOW)
    page = (tmp_path / neocrm.label / language / "index.html").read_text(encoding="utf-8")
    assert not page_differences(neocrm, "zh" if language == "zh" else "en", page)
