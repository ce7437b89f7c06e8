"""The Chromium that other tests build upon renders Chinese and English pages and takes pictures of them."""

from pathlib import Path

from playwright.sync_api import Browser, Page

PAPER = """<!doctype html><html lang="zh"><meta charset="utf-8"><title>隐私声明</title>
<link rel="icon" href="data:,"><h1>隐私声明 Privacy statement</h1><p id="drawn"></p>
<script>document.querySelector("#drawn").textContent = "已绘制 drawn"</script></html>"""


def test_a_local_page_is_rendered_and_photographed(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "statement.html"
    file.write_text(PAPER, encoding="utf-8")
    page.goto(file.as_uri())
    assert page.title() == "隐私声明"
    assert page.inner_text("#drawn") == "已绘制 drawn"
    picture = page.screenshot(path=tmp_path / "statement.png")
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 5_000


def test_chinese_has_a_font(page: Page) -> None:
    """Two different characters without a font would be drawn as the same empty box."""
    pictures = []
    for character in ("隐", "私"):
        page.set_content(f'<p style="font: 80px sans-serif; margin: 0">{character}</p>')
        pictures.append(page.locator("p").screenshot())
    assert pictures[0] != pictures[1]


def test_the_browser_prints(chromium: Browser) -> None:
    context = chromium.new_context()
    paper = context.new_page()
    paper.set_content("<h1>Proof</h1>")
    assert paper.pdf(format="A4").startswith(b"%PDF")
    context.close()
