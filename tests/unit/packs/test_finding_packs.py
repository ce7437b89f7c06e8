"""A pack is found by service, by label and by path, and a wrong name is answered with the nearest right ones."""

from datetime import date
from pathlib import Path

import pytest

from kept.errors import KeptError
from kept.packs import find, pack_code, services_folder, versions


@pytest.fixture
def services(tmp_path: Path) -> Path:
    for service, days in {"shop": ["2021-03-09", "2023-08-28"], "club": ["2024-01-01", "2024-06-01"]}.items():
        statements = tmp_path / "services" / service / "statement"
        statements.mkdir(parents=True)
        for day in days:
            (statements / f"{day}.yaml").write_text("", encoding="utf-8")
    return tmp_path / "services"


def test_a_service_means_its_newest_version(services: Path) -> None:
    pack = find("shop", services=services)
    assert (pack.service, pack.version, pack.label) == ("shop", date(2023, 8, 28), "shop-2023")
    assert pack.folder == services / "shop"
    assert pack.statement == services / "shop" / "statement" / "2023-08-28.yaml"
    assert pack.inventory == services / "shop" / "inventory" / "shop-2023.tsv"


def test_a_copy_under_another_name_keeps_its_inventory(services: Path) -> None:
    rows = services / "shop" / "inventory" / "shop-2023.tsv"
    rows.parent.mkdir()
    rows.write_text("", encoding="utf-8")
    (rows.parent / "shop-pairs.tsv").write_text("", encoding="utf-8")
    copied = (services / "shop").rename(services / "draft")
    assert find(str(copied)).inventory == copied / "inventory" / "shop-2023.tsv"


@pytest.mark.parametrize(("day", "label"), [("2021-03-09", "shop-2021"), ("2023-08-27", "shop-2021"), ("2023-08-28", "shop-2023")])
def test_a_service_as_of_a_day_means_the_version_in_force_on_it(services: Path, day: str, label: str) -> None:
    assert find("shop", as_of=date.fromisoformat(day), services=services).label == label


def test_only_the_last_of_several_versions_is_the_newest(services: Path) -> None:
    assert [pack.newest for pack in versions(services / "club")] == [False, True]
    assert not find("shop-2021", services=services).newest
    assert find("shop", services=services).newest


def test_a_label_names_its_version_whatever_the_day(services: Path) -> None:
    assert find("shop-2021", as_of=date(2026, 1, 1), services=services).version == date(2021, 3, 9)


def test_two_versions_of_one_year_are_labelled_by_their_days(services: Path) -> None:
    assert [pack.label for pack in versions(services / "club")] == ["club-2024-01-01", "club-2024-06-01"]
    assert find("club-2024-01-01", services=services).version == date(2024, 1, 1)


def test_a_path_of_a_folder_or_of_a_statement_is_a_pack_anywhere(services: Path) -> None:
    assert find(str(services / "shop"), as_of=date(2022, 1, 1), services=services).label == "shop-2021"
    statement = services / "shop" / "statement" / "2021-03-09.yaml"
    assert find(str(statement), services=services).statement == statement


def test_a_wrong_name_is_answered_with_the_nearest_names(services: Path) -> None:
    with pytest.raises(KeptError) as wrong:
        find("shpo-2023", services=services)
    assert wrong.value.code == "KEPT-C051"
    assert wrong.value.fault.facts["near"].startswith("shop-2023")
    assert "club" not in wrong.value.fault.way_out("zh")


def test_a_name_like_nothing_is_answered_with_all_names(services: Path) -> None:
    with pytest.raises(KeptError) as wrong:
        find("zzzz", services=services)
    assert "club-2024-01-01" in wrong.value.fault.way_out()
    assert "shop-2021" in wrong.value.fault.way_out()


def test_an_installation_without_any_pack_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(KeptError) as empty:
        find("shop", services=tmp_path)
    assert empty.value.code == "KEPT-C050"
    assert empty.value.fault.place.file == str(tmp_path)


def test_a_day_before_the_first_version_is_refused_with_the_first_day(services: Path) -> None:
    with pytest.raises(KeptError) as early:
        find("shop", as_of=date(2020, 1, 1), services=services)
    assert early.value.code == "KEPT-C053"
    assert "2021-03-09" in early.value.fault.way_out()


@pytest.mark.parametrize("name", ["draft.yaml", "2024-01-01.yml"])
def test_a_statement_whose_name_is_no_day_is_refused(services: Path, name: str) -> None:
    (services / "shop" / "statement" / name).write_text("", encoding="utf-8")
    with pytest.raises(KeptError) as wrong:
        find("shop", services=services)
    assert wrong.value.code == "KEPT-C052"
    assert wrong.value.fault.place.file.endswith(name)
    assert find("club-2024-01-01", services=services).service == "club"


@pytest.mark.parametrize("wrong", ["nowhere/shop", "missing.yaml", "."])
def test_a_path_without_a_pack_is_refused(services: Path, wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(services.parent)
    with pytest.raises(KeptError) as refused:
        find(wrong, services=services)
    assert refused.value.code == "KEPT-C054"


def test_the_code_of_a_pack_is_loaded_from_where_the_pack_lies(services: Path) -> None:
    (services / "shop" / "goods.py").write_text("SOLD = 7\n", encoding="utf-8")
    (services / "shop" / "data.py").write_text("from .goods import SOLD\n", encoding="utf-8")
    assert pack_code(find("shop", services=services)).SOLD == 7


def test_the_services_of_this_installation_are_found() -> None:
    assert (services_folder() / "neocrm" / "inventory" / "neocrm-2023.tsv").is_file()
