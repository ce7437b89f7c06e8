"""Uploads are what they say or are not taken; weak passwords are named as what they are."""

import os
import string
import subprocess
import sys

import pytest

from foundation.languages import Texts, language_of
from foundation.passwords import hashed, matches, weakness
from foundation.uploads import MOST_ROWS, Unfit, picture, table
from services.neocrm.app.serving import FOLDER

COLUMNS = {"name": ("name", "姓名"), "email": ("email",)}
SEGMENT = b"\xff\xe1\x00\x10Exif\x00\x00GPS-here"
JPEG = b"\xff\xd8\xff\xe0\x00\x04ab" + SEGMENT + b"\xff\xda\x00\x02scan\xff\xd9"


def test_a_jpeg_loses_what_it_says_beside_the_picture() -> None:
    kind, content = picture(JPEG)
    assert kind == "image/jpeg"
    assert b"GPS" not in content
    assert content.startswith(b"\xff\xd8\xff\xe0")
    assert content.endswith(b"scan\xff\xd9")


BROKEN = (b"", b"\xff\xd8\xff", JPEG[:8], b"\x89PNG\r\n\x1a\n\x00\x00", b"GIF89a", b"<svg/>", JPEG[:2] + b"\xff\xe0\xff\xff")


@pytest.mark.parametrize("content", BROKEN)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(Unfit):
        picture(content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_is_read_in_the_encodings_of_spreadsheets_and_only_its_declared_columns(encoding: str) -> None:
    content = "姓名,备注,EMAIL\n王安,秘密,a@x.cn\n,,\n".encode(encoding)
    assert table(content, COLUMNS, ("name",)) == [(2, {"name": "王安", "email": "a@x.cn"})]


@pytest.mark.parametrize("content", [b"", b"\x00", b"email\na@x.cn\n", b"name\n" + b"x\n" * (MOST_ROWS + 1), b"\xff\xff\xff"])
def test_a_table_that_lacks_something_or_has_too_much_is_refused_whole(content: bytes) -> None:
    with pytest.raises(Unfit):
        table(content, COLUMNS, ("name",))


def test_a_password_matches_itself_only_and_nobody_has_none() -> None:
    stored = hashed("a quiet harbour 7", os.urandom)
    assert stored.startswith("$argon2id$v=19$m=65536")
    assert matches("a quiet harbour 7", stored)
    assert not matches("a quiet harbour 8", stored)
    assert not matches("nobody", None)
    assert not matches("anything", "$argon2id$v=19$m=65536,t=3,p=4$specimen07")


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "short"),
        ("x" * 201, "long"),
        ("aaaaaaaaaaaa", "simple"),
        ("onlyletters", "simple"),
        ("MyPassword!9", "guessed"),
        ("lin.wang-2026!", "personal"),
        ("a quiet harbour 7", None),
        ("安静的港湾里有七条小船", None),
    ],
)
def test_a_weak_password_is_named_as_what_it_is(password: str, why: str | None) -> None:
    assert weakness(password, ("lin.wang", None)) == why


def test_the_language_is_the_one_asked_for_remembered_or_accepted() -> None:
    assert language_of("en", "zh", "zh-CN") == "en"
    assert language_of("fr", "en", "zh-CN") == "en"
    assert language_of(None, None, "fr;q=0.9, en-GB;q=0.8") == "en"
    assert language_of(None, None, "fr") == "zh"


def _facts(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_text_of_the_application_is_in_both_languages_with_the_same_facts() -> None:
    texts = Texts.read(FOLDER / "texts")
    assert [key for key, words in texts.said.items() if _facts(words["zh"]) != _facts(words["en"])] == []


def test_passwords_of_several_people_are_worked_on_at_the_same_moment_without_waiting_for_each_other_for_ever() -> None:
    # Threads that hang would hang the test run too, so that they are another process's.
    script = """
from concurrent.futures import ThreadPoolExecutor
from foundation.passwords import hashed, matches
with ThreadPoolExecutor(4) as pool:
    stored = list(pool.map(lambda n: hashed(f"a quiet harbour {n}", bytes), range(4)))
    assert all(pool.map(lambda n: matches(f"a quiet harbour {n}", stored[n]), range(4)))
"""
    assert subprocess.run([sys.executable, "-c", script], timeout=60, check=False).returncode == 0
