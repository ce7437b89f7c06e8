"""Every link of the documentation leads somewhere, and every page can be reached from the index."""

from __future__ import annotations

from pathlib import Path

from tests.docs.pages import DOCS, ROOT, anchors, links, pages

LARGEST_PICTURE_BYTES = 300_000


def target(page: Path, said: str) -> Path:
    return (page.parent / said.partition("#")[0]).resolve() if said.partition("#")[0] else page


def inside(page: Path) -> list[str]:
    return [link.target for link in links(page) if not link.target.startswith(("https://", "http://", "mailto:"))]


def test_every_link_leads_to_a_file_that_is_there() -> None:
    dead = [f"{page.relative_to(ROOT)}: {said}" for page in pages() for said in inside(page) if not target(page, said).exists()]
    assert dead == []


def test_every_anchor_is_a_heading_of_the_page_that_it_names() -> None:
    dead = [
        f"{page.relative_to(ROOT)}: {said}"
        for page in pages()
        for said in inside(page)
        if "#" in said and target(page, said).suffix == ".md" and said.partition("#")[2] not in anchors(target(page, said))
    ]
    assert dead == []


def test_links_stay_inside_the_repository() -> None:
    outside = [said for page in pages() for said in inside(page) if not target(page, said).is_relative_to(ROOT)]
    assert outside == []


def test_every_page_can_be_reached_from_the_index() -> None:
    reached: set[Path] = set()
    waiting = [DOCS / "index.md"]
    while waiting:
        page = waiting.pop()
        if page in reached:
            continue
        reached.add(page)
        waiting += [found for said in inside(page) if (found := target(page, said)).suffix == ".md" and found.exists()]
    assert sorted(str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md") if page not in reached) == []


def test_the_readme_leads_to_the_index() -> None:
    assert "docs/index.md" in inside(ROOT / "README.md")


def test_pictures_are_pictures_and_small() -> None:
    shown = {target(page, link.target) for page in pages() for link in links(page) if link.is_image}
    assert {DOCS / "images" / "report.png", DOCS / "images" / "page.png"} <= shown
    for picture in shown:
        assert picture.read_bytes().startswith(b"\x89PNG"), picture
        assert picture.stat().st_size < LARGEST_PICTURE_BYTES, picture


def test_no_picture_lies_there_unused() -> None:
    shown = {target(page, link.target) for page in pages() for link in links(page) if link.is_image}
    assert set((DOCS / "images").iterdir()) == shown
