"""The explanations name what is there: every room, every table of the books, every verdict and origin."""

from __future__ import annotations

import re

from kept.promises.verdict import Origin, Outcome
from kept.statement.wording import OUTCOMES
from tests.docs.pages import DOCS, ROOT, text_of

EXPLANATION = DOCS / "explanation"


def words(page: str) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", text_of(EXPLANATION / page)))


def test_every_room_is_in_the_table_of_the_architecture() -> None:
    rooms = {folder.parent.name for folder in (ROOT / "src" / "kept").glob("*/__init__.py")}
    assert rooms - words("architecture.md") == set()


def test_every_folder_that_the_table_names_is_there() -> None:
    table = text_of(EXPLANATION / "architecture.md").partition("| folder of `src/kept` |")[2].partition("\n\n")[0]
    named = {room for line in table.splitlines()[2:] for room in re.findall(r"`(\w+)`", line.split("|")[1])}
    assert len(named) > 15
    assert [room for room in named if not (ROOT / "src" / "kept" / room).is_dir()] == []


def test_every_table_of_the_books_is_explained() -> None:
    folder = ROOT / "src" / "kept" / "books" / "migrations"
    made = {
        name for file in folder.glob("*.sql") for name in re.findall(r"^create table kept\.(\w+)", file.read_text(encoding="utf-8"), re.M)
    }
    assert len(made) > 20
    assert {name for name in made if not name.startswith("ledger_")} - words("books.md") == set()


def test_every_verdict_and_every_origin_is_explained_in_the_words_of_the_report() -> None:
    text = text_of(EXPLANATION / "evidence.md")
    for outcome, shown in OUTCOMES.items():
        assert f"| {shown.sign} | {outcome} |" in text
    for origin in Origin.__args__:
        assert f"| {origin} |" in text
    assert set(Outcome.__args__) == set(OUTCOMES)
