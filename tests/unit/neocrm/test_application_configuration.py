"""The application's configuration: one file with passwords that nobody else may read; hosts decide clusters."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from services.neocrm.app.configuration import Misconfigured, configuration, read_configuration

ROOT = Path(__file__).resolve().parents[3]


def cluster(business: str, login: str, at: str, schema: str = "crm", **roles: str) -> dict[str, Any]:
    return {
        "country": "CN",
        "title": {"zh": "集群", "en": "Pod"},
        "place": {"zh": "北京", "en": "Beijing"},
        "business": business,
        "login": login,
        "signs_in_at": at,
        "schema": schema,
        "database": {"host": "127.0.0.1", "port": 5432, "name": "x", "roles": roles},
        "kept": {"url": "http://127.0.0.1:1/api/x/", "token": "specimen"},
    }


def said() -> dict[str, Any]:
    key = base64.b64encode(bytes(32)).decode()
    return {
        "scheme": "http",
        "port": 8090,
        "secret": key,
        "sealing_key": key,
        "mail": {"host": "127.0.0.1", "port": 25, "sender": "a@b.example"},
        "sms": "http://127.0.0.1:1",
        "map": "http://127.0.0.1:1",
        "statement": "http://127.0.0.1:1/{language}/",
        "clusters": {
            "p06": cluster("crm.localhost", "login.localhost", "p08", neocrm_t_1="specimen"),
            "p05": cluster("crm-p05.localhost", "login.localhost", "p08", neocrm_t_2="specimen"),
            "p08": cluster("", "login.localhost", "p08", "auth", neocrm_t_1="specimen", neocrm_t_2="specimen"),
        },
    }


def test_a_host_is_the_business_of_one_cluster_or_the_login_of_several() -> None:
    found = configuration(said())
    business, login = found.at("crm.localhost:8090"), found.at("LOGIN.localhost")
    assert business is not None and login is not None
    assert (business[0], [each.name for each in business[1]]) == ("business", ["p06"])
    assert (login[0], [each.name for each in login[1]]) == ("login", ["p06", "p05"])
    assert found.at("evil.example") is None
    assert found.at("") is None


def test_a_tenant_is_at_home_where_its_own_role_is_and_has_no_other_credentials() -> None:
    found = configuration(said())
    home = found.home_of(2, found.clusters.values())
    assert home is not None and home.name == "p05"
    assert found.home_of(3, found.clusters.values()) is None
    with pytest.raises(KeyError):
        found.clusters["p06"].credentials(2)


def test_no_password_is_ever_printed() -> None:
    assert "specimen" not in repr(configuration(said()))


def written(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / "neocrm.json"
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    return file


def test_a_file_that_others_may_read_is_refused_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="chmod 600"):
        read_configuration(written(tmp_path, json.dumps(said()), 0o640))


def test_a_file_with_something_missing_or_that_is_no_json_says_what_and_where(tmp_path: Path) -> None:
    lacking = {name: value for name, value in said().items() if name != "mail"}
    with pytest.raises(Misconfigured, match="mail is missing"):
        read_configuration(written(tmp_path, json.dumps(lacking)))
    with pytest.raises(Misconfigured, match="json:2:1"):
        read_configuration(written(tmp_path, "{\n"))


def test_the_command_says_what_is_wrong_and_ends(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "services.neocrm.app"]
    ended = subprocess.run(command, cwd=ROOT, env={"PATH": "", **_paths()}, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 2
    assert "NEOCRM_CONFIGURATION" in ended.stderr
    file = written(tmp_path, "{", 0o644)
    command += ["--configuration", str(file)]
    ended = subprocess.run(command, cwd=ROOT, env=_paths(), capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 2
    assert "chmod 600" in ended.stderr


def _paths() -> dict[str, str]:
    return {"PYTHONPATH": ":".join(part for part in sys.path if part)}
