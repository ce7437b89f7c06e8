"""Pages are written whole or not at all, and the list of statements grows with each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from kept.promises import Words
from kept.statement import page_url, publish, published
from tests.unit.statement.paged import read_paged


def test_both_languages_and_the_list_are_written(tmp_path: Path) -> None:
    site = tmp_path / "site"
    files = publish(read_paged(tmp_path), site)
    names = {file.relative_to(site).as_posix() for file in files}
    assert names == {"index.html", "shop-2024/zh/index.html", "shop-2024/en/index.html", "shop-2024/statement.json"}
    assert all(file.is_file() for file in files)
    assert 'href="../en/index.html"' in (site / "shop-2024/zh/index.html").read_text(encoding="utf-8")
    assert sorted(path.name for path in site.iterdir()) == ["index.html", "shop-2024"], "nothing temporary is left"


def test_earlier_versions_and_files_of_others_stay(tmp_path: Path) -> None:
    site = tmp_path / "site"
    newer = read_paged(tmp_path)
    older = replace(newer, label="shop-2020", version=date(2020, 5, 1), title=Words("旧声明 <i>", "Old <i>"))
    publish(older, site)
    (site / "shop-2020/proof.html").write_text("report", encoding="utf-8")
    publish(newer, site)
    publish(older, site)
    listed = (site / "index.html").read_text(encoding="utf-8")
    assert listed.index("shop-2024/zh/index.html") < listed.index("shop-2020/zh/index.html"), "newest first"
    assert "Old &lt;i&gt;" in listed
    assert (site / "shop-2020/proof.html").read_text(encoding="utf-8") == "report"
    assert [about["label"] for about in published(site)] == ["shop-2020", "shop-2024"]


def test_a_page_that_cannot_be_made_leaves_the_old_ones_alone(tmp_path: Path) -> None:
    site = tmp_path / "site"
    statement = read_paged(tmp_path)
    publish(statement, site)
    before = {file: file.read_bytes() for file in site.rglob("*") if file.is_file()}
    with pytest.raises(UndefinedError):
        publish(replace(statement, title=Words("新", "new")), site, {"retention.ended_use": ("no such outcome", None)})
    assert {file: file.read_bytes() for file in site.rglob("*") if file.is_file()} == before


def test_the_address_of_a_page() -> None:
    assert page_url("https://example.test/privacy/", "shop-2024", "en") == "https://example.test/privacy/shop-2024/en/"
