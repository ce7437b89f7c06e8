"""Published pages and reports in a real Chromium, as people get them: readable, switched, printed, on a phone, asking nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from kept.packs import find
from kept.promises import known_kinds
from kept.proof import publish_proof
from kept.statement import Statement, read_statement
from kept.statement.publication import page_differences
from kept.web import running
from tests.unit.proof.sample_run import sample_run

LABEL = "neocrm-2023"
PAGES = ("", "?lang=en", "statement/", f"statement/{LABEL}/zh/", f"statement/{LABEL}/en/", f"proof/{LABEL}/", f"proof/{LABEL}/#en")


@pytest.fixture(scope="module")
def neocrm() -> Statement:
    return read_statement(find(LABEL).statement, known_kinds())


@pytest.fixture(scope="module")
def address(neocrm: Statement, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site")
    publish_proof(sample_run(neocrm), neocrm, folder, "zh")
    with running(folder) as (found, _):
        yield found


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_nobody_else_and_its_style_applies(page: Page, address: str, path: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + path)
    own = urlsplit(address).netloc
    assert not [url for url in asked if not url.startswith("data:") and urlsplit(url).netloc != own]
    assert len([url for url in asked if not url.startswith("data:")]) == 1, "one document and nothing beside it"
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px", "the policy let the style apply"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [320, 390, 768])
def test_nothing_scrolls_sideways_on_a_phone(chromium: Browser, address: str, path: str, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 800}, device_scale_factor=2, has_touch=True)
    page = context.new_page()
    page.goto(address + path)
    page.evaluate("document.querySelectorAll('details').forEach(found => found.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_whole_without_scripts(chromium: Browser, address: str, path: str) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(address + path)
    expect(page.locator("h1:visible")).to_have_count(1)
    context.close()


def test_a_reader_goes_from_the_contents_to_a_clause_and_to_the_other_language(page: Page, address: str, neocrm: Statement) -> None:
    page.goto(f"{address}statement/{LABEL}/zh/")
    page.get_by_role("navigation", name="目录").get_by_text(neocrm.clause("5.2").title.zh).click()
    expect(page.locator("#clause-5\\.2 h3")).to_be_in_viewport()
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(f"{address}statement/{LABEL}/en/index.html")
    expect(page.get_by_role("heading", level=1)).to_have_text(neocrm.title.en)
    page.get_by_role("link", name="All statements").click()
    expect(page.get_by_text(LABEL)).to_be_visible()


def test_a_status_leads_to_its_promise_in_the_report(page: Page, address: str) -> None:
    page.goto(f"{address}statement/{LABEL}/en/")
    mark = page.locator("a.mark.kept").first
    promise = mark.get_attribute("data-promise")
    mark.click()
    expect(page.locator(f'[id="en-promise-{promise}"]')).to_be_in_viewport()
    page.go_back()
    clause = page.locator("section", has=page.locator(":scope > .state .broken")).first
    clause.locator(".state summary").click()
    broken = clause.locator(".state li", has=page.locator(".broken")).first
    promise = broken.locator(".id").inner_text()
    broken.get_by_role("link").click()
    expect(page.locator(f'[id="en-promise-{promise}"]')).to_be_in_viewport()
    expect(page.locator("#en")).to_be_visible()
    expect(page.locator("#zh")).to_be_hidden()


def test_the_report_changes_its_language_without_a_script(page: Page, address: str) -> None:
    page.goto(f"{address}proof/{LABEL}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("有 2 项承诺已违反")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 promises are broken")
    expect(page.locator("#zh")).to_be_hidden()
    page.get_by_role("navigation", name="Contents").get_by_text("How to verify").click()
    expect(page.locator("#en-verify h2")).to_be_in_viewport()
    page.get_by_role("link", name="中文").click()
    expect(page.locator("#en")).to_be_hidden()


def test_evidence_is_folded_until_it_is_asked_for(page: Page, address: str) -> None:
    page.goto(f"{address}proof/{LABEL}/#en")
    evidence = page.locator("#en .verdicts details.evidence").first
    expect(evidence.locator("pre").first).to_be_hidden()
    evidence.locator("summary").click()
    expect(evidence.locator("pre").first).to_be_visible()


def test_the_report_is_one_file_that_opens_from_a_disk(page: Page, address: str, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    page.goto(f"{address}proof/{LABEL}/")
    file.write_text(page.content(), encoding="utf-8")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{file.as_uri()}#en")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 promises are broken")
    assert not [url for url in asked if not url.startswith(("file:", "data:"))]


@pytest.mark.parametrize("path", [f"statement/{LABEL}/zh/", f"proof/{LABEL}/#en"])
def test_paper_shows_what_the_screen_folds(page: Page, address: str, path: str) -> None:
    page.goto(address + path)
    inside = page.locator("details.note p, #en .verdicts details.evidence pre").first
    expect(inside).to_be_hidden()
    page.emulate_media(media="print")
    assert inside.bounding_box(), "what is folded takes up room on paper"
    expect(page.locator(".bar:visible")).to_have_count(0)
    assert page.pdf(format="A4", prefer_css_page_size=True).startswith(b"%PDF")


@pytest.mark.parametrize(("width", "folded"), [(390, True), (1280, False)])
def test_tables_at_a_glance_are_folded_on_a_phone_and_open_on_a_desk(chromium: Browser, address: str, width: int, folded: bool) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(f"{address}statement/{LABEL}/zh/")
    cell = page.locator("#glance-items tbody th").first
    room = cell.bounding_box()
    assert bool(room and room["height"]) is not folded
    if folded:
        page.locator("#glance-items summary").click()
        expect(cell).to_be_visible()
    context.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_is_built_for_those_who_hear_it(page: Page, address: str, language: str) -> None:
    """Headings without a gap, landmarks with names, table headers, one language and direction, names for every link."""
    page.goto(f"{address}statement/{LABEL}/{language}/")
    levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(found => +found.tagName[1])")
    assert levels[0] == 1 and levels.count(1) == 1
    assert not [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1]
    assert page.evaluate("document.documentElement.dir") == "ltr"
    assert page.evaluate("document.documentElement.lang") == {"zh": "zh-Hans", "en": "en"}[language]
    for landmark in ("main", "body > header", "body > footer"):
        expect(page.locator(landmark)).to_have_count(1)
    assert not page.evaluate("[...document.querySelectorAll('nav, aside, [role=region]')].filter(found => !found.ariaLabel).length")
    assert not page.evaluate("[...document.querySelectorAll('table')].filter(one => !one.querySelector('thead th[scope=col]')).length")
    assert not page.evaluate("[...document.querySelectorAll('tbody tr')].filter(one => !one.querySelector('th[scope=row]')).length")
    assert not page.evaluate("[...document.querySelectorAll('a')].filter(found => !found.textContent.trim()).length")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#text"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_without_scripts_every_sentence_and_table_is_there(chromium: Browser, address: str, neocrm: Statement, language: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    answer = page.goto(f"{address}statement/{LABEL}/{language}/")
    assert answer and "<script" not in answer.text()
    assert not page_differences(neocrm, "zh" if language == "zh" else "en", page.content())
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(chromium: Browser, address: str, scheme: str) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1 for every colour of text."""
    context = chromium.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.goto(f"{address}proof/{LABEL}/")
    ratios = page.evaluate(
        """() => {
            const style = getComputedStyle(document.documentElement);
            const light = hex => [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16) / 255)
                .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
                .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
            const of = name => light(style.getPropertyValue(name).trim());
            const names = ["--ink", "--soft", "--accent", "--kept", "--broken", "--unproven", "--attested", "--published"];
            return ["--paper", "--tint"].flatMap(ground => names.map(name => {
                const [high, low] = [of(name), of(ground)].sort((a, b) => b - a);
                return [name + " on " + ground, (high + 0.05) / (low + 0.05)];
            }));
        }"""
    )
    assert len(ratios) == 16
    assert not [(name, ratio) for name, ratio in ratios if not ratio >= 4.5]
    context.close()
