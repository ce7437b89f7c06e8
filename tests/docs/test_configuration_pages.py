"""The examples of kept.toml are read by Kept, and what the page on external servers shows works on one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kept.stores import Instance, read_configuration
from tests.docs.pages import DOCS, ROOT, Block, blocks, commands, pages
from tests.docs.session import Shell, shell

EXAMPLES = [block for page in pages() for block in blocks(page) if block.language == "toml"]
PAGE = DOCS / "how-to" / "own-postgresql.md"


@pytest.fixture(params=EXAMPLES, ids=lambda block: block.place)
def example(request: pytest.FixtureRequest) -> Block:
    found: Block = request.param
    return found


def test_every_example_is_a_configuration_that_kept_accepts(example: Block, tmp_path: Path) -> None:
    assert example.mark == "reads: kept.toml"
    (tmp_path / "kept.toml").write_text(example.body, encoding="utf-8")
    for line in example.body.splitlines():
        if line.startswith("password_file"):
            secret = tmp_path / line.split('"')[1]
            secret.parent.mkdir()
            secret.write_text("a password\n", encoding="utf-8")
            secret.chmod(0o600)
    found = read_configuration({}, tmp_path)
    assert found.regions or found.stores or found.database or found.publish_url


def test_the_readme_has_one() -> None:
    assert [block for block in EXAMPLES if block.page == ROOT / "README.md"]


@pytest.fixture
def outside(temporary_home: Path, cluster: Instance) -> Iterator[Shell]:
    """A shell whose configuration names a server that Kept did not start: the tests' own, over TCP."""
    address = cluster.address(tcp=True)
    there = shell(temporary_home / "outside", temporary_home / "outside.home")
    text = f'[regions.CN]\nurl = "postgresql://{address.user}@{address.host}:{address.port}/postgres"\n'
    (there.folder / "kept.toml").write_text(text, encoding="utf-8")
    yield Shell(there.folder, {**there.environ, "KEPT_REGION_CN_PASSWORD": address.password or ""})


def test_the_commands_of_the_page_work_on_a_server_that_kept_did_not_start(outside: Shell) -> None:
    assert outside.run("kept init shop")[0] == 0
    shown = [command for block in blocks(PAGE) if block.language == "console" for command in commands(block)]
    assert shown == ["kept doctor shop", "kept demo shop --once", "kept prove shop", "kept protect shop"]
    codes = {command: outside.run(command) for command in shown}
    assert {command: code for command, (code, _) in codes.items()} == {**dict.fromkeys(shown, 0), "kept doctor shop": 1}, codes
    assert outside.run("kept doctor shop")[0] == 0
    assert not (outside.folder.parent / "outside.home" / "servers" / "CN").exists()


def test_on_one_server_for_all_countries_the_place_is_only_registered(temporary_home: Path, cluster: Instance) -> None:
    address = cluster.address(tcp=True)
    there = shell(temporary_home / "one_server", temporary_home / "one_server.home")
    named = {"KEPT_DATABASE_URL": f"postgresql://{address.user}@{address.host}:{address.port}/postgres"}
    one = Shell(there.folder, {**there.environ, **named, "KEPT_DATABASE_PASSWORD": address.password or ""})
    assert one.run("kept init shop2")[0] == 0
    assert one.run("kept demo shop2 --once --people 1000")[0] == 0
    code, printed = one.run("kept prove shop2 --only storage.main --json")
    assert code == 0, printed
    (verdict,) = json.loads(printed)["verdicts"]
    assert [seen["origin"] for seen in verdict["evidence"] if seen["what"].startswith("server of app.main")] == ["registered"]


def test_the_variables_that_the_page_names_are_read(tmp_path: Path) -> None:
    text = PAGE.read_text(encoding="utf-8")
    environ = {"KEPT_REGION_CN_URL": "postgresql://kept@cn.example.com/postgres", "KEPT_REGION_CN_PASSWORD": "a password"}
    environ["KEPT_STORE_CRM__P06_URL"] = "postgresql://kept@p06.example.com/kept_p06"
    assert [name for name in environ if name not in text] == []
    found = read_configuration(environ, tmp_path)
    assert found.regions["CN"].password == "a password"
    assert found.stores["crm.p06"].database == "kept_p06"
