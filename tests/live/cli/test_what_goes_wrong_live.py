"""What befalls commands while they work: a second one beside them, Ctrl-C, a database that dies. One message each, nothing half done."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest

from kept.cli.entry import run
from kept.cli.home import configuration, house
from kept.cli.packed import read_pack
from kept.proof import governed, prove
from kept.staging import opened

KEPT = (sys.executable, "-c", "from kept.cli import main; main()")
ADDRESS = re.compile(r"http://\S+")


@pytest.fixture
def pack(temporary_home: Path, request: pytest.FixtureRequest) -> Path:
    """A pack that was just begun, and KEPT_HOME beside it."""
    folder = temporary_home / request.node.name[:40] / "shop"
    folder.parent.mkdir(parents=True)
    folder.parent.chmod(0o711)
    assert run(["init", str(folder), "--quiet"]) == 0
    return folder


@pytest.fixture
def env(pack: Path) -> Mapping[str, str]:
    return os.environ | {"KEPT_HOME": str(pack.parent / "kept"), "KEPT_LANG": "en", "PYTHONUNBUFFERED": "1"}


def command(env: Mapping[str, str], *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*KEPT, *map(str, arguments)], env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL
    )


def done(env: Mapping[str, str], *arguments: object) -> tuple[int, str, str]:
    process = command(env, *arguments)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def servers(env: Mapping[str, str]) -> list[psutil.Process]:
    """The PostgreSQL servers of this KEPT_HOME."""
    found = []
    for process in psutil.process_iter(["name", "cmdline"]):
        if process.info["name"] == "postgres" and any(env["KEPT_HOME"] in part for part in process.info["cmdline"] or ()):
            found.append(process)
    return found


def awaited(process: subprocess.Popen[str], seconds: float = 60) -> str:
    """The address that a demonstration serves, once it says it."""
    assert process.stdout is not None
    until = time.monotonic() + seconds
    said = ""
    while time.monotonic() < until and process.poll() is None:
        ready, _, _ = select.select([process.stdout], [], [], 1)
        said += process.stdout.readline() if ready else ""
        if (match := ADDRESS.search(said)) is not None:
            return match[0]
    raise AssertionError(f"no address was said: {said}")


@pytest.fixture
def demonstration(pack: Path, env: Mapping[str, str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = command(env, "demo", pack, "--people", 1000, "--port", 0)
    try:
        yield process, awaited(process)
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


def test_a_second_demonstration_beside_the_first_is_told_who_has_the_databases(
    pack: Path, env: Mapping[str, str], demonstration: tuple[subprocess.Popen[str], str]
) -> None:
    process, address = demonstration
    code, _, err = done(env, "demo", pack, "--people", 1000, "--once")
    assert code == 2
    assert "KEPT-T005" in err and str(process.pid) in err and "KEPT_HOME" in err
    with urlopen(address, timeout=10) as answer:
        assert answer.status == 200, "the first goes on"
    assert done(env, "prove", pack, "--quiet")[0] == 0, "and is proven from beside it"


def test_ctrl_c_ends_a_demonstration_and_leaves_no_server_behind(
    env: Mapping[str, str], demonstration: tuple[subprocess.Popen[str], str]
) -> None:
    process, _ = demonstration
    assert servers(env)
    process.send_signal(signal.SIGINT)
    process.wait(30)
    assert process.returncode in (0, 130)
    assert servers(env) == []


def test_ctrl_c_while_people_are_loaded_leaves_nothing_half_done(pack: Path, env: Mapping[str, str]) -> None:
    process = command(env, "demo", pack, "--people", 1_000_000, "--once")
    until = time.monotonic() + 60
    while not any("COPY" in " ".join(server.cmdline()) for server in _alive(env)):
        assert process.poll() is None and time.monotonic() < until
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "KEPT-C006" in err and "Traceback" not in err
    assert servers(env) == []
    code, _, err = done(env, "prove", pack)
    assert (code, "KEPT-C010" in err) == (2, True), "what was not finished is not taken for prepared"
    assert done(env, "demo", pack, "--people", 1000, "--once", "--quiet")[0] == 0


def _alive(env: Mapping[str, str]) -> Iterator[psutil.Process]:
    for server in servers(env):
        try:
            children = server.children()
        except psutil.NoSuchProcess:
            continue
        yield from (child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE)


def test_a_database_that_dies_in_the_middle_of_a_proof_leaves_its_promises_unproven(
    pack: Path, env: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert done(env, "demo", pack, "--people", 1000, "--once", "--quiet")[0] == 0
    monkeypatch.setenv("KEPT_HOME", env["KEPT_HOME"])
    read = read_pack(str(pack))
    with opened(house(), configuration(), read.statement, read.datamap) as estate:
        look = governed(estate, read.statement, read.datamap, pack, lambda language: None, datetime.now(UTC), staged=True)

        def die(what: str, _done: int, _of: int) -> None:
            if what == "rows":
                for server in servers(env):
                    os.kill(server.pid, signal.SIGKILL)

        found = prove(look, read.kinds, read.statement.promises, die)
        look.close()
    assert found.broken == []
    lost = found.verdicts["retention.closed_account"]
    assert lost.outcome == "unproven" and lost.reason is not None and "app.main" in lost.reason.en


def test_json_tells_of_a_store_that_is_down_with_its_code_and_the_way_out(pack: Path, env: Mapping[str, str]) -> None:
    down = "postgresql://kept@127.0.0.1:9/postgres"
    code, out, _ = done({**env, "KEPT_REGION_CN_URL": down}, "demo", pack, "--once", "--people", 1000, "--json")
    assert code == 2
    (error,) = json.loads(out)["errors"]
    assert error["code"] == "KEPT-T020" and "127.0.0.1" in error["message"] and error["expected"]
