"""The numbers of clauses as the originals have them: decimal, Roman, with letters after a bracket."""

from __future__ import annotations

import pytest

from kept.packs import find
from kept.promises import known_kinds
from kept.statement import read_statement
from kept.statement.showing import number_of, shown_clauses


@pytest.mark.parametrize("clause", ["2", "2.1(10)", "II(I)", "II(I)1", "II(I)2(9)A", "IV(IV)b.1", "V.2.(1)", "IX.3(6)"])
def test_a_number_of_the_original_is_printed_as_it_is(clause: str) -> None:
    assert number_of(clause) == clause


@pytest.mark.parametrize("clause", ["Preamble", "Introduction", "2.1 end", "II intro", "II(I)2(9) tail", "Header.changes.1"])
def test_a_name_is_no_number(clause: str) -> None:
    assert number_of(clause) == ""


def test_a_contradiction_with_two_clauses_names_both() -> None:
    pack = find("xiaoman-2021")
    statement = read_statement(pack.statement, known_kinds(), pack.inventory)
    notes = {note.about: note.at for clause in shown_clauses(statement, "zh", {}) for note in clause.notes}
    assert notes["对邮件的读取和分析"] == "“新增或者改进的功能”、第 II(I)2(1)A 条"
