"""What is where: kept.toml and the variables, and every mistake in them with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from kept.errors import Fault, Faults, KeptError
from kept.stores import Configuration, read_configuration


def written(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / "kept.toml"
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    return folder


def faults_of(folder: Path, environ: dict[str, str] | None = None) -> list[Fault]:
    with pytest.raises(KeptError) as caught:
        read_configuration(environ or {"HOME": str(folder)}, folder)
    for fault in caught.value.faults:
        assert fault.text("zh") and fault.text("en")
    return list(caught.value.faults)


def test_without_any_configuration_everything_is_embedded(tmp_path: Path) -> None:
    assert read_configuration({"KEPT_HOME": "/somewhere"}, tmp_path) == Configuration(home=Path("/somewhere"))


def test_the_file_names_servers_stores_and_the_published_page(tmp_path: Path) -> None:
    (tmp_path / "control").write_text("from-a-file\n")
    (tmp_path / "control").chmod(0o600)
    written(
        tmp_path,
        """
        [database]
        url = "postgresql://kept@db.example.com/kept?sslmode=verify-full"
        password_file = "control"
        [regions.CN]
        url = "postgresql://kept:a@cn.example.com/postgres"
        [regions.SG]
        url = "postgresql://kept:b@sg.example.com/postgres"
        [stores."crm.p06"]
        url = "postgresql://kept:c@p06.example.com:5433/crm"
        [publish]
        url = "https://www.example.com/privacy/"
        """,
    )
    found = read_configuration({}, tmp_path)
    assert found.database is not None and found.database.password == "from-a-file" and found.database.sslmode == "verify-full"
    assert {name: address.host for name, address in found.regions.items()} == {"CN": "cn.example.com", "SG": "sg.example.com"}
    assert found.stores["crm.p06"].port == 5433 and found.stores["crm.p06"].name == "crm.p06"
    assert found.publish_url == "https://www.example.com/privacy/"
    assert not found.place_is_registered


def test_variables_go_before_the_file(tmp_path: Path) -> None:
    written(tmp_path, '[regions.CN]\nurl = "postgresql://kept@file.example.com/postgres"\n')
    environ = {
        "KEPT_DATABASE_URL": "postgresql://kept:x@db.example.com/kept",
        "KEPT_REGION_CN_URL": "postgresql://kept@variable.example.com/postgres",
        "KEPT_REGION_CN_PASSWORD": "apart",
        "KEPT_STORE_CRM__P06_URL": "postgresql://kept@p06.example.com/crm",
    }
    found = read_configuration(environ, tmp_path)
    assert found.regions["CN"].host == "variable.example.com" and found.regions["CN"].password == "apart"
    assert list(found.stores) == ["crm.p06"]


def test_regions_on_one_server_are_databases_whose_place_is_only_registered(tmp_path: Path) -> None:
    found = read_configuration({"KEPT_DATABASE_URL": "postgresql://kept:x@db.example.com/kept"}, tmp_path)
    assert found.place_is_registered
    region = found.region("CN")
    assert region is not None and (region.host, region.database) == ("db.example.com", "kept_cn")


def test_a_region_that_is_not_named_beside_others_is_embedded(tmp_path: Path) -> None:
    found = read_configuration({"KEPT_REGION_CN_URL": "postgresql://kept:x@cn.example.com/postgres"}, tmp_path)
    assert found.region("SG") is None


def test_all_mistakes_are_told_in_one_run_with_their_lines(tmp_path: Path) -> None:
    written(tmp_path, '[database]\nurl = 5432\n\n[regions.CN]\nport = 1\nurl = "x"\n\n[stor]\na = 1\n')
    found = [(fault.code, fault.place.line) for fault in faults_of(tmp_path)]
    assert found == [("KEPT-C062", 2), ("KEPT-C061", 5), ("KEPT-C061", 8)]


def test_addresses_that_cannot_be_read_are_told_with_their_lines_and_variables(tmp_path: Path) -> None:
    written(tmp_path, '[database]\nurl = "mysql://kept@db/kept"\n[regions.CN]\nurl = "postgresql://kept@/x"\n[publish]\nurl = "ftp://x"\n')
    found = faults_of(tmp_path, {"KEPT_REGION_SG_URL": "postgresql://kept:hush@sg:port/x"})
    assert sorted((fault.code, fault.place.line) for fault in found) == [
        ("KEPT-C062", 6),
        ("KEPT-T012", 0),
        ("KEPT-T012", 2),
        ("KEPT-T012", 4),
    ]
    assert "hush" not in "".join(fault.text() for fault in found)


def test_toml_that_is_not_toml_is_told_with_its_line(tmp_path: Path) -> None:
    written(tmp_path, "[database]\nurl = postgresql://x\n")
    assert [(fault.code, fault.place.line) for fault in faults_of(tmp_path)] == [("KEPT-C060", 2)]


def test_a_password_in_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    written(tmp_path, '[database]\nurl = "postgresql://kept:hush@db/kept"\n', mode=0o644)
    assert [fault.code for fault in faults_of(tmp_path)] == ["KEPT-C064"]


def test_a_password_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "control").write_text("hush")
    (tmp_path / "control").chmod(0o644)
    written(tmp_path, '[database]\nurl = "postgresql://kept@db/kept"\npassword_file = "control"\n')
    assert [fault.code for fault in faults_of(tmp_path)] == ["KEPT-T010"]


def test_a_password_file_that_is_missing_is_told(tmp_path: Path) -> None:
    written(tmp_path, '[database]\nurl = "postgresql://kept@db/kept"\npassword_file = "control"\n')
    assert [fault.code for fault in faults_of(tmp_path)] == ["KEPT-C062"]


def test_two_stores_in_one_database_are_refused(tmp_path: Path) -> None:
    text = "".join(f'[stores.{name}]\nurl = "postgresql://kept@db/crm"\n' for name in ("a", "b"))
    assert [fault.code for fault in faults_of(written(tmp_path, text))] == ["KEPT-C065"]


def test_a_named_file_that_is_missing_is_told(tmp_path: Path) -> None:
    assert [fault.code for fault in faults_of(tmp_path, {"KEPT_CONFIG": "other.toml"})] == ["KEPT-C063"]


def test_several_faults_come_as_one_error(tmp_path: Path) -> None:
    written(tmp_path, "[a]\n[b]\n")
    with pytest.raises(Faults):
        read_configuration({}, tmp_path)
