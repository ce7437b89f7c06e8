"""Texts of a statement are plain: a tag or an invisible control character is refused where it stands; letters of any script are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from kept.errors import KeptError
from tests.unit.statement.small import SMALL, read_small

CLAUSE = "      zh: 我们在{retention.ended_use.within}后删除。"
BLOCK = """      zh: |
        第一行。
        第二行%s，{retention.ended_use.within}。"""


def _refused(folder: Path, old: str, new: str) -> list[tuple[str, int, int]]:
    with pytest.raises(KeptError) as error:
        read_small(folder, (old, new))
    return [(fault.code, fault.place.line, fault.place.column) for fault in error.value.faults if fault.code in ("KEPT-S039", "KEPT-S040")]


def _line(text: str) -> int:
    return SMALL.splitlines().index(text) + 1


@pytest.mark.parametrize("tag", ["<b>x</b>", "<script>", "</p>", "<!-- x -->", "<img src=x", "<!doctype html>"])
def test_a_tag_is_refused_with_its_line_and_column(tmp_path: Path, tag: str) -> None:
    said = CLAUSE.replace("我们", f"{tag}我们")
    assert _refused(tmp_path, CLAUSE, said) == [("KEPT-S039", _line(CLAUSE), 11)]


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200f", "\u061c", "\u200b", "\ufeff"])
def test_an_invisible_control_character_is_refused_in_the_line_of_a_block(tmp_path: Path, sign: str) -> None:
    assert _refused(tmp_path, CLAUSE, BLOCK % sign) == [("KEPT-S040", _line(CLAUSE) + 2, 12)]


def test_one_that_is_written_as_an_escape_is_refused_at_its_key(tmp_path: Path) -> None:
    escaped = CLAUSE.replace("zh: 我们", 'zh: "\\u202e我们') + '"'
    assert [(code, line) for code, line, _ in _refused(tmp_path, CLAUSE, escaped)] == [("KEPT-S040", _line(CLAUSE))]


def test_names_and_titles_are_read_as_strictly(tmp_path: Path) -> None:
    name = "    zh: 下单"
    assert _refused(tmp_path, name, "    zh: 下<i>单") == [("KEPT-S039", _line(name), 10)]
    assert [code for code, _, _ in _refused(tmp_path, "zh: 姓名", "zh: 姓\u2067名")] == ["KEPT-S040"]


def test_letters_from_right_to_left_and_signs_that_are_no_tags_are_welcome(tmp_path: Path) -> None:
    said = CLAUSE.replace("我们", "עברית العربية فارسی\u200cها 18 < 20 > 3 & 设置 > 偏好 -> 我们")
    statement = read_small(tmp_path, (CLAUSE, said))
    assert statement.clause("2").text


def test_the_error_names_what_was_found_in_both_languages(tmp_path: Path) -> None:
    with pytest.raises(KeptError) as error:
        read_small(tmp_path, (CLAUSE, CLAUSE.replace("我们", "\u202e我们")))
    fault = error.value.faults[0]
    assert "U+202E" in fault.message("zh") and "U+202E" in fault.message("en")
    assert "clauses.1.text.zh" in fault.message("en")
