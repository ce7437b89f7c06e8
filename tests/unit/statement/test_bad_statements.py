"""Bad statements and data maps: each mistake is one clear message with file, line and column, what was found and what was expected."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from kept.datamap import read_datamap, structure_faults
from kept.errors import Fault, KeptError
from tests.unit.statement.small import SMALL, read_small

HAN = re.compile(r"[\u4e00-\u9fff]")

MAP = """\
service: shop
stores:
  app: {kind: postgresql, clusters: [main], schemas: [app]}
roles: {application: shop_app, support: shop_support, tenant: "shop_t_{tenant}", tenants: app.team.team_id}
tables:
  app.member:
    store: app
    functions: [ordering]
    kept:
      - {rule: ended_use, since: joined_at}
    columns:
      member_id: key
      name: name
      cell: mobile
      joined_at: fact
"""
CLUSTER = (
    "clauses:\n",
    "storage:\n  main: {zh: 主库, en: main, country: CN}\n\nclauses:\n",
)
STATED = ("states: [functions.ordering]", "states: [functions.ordering, storage.main]")


def faults_of_statement(folder: Path, *changes: tuple[str, str]) -> Sequence[Fault]:
    with pytest.raises(KeptError) as refused:
        read_small(folder, *changes)
    return refused.value.faults


def faults_of_map(folder: Path, *changes: tuple[str, str]) -> Sequence[Fault]:
    statement = read_small(folder, CLUSTER, STATED)
    file = folder / "datamap.yaml"
    text = MAP
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    with pytest.raises(KeptError) as refused:
        read_datamap(file, statement, "datamap.yaml")
    return refused.value.faults


def assert_clear(fault: Fault, code: str, line: int, column: int, found: str, expected: str) -> None:
    """One message in each language: the place, the very thing that was found, and the way out."""
    assert (fault.code, fault.place.line, fault.place.column) == (code, line, column)
    assert fault.place.file in ("2024-01-02.yaml", "datamap.yaml")
    english, chinese = fault.text("en"), fault.text("zh")
    for text in (english, chinese):
        assert text.startswith(f"{fault.place.file}:{line}:{column}: {code} ")
        assert found in text
    assert expected in english
    assert HAN.search(fault.message("zh")) and HAN.search(fault.way_out("zh"))
    assert not HAN.search(english)


@pytest.mark.parametrize(
    ("change", "code", "line", "column", "found", "expected"),
    [
        pytest.param(("is: collection", "is: colection"), "KEPT-S013", 14, 5, "colection", "collection", id="unknown kind"),
        pytest.param(("functions:\n", "funktions:\n"), "KEPT-S010", 12, 1, "funktions", "functions", id="unknown section"),
        pytest.param(("[name, mobile]", "[name, mobil]"), "KEPT-S030", 17, 19, "mobil", "mobile", id="unknown item"),
        pytest.param(('id: "2"', 'id: "1"'), "KEPT-S017", 36, 5, "1", "unique", id="two clauses with one id"),
        pytest.param(("version: 2024-01-02", "version: 2024-02-30"), "KEPT-S025", 2, 1, "2024-02-30", "2023-08-28", id="no such day"),
        pytest.param(("version: 2024-01-02", "version: soon"), "KEPT-S025", 2, 1, "soon", "2023-08-28", id="not a date"),
        pytest.param(("within: 60 days", "within: 1:30"), "KEPT-S023", 22, 5, "1:30", "60 days", id="a number of base sixty"),
        pytest.param(("within: 60 days", "within: 010 days"), "KEPT-S023", 22, 5, "010 days", "60 days", id="a duration in octal"),
        pytest.param(("    items: [name, mobile]", "    count: 010"), "KEPT-S024", 17, 5, "010", "without leading zeros", id="octal"),
        pytest.param(
            ("    items: [name, mobile]", "    sensitive: maybe"), "KEPT-S026", 17, 5, "maybe", "yes or no", id="neither yes nor no"
        ),
        pytest.param(
            ("    en: ordering\n", "    en: ordering\n    en: buying\n"), "KEPT-S002", 17, 5, "en", "remove or rename", id="duplicate key"
        ),
        pytest.param(("{zh: 姓名,", "!!python/object {zh: 姓名,"), "KEPT-S004", 9, 9, "python/object", "Remove the tag", id="tag"),
        pytest.param(
            ("title: {zh: 隐私声明, en: Privacy statement}", "title: {zh: 隐私声明}"),
            "KEPT-S041",
            4,
            1,
            "title",
            "zh: …, en: …",
            id="one language",
        ),
        pytest.param(("prevailing: zh", "prevailing: fr"), "KEPT-S022", 5, 13, "fr", "'zh' or 'en'", id="not one of the values"),
        pytest.param(("items: [name, mobile]", "items: name"), "KEPT-S027", 17, 5, "name", "[one, two]", id="not a list"),
        pytest.param(("  ordering:\n", "  Ordering:\n"), "KEPT-S011", 13, 3, "Ordering", "small letter", id="a name with a capital"),
    ],
)
def test_a_mistake_in_a_statement_is_named_where_it_stands(
    tmp_path: Path, change: tuple[str, str], code: str, line: int, column: int, found: str, expected: str
) -> None:
    faults = [fault for fault in faults_of_statement(tmp_path, change) if (fault.code, fault.place.line) == (code, line)]
    assert len(faults) == 1
    assert_clear(faults[0], code, line, column, found, expected)


@pytest.mark.parametrize(
    ("change", "code", "line", "column", "found", "expected"),
    [
        pytest.param(("cell: mobile", "cell: mobil"), "KEPT-D005", 14, 7, "mobil", "mobile", id="unknown item"),
        pytest.param(("[ordering]", "[odering]"), "KEPT-D003", 8, 17, "odering", "ordering", id="unknown function"),
        pytest.param(("rule: ended_use", "rule: ended"), "KEPT-D003", 10, 10, "ended", "ended_use", id="unknown rule"),
        pytest.param(("since: joined_at", "since: join_at"), "KEPT-D006", 9, 5, "join_at", "joined_at", id="unknown column"),
        pytest.param(("store: app", "store: apps"), "KEPT-D004", 7, 5, "apps", "app", id="unknown store"),
        pytest.param(("service: shop", "service: chop"), "KEPT-D002", 1, 1, "chop", "shop", id="another service"),
        pytest.param(("\ntables:", "\ntabels:"), "KEPT-D001", 5, 1, "tabels", "tables", id="unknown section"),
        pytest.param(("kind: postgresql", "kind: mysql"), "KEPT-S022", 3, 9, "mysql", "'postgresql'", id="unknown kind of store"),
        pytest.param(("    store: app\n", "    store: app\n    subjekt: x\n"), "KEPT-S021", 8, 5, "subjekt", "subject", id="unknown field"),
        pytest.param(("      name: name\n", "      name: name\n      name: fact\n"), "KEPT-S002", 14, 7, "name", "remove", id="duplicate"),
    ],
)
def test_a_mistake_in_a_data_map_is_named_where_it_stands(
    tmp_path: Path, change: tuple[str, str], code: str, line: int, column: int, found: str, expected: str
) -> None:
    faults = [fault for fault in faults_of_map(tmp_path, change) if fault.code == code]
    assert len(faults) == 1
    assert_clear(faults[0], code, line, column, found, expected)


def test_countries_called_no_and_words_called_yes_stay_what_they_are(tmp_path: Path) -> None:
    statement = read_small(tmp_path, ("countries: [CN]", "countries: [NO, CN]"), ("start: end of use", "start: yes"))
    assert statement.countries == ("NO", "CN")
    assert statement.declarations["retention.ended_use"].body.start == "yes"


def test_an_alias_is_refused_and_what_it_stands_for_is_still_checked(tmp_path: Path) -> None:
    faults = faults_of_statement(
        tmp_path,
        ("items: [name, mobile]", "items: &those [name, mobil]"),
        ("start: end of use", "exceptions: *those"),
    )
    assert [(fault.code, fault.place.line) for fault in faults] == [("KEPT-S030", 17), ("KEPT-S003", 23)]
    assert_clear(faults[1], "KEPT-S003", 23, faults[1].place.column, "2024-01-02.yaml", "{section.name.field}")


def test_an_alias_inside_its_own_anchor_and_aliases_of_aliases_end(tmp_path: Path) -> None:
    circle = faults_of_statement(tmp_path, ("items: [name, mobile]", "items: &self [*self]"))
    assert "KEPT-S003" in [fault.code for fault in circle]
    laughs = "a0: &a0 [lol, lol]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10))
    found = faults_of_statement(tmp_path, ("service: shop\n", f"{laughs}service: shop\n"))
    assert sum(fault.code == "KEPT-S003" for fault in found) == 81


def test_all_mistakes_of_a_statement_are_reported_in_one_run_in_the_order_of_the_file(tmp_path: Path) -> None:
    faults = faults_of_statement(
        tmp_path,
        ("version: 2024-01-02", "version: 2024-13-02"),
        ("    en: ordering\n", "    en: ordering\n    en: buying\n"),
        ("is: collection", "is: colection"),
        ("within: 60 days", "within: sixty days"),
        ("action: delete or anonymise", "axion: delete"),
        ('id: "2"', 'id: "1"'),
    )
    codes = [fault.code for fault in faults]
    assert {"KEPT-S025", "KEPT-S002", "KEPT-S013", "KEPT-S023", "KEPT-S021", "KEPT-S017"} <= set(codes)
    places = [(fault.place.line, fault.place.column) for fault in faults]
    assert places == sorted(places)
    assert all(line for line, _ in places)


def test_all_mistakes_of_a_data_map_are_reported_in_one_run(tmp_path: Path) -> None:
    faults = faults_of_map(
        tmp_path,
        ("cell: mobile", "cell: mobil"),
        ("[ordering]", "[odering]"),
        ("kind: postgresql", "kind: mysql"),
        ("store: app", "store: &a app"),
    )
    assert {"KEPT-D005", "KEPT-D003", "KEPT-S022"} <= {fault.code for fault in faults}


def test_a_data_map_is_looked_at_even_if_its_statement_cannot_be_read(tmp_path: Path) -> None:
    file = tmp_path / "datamap.yaml"
    file.write_text(MAP.replace("kind: postgresql", "kind: mysql").replace("\ntables:", "\nextra: {}\ntables:"), encoding="utf-8")
    assert [fault.code for fault in structure_faults(file, "datamap.yaml")] == ["KEPT-D001", "KEPT-S022"]
    file.write_text(MAP, encoding="utf-8")
    assert structure_faults(file, "datamap.yaml") == ()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"service: shop\n  version: 1\n", "KEPT-S001"),
        (b"service: [shop\n", "KEPT-S001"),
        (b"- shop\n", "KEPT-S005"),
        (b"", "KEPT-S005"),
        (b"service: \xff\n", "KEPT-S006"),
        (b"service: shop\n---\nservice: other\n", "KEPT-S008"),
        (b"? [a, b]\n: shop\n", "KEPT-S009"),
        (b"service: \x00\n", "KEPT-S001"),
    ],
)
def test_what_is_no_yaml_file_of_ours_is_refused_with_a_code(tmp_path: Path, content: bytes, code: str) -> None:
    from kept.promises import known_kinds
    from kept.statement import read_statement

    file = tmp_path / "2024-01-02.yaml"
    file.write_bytes(content)
    with pytest.raises(KeptError) as refused:
        read_statement(file, known_kinds(), shown_as="2024-01-02.yaml")
    assert code in [fault.code for fault in refused.value.faults]
    assert all(fault.place.file == "2024-01-02.yaml" for fault in refused.value.faults)


def test_the_small_statement_and_map_themselves_are_right(tmp_path: Path) -> None:
    statement = read_small(tmp_path, CLUSTER, STATED)
    file = tmp_path / "datamap.yaml"
    file.write_text(MAP, encoding="utf-8")
    assert set(read_datamap(file, statement).tables) == {"app.member"}
    assert "service: shop" in SMALL


def test_a_clause_in_one_language_is_one_error_and_its_declarations_count_as_stated(tmp_path: Path) -> None:
    faults = faults_of_statement(tmp_path, ("title: {zh: 收集, en: Collection}", "title: {zh: 收集}"))
    (fault,) = faults
    assert_clear(fault, "KEPT-S041", fault.place.line, fault.place.column, "zh", "zh: …, en: …")


def test_a_declaration_that_cannot_be_read_is_one_error_whoever_names_it(tmp_path: Path) -> None:
    faults = faults_of_statement(tmp_path, ("    items: [name, mobile]", "    itemz: [name, mobile]"))
    assert [fault.code for fault in faults] == ["KEPT-S021"]


def test_words_without_their_languages_are_told_how_to_be_written(tmp_path: Path) -> None:
    (fault,) = faults_of_statement(tmp_path, ("title: {zh: 收集, en: Collection}", "title: Collection"))
    assert_clear(fault, "KEPT-S041", fault.place.line, fault.place.column, "'Collection'", "zh: …, en: …")
