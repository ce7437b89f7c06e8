"""The server as people meet it: started by the command, fetched over HTTP, stopped by a signal."""

from __future__ import annotations

import gzip
import json
import os
import select
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from email.message import Message
from pathlib import Path

import pytest

from kept.errors import KeptError
from kept.packs import find
from kept.promises import known_kinds
from kept.proof import publish_proof
from kept.statement import page_url, publish, read_statement
from kept.statement.publication import page_differences
from kept.web import running
from tests.unit.proof.sample_run import sample_run
from tests.unit.statement.paged import read_paged

LABEL = "neocrm-2023"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site with a space")
    statement = read_statement(find(LABEL).statement, known_kinds())
    publish_proof(sample_run(statement), statement, folder, "zh")
    return folder


@pytest.fixture(scope="module")
def other_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("other")
    publish(read_paged(folder), folder / "site")
    return folder / "site"


@pytest.fixture(scope="module")
def address(site: Path, other_site: Path) -> Iterator[str]:
    with running([site, other_site]) as (found, _):
        yield found


def _get(url: str, method: str = "GET", **headers: str) -> tuple[int, Message, bytes]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=named, method=method), timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def test_a_published_page_comes_over_http_word_for_word(address: str) -> None:
    statement = read_statement(find(LABEL).statement, known_kinds())
    for language in statement.languages.all:
        status, headers, body = _get(page_url(f"{address}statement", LABEL, language))
        assert status == 200
        assert headers["Content-Type"] == "text/html; charset=utf-8"
        assert not page_differences(statement, language, body.decode())


def test_a_page_is_small_over_the_wire(address: str) -> None:
    _, headers, body = _get(f"{address}statement/{LABEL}/zh/", Accept_Encoding="gzip")
    assert headers["Content-Encoding"] == "gzip"
    assert len(body) < 100_000
    assert "隐私声明" in gzip.decompress(body).decode()


def test_the_links_of_a_page_lead_somewhere(address: str) -> None:
    for path in (
        "",
        "?lang=en",
        "statement/",
        "statement/index.html",
        f"statement/{LABEL}/en/index.html",
        f"statement/{LABEL}/proof.html",
        "healthz",
    ):
        assert _get(address + path)[0] == 200, path
    assert _get(f"{address}proof/{LABEL}/")[2] == _get(f"{address}statement/{LABEL}/proof.html")[2]


def test_the_home_page_names_every_pack_of_every_folder(address: str) -> None:
    english = _get(address, Accept_Language="en-GB,en;q=0.9,zh;q=0.5")[2].decode()
    assert LABEL in english and "shop-2024" in english and "Published, not proven yet." in english
    assert "2 broken" in english
    assert "2 项已违反" in _get(address, Accept_Language="zh-CN")[2].decode()


def test_the_document_of_the_run_is_served_as_it_is(address: str, site: Path) -> None:
    status, headers, body = _get(f"{address}proof/{LABEL}.json")
    assert (status, headers["Content-Type"]) == (200, "application/json; charset=utf-8")
    assert json.loads(body) == json.loads((site / LABEL / "proof.json").read_text(encoding="utf-8"))


def test_a_new_proof_is_seen_at_once(tmp_path: Path) -> None:
    statement = read_paged(tmp_path)
    with running(tmp_path / "site") as (address, _):
        assert "Nothing is published here yet." in _get(f"{address}?lang=en")[2].decode()
        publish_proof(sample_run(statement), statement, tmp_path / "site", "en")
        assert b"shop-2024" in _get(address)[2]
        first = _get(f"{address}proof/shop-2024/")[2]
        found = sample_run(statement)
        found["verdicts"][0]["reason"] = {"zh": "改变了", "en": "changed"}
        publish_proof(found, statement, tmp_path / "site", "en")
        assert _get(f"{address}proof/shop-2024/")[2] != first


def test_every_answer_carries_a_policy_that_lets_nothing_be_loaded_or_framed(address: str) -> None:
    for path in ("", "healthz", f"statement/{LABEL}/zh/", f"proof/{LABEL}/", f"proof/{LABEL}.json", "nothing/here"):
        headers = _get(address + path)[1]
        assert headers["Content-Security-Policy"].startswith("default-src 'none'"), path
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    "path",
    ["nothing/here", "proof/unknown/", "statement/neocrm-2023/fr/", "statement/..%2f..%2fetc/zh/", "proof/..json", "proof/.hidden.json"],
)
def test_what_is_not_published_is_not_found(address: str, path: str) -> None:
    assert _get(address + path)[0] == 404


def test_pages_may_only_be_read(address: str) -> None:
    assert _get(f"{address}statement/{LABEL}/zh/", method="POST")[0] == 405
    assert _get(f"{address}statement/{LABEL}/zh/", method="HEAD")[0] == 200


def test_a_page_that_has_not_changed_is_not_sent_again(address: str) -> None:
    changed = _get(f"{address}proof/{LABEL}/")[1]["Last-Modified"]
    status, headers, _ = _get(f"{address}proof/{LABEL}/", If_Modified_Since=changed)
    assert status == 304
    assert "Content-Security-Policy" not in headers, "the page's own policy stays in force"


