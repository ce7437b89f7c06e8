"""A statement in, a page out: what stands in ``statement-page.<language>.html`` is what people read.

After a change that is meant, look at the difference and write the files anew: ``python -m tests.golden.test_statement_page_golden``.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from kept.statement import render_page
from tests.unit.statement.paged import read_paged

HERE = Path(__file__).parent
STATUSES = {"functions.ordering": ("kept", "2026-11-23T23:08:55+00:00"), "retention.ended_use": ("unproven", "2026-11-23T23:08:55+00:00")}
LINKS = {"zh": "../zh/index.html", "en": "../en/index.html", "index": "../../index.html", "proof": "../proof.html"}


def _body(folder: Path, language: str) -> str:
    """Everything but the head, whose style is a matter of looks."""
    page = render_page(read_paged(folder), "zh" if language == "zh" else "en", statuses=STATUSES, links=LINKS)
    body = page[page.index("<body") :]
    start, end = body.index("SHA-256 ") + len("SHA-256 "), body.index("</p>", body.index("SHA-256 "))
    return f"{body[:start]}…{body[end:]}\n"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_is_the_one_that_was_looked_at(tmp_path: Path, language: str) -> None:
    assert _body(tmp_path, language) == (HERE / f"statement-page.{language}.html").read_text(encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        for said in ("zh", "en"):
            (HERE / f"statement-page.{said}.html").write_text(_body(Path(temporary), said), encoding="utf-8")
