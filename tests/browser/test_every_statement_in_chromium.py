"""Every statement of every service, published together, read in a real Chromium: both languages, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from kept.packs import services_folder, versions
from kept.promises import known_kinds
from kept.proof import served
from kept.statement import Statement, publish, publish_differences, read_statement, refresh
from kept.statement.publication import page_differences
from kept.statement.showing import depth_of

PLACES = {place.label: place for folder in sorted(services_folder().iterdir()) for place in versions(folder)}
READ = [(label, language) for label in PLACES for language in ("zh", "en")]


@pytest.fixture(scope="module")
def statements() -> dict[str, Statement]:
    kinds = known_kinds()
    return {label: read_statement(place.statement, kinds) for label, place in PLACES.items()}


@pytest.fixture(scope="module")
def site(statements: dict[str, Statement], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("all")
    for statement in statements.values():
        publish(statement, folder)
    publish_differences(list(statements.values()), folder)
    refresh(folder, datetime.now(UTC))
    with served(folder) as address:
        yield address


def test_there_are_five_statements_of_four_services() -> None:
    assert set(PLACES) >= {"neocrm-2021", "neocrm-2023", "xiaoman-2021", "phocol-2025", "vehilink-2024"}


@pytest.mark.parametrize(("label", "language"), READ)
def test_a_statement_is_complete_as_chromium_shows_it(
    page: Page, site: str, statements: dict[str, Statement], label: str, language: str
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}/{label}/{language}/index.html")
    assert not page_differences(statements[label], "zh" if language == "zh" else "en", page.content())
    expect(page.get_by_role("heading", level=1)).to_have_text(statements[label].title.words(language))
    assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {urlsplit(site).netloc}, "nobody else is asked"
    levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(found => +found.tagName[1])")
    assert levels.count(1) == 1 and not [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1]


@pytest.mark.parametrize(("label", "language"), READ)
def test_the_contents_lead_to_every_chapter(page: Page, site: str, statements: dict[str, Statement], label: str, language: str) -> None:
    page.goto(f"{site}/{label}/{language}/index.html")
    targets = page.evaluate("[...document.querySelectorAll('.contents a')].map(found => decodeURIComponent(found.hash.slice(1)))")
    assert not page.evaluate("targets => targets.filter(target => !document.getElementById(target))", targets)
    chapters = [clause for clause in statements[label].clauses if depth_of(clause.id) == 0]
    assert len(targets) >= len(chapters)
    assert not [chapter.id for chapter in chapters if chapter.summary is None and chapter.id[0] in "123456789IVX" and chapter.text is None]


@pytest.mark.parametrize(("label", "language"), READ)
def test_a_phone_shows_it_without_scrolling_sideways(chromium: Browser, site: str, label: str, language: str) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 760}, device_scale_factor=2, has_touch=True)
    page = context.new_page()
    page.goto(f"{site}/{label}/{language}/index.html")
    page.evaluate("document.querySelectorAll('details').forEach(found => found.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_difference_of_two_versions_is_read_side_by_side(chromium: Browser, site: str, language: str, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(f"{site}/neocrm-2023/{language}/index.html")
    page.locator("a[href$='difference.html']").first.click()
    expect(page.locator("#ask tbody tr").first).to_be_visible()
    assert page.locator("ins").count() > 100 and page.locator("del").count() > 100
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