def test_a_page_that_was_kept_is_confirmed_by_its_tag_compressed_or_not(address: str) -> None:
    for more in ({}, {"Accept_Encoding": "gzip"}):
        _, headers, _ = _get(f"{address}statement/{LABEL}/en/", **more)
        assert headers["Cache-Control"] == "no-cache" and headers["Last-Modified"]
        status, again, body = _get(f"{address}statement/{LABEL}/en/", If_None_Match=headers["ETag"], **more)
        assert (status, body) == (304, b"")
        assert again["ETag"].removeprefix("W/") == headers["ETag"].removeprefix("W/")


def test_versions_of_several_folders_know_each_other_and_the_day(tmp_path: Path) -> None:
    newer = read_paged(tmp_path)
    older = replace(newer, label="shop-2020", version=date(2020, 5, 1))
    publish(newer, tmp_path / "new")
    publish(older, tmp_path / "old", {"retention.ended_use": ("kept", "2020-06-01T00:00:00+00:00")})
    with running([tmp_path / "old", tmp_path / "new"]) as (address, _):
        _, headers, body = _get(f"{address}statement/shop-2020/en/")
        page = body.decode()
        assert "This version is no longer in force." in page and "../../shop-2024/en/index.html" in page
        assert "The last proof is more than 7 days old" in page
        assert not page_differences(older, "en", page)
        assert "difference.html" not in page
        assert _get(f"{address}statement/shop-2024/en/difference.html")[0] == 404
        (tmp_path / "new/shop-2024/en/difference.html").write_text("<p>changed</p>", encoding="utf-8")
        status, _, body = _get(f"{address}statement/shop-2020/en/", If_None_Match=headers["ETag"])
        assert status == 200 and b"shop-2024/en/difference.html" in body
        assert _get(f"{address}statement/shop-2024/en/difference.html")[2] == b"<p>changed</p>"
    with running([tmp_path / "old"], stale_after_days=100_000) as (address, _):
        assert b"out of date" not in _get(f"{address}statement/shop-2020/en/")[2].split(b"It counts as current until")[0]


def test_another_host_name_is_refused_unless_it_was_named(address: str, site: Path) -> None:
    assert _get(address, Host="evil.example")[0] == 400
    with running(site, hosts=["privacy.example"]) as (named, _):
        assert _get(named, Host="privacy.example")[0] == 200


def test_a_port_in_use_is_named_with_the_way_out(site: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(KeptError) as error, running(site, port):
            pass
    assert error.value.code == "KEPT-C040"
    assert str(port) in error.value.fault.message("zh")
    assert "--port 0" in error.value.fault.way_out("en")


def test_a_second_server_does_not_share_the_port_of_the_first(address: str, site: Path) -> None:
    port = int(address.rstrip("/").rpartition(":")[2])
    with pytest.raises(KeptError) as error, running(site, port):
        pass
    assert error.value.code == "KEPT-C040"


def test_an_address_of_another_machine_is_refused(site: Path) -> None:
    with pytest.raises(KeptError) as error, running(site, bind="192.0.2.1"):
        pass
    assert error.value.code == "KEPT-C042"


def _command(site: Path, *more: str) -> subprocess.Popen[str]:
    code = "import sys; from kept.cli.entry import main; main(sys.argv[1:])"
    command = [sys.executable, "-c", code, "serve", "--folder", str(site), "--port", "0", *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "KEPT_LANG": "en"})


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_says_when_it_is_ready_and_ends_cleanly(site: Path, number: signal.Signals) -> None:
    with _command(site, "--json") as command:
        assert command.stdout and command.stderr
        said = ""
        while "}" not in said:
            line = command.stdout.readline()
            assert line, command.stderr.read()
            said += line
        address = json.loads(said)["address"]
        assert _get(f"{address}healthz")[2] == b"ok\n"
        command.send_signal(number)
        assert command.wait(20) == 0
        assert command.stderr.read() == ""
    with pytest.raises(urllib.error.URLError):
        _get(f"{address}healthz")


def test_the_server_is_gone_when_the_command_is_killed(site: Path) -> None:
    with _command(site) as command:
        assert command.stdout
        address = command.stdout.readline().split()[0]
        assert _get(f"{address}healthz")[0] == 200
        child = _children(command.pid)
        worker = _children(child)
        command.kill()
    _ended(child)
    _ended(worker)


def _children(process: int) -> int:
    found = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    assert len(found) == 1, found
    return int(found[0])


def _ended(process: int) -> None:
    """Returns when the process has ended, which its own descriptor tells."""
    try:
        descriptor = os.pidfd_open(process)
    except ProcessLookupError:
        return
    try:
        assert select.select([descriptor], [], [], 20)[0], "the server outlived its command"
    finally:
        os.close(descriptor)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with _command(tmp_path / "none") as command:
        assert command.stderr
        assert "KEPT-C045" in command.stderr.read()
        assert command.wait(20) == 2
