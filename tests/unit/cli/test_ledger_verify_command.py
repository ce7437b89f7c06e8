"""``kept ledger verify`` needs no database, says what a file is worth, and ends with the code that scripts rely on."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from kept.cli.entry import run
from kept.ledger import event_about, generate_signer, tree
from kept.ledger.event import encode
from kept.ledger.note import sign_checkpoint

SIGNER = generate_signer("shop/app.main", lambda count: b"s" * count)
OTHER = generate_signer("shop/app.main", lambda count: b"o" * count)


def entries(count: int) -> list[bytes]:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    ids = [UUID(int=number << 80 | 0x7000_8000_0000_0000_0000) for number in range(count)]
    return [encode(event_about("consent.given", at, {"n": number}, each)).encode() for number, each in enumerate(ids)]


def note_of(lines: list[bytes]) -> str:
    folded = tree.extend(tree.Range(), [tree.leaf_hash(line) for line in lines])
    return sign_checkpoint(SIGNER, len(lines), tree.root(folded)).note


def exported(file: Path, lines: list[bytes]) -> Path:
    root = tree.root(tree.extend(tree.Range(), [tree.leaf_hash(line) for line in lines]))
    body = [b"e %d %s %s\n" % (number, b64encode(tree.leaf_hash(line)), line) for number, line in enumerate(lines)]
    head = f"kept-ledger 1\norigin shop/app.main\nkey {SIGNER.verifier}\n\n".encode()
    end = b"c %s\nend %d %s\n" % (b64encode(note_of(lines).encode()), len(lines), b64encode(root))
    file.write_bytes(head + b"".join(body) + end)
    return file


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, Any]:
    code = run(["ledger", "verify", *map(str, arguments), "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_whole_ledger_verifies_with_the_published_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = exported(tmp_path / "a.ledger", entries(5))
    code, document = said(capsys, file, "--key", SIGNER.verifier)
    assert code == 0
    assert (document["events"], document["verified"], document["first_bad"], document["problems"]) == (5, True, None, [])
    assert document["pinned"] is True
    assert len(bytes.fromhex(document["root"])) == 32


def test_the_key_may_be_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.pub").write_text(f"{SIGNER.verifier}\n", encoding="utf-8")
    code, document = said(capsys, exported(tmp_path / "a.ledger", entries(3)), "--key", tmp_path / "a.pub")
    assert (code, document["pinned"]) == (0, True)


def test_without_a_key_the_document_says_that_it_was_taken_from_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, document = said(capsys, exported(tmp_path / "a.ledger", entries(3)))
    assert (code, document["verified"], document["pinned"]) == (0, True, False)


def test_a_changed_event_is_named_by_its_position(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = exported(tmp_path / "a.ledger", entries(5))
    file.write_bytes(file.read_bytes().replace(b'"n":2', b'"n":7'))
    code, document = said(capsys, file, "--key", SIGNER.verifier)
    assert (code, document["verified"], document["first_bad"]) == (1, False, 2)
    first = document["problems"][0]
    assert (first["code"], first["line"]) == ("KEPT-L013", 7)
    assert first["message"] and first["expected"]


def test_another_key_does_not_verify(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, document = said(capsys, exported(tmp_path / "a.ledger", entries(2)), "--key", OTHER.verifier)
    assert (code, document["verified"]) == (1, False)


def test_a_ledger_cut_short_is_seen_against_a_checkpoint_remembered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "remembered").write_text(note_of(entries(5)), encoding="utf-8")
    file = exported(tmp_path / "a.ledger", entries(3))
    assert said(capsys, file, "--key", SIGNER.verifier)[0] == 0
    code, document = said(capsys, file, "--key", SIGNER.verifier, "--since", tmp_path / "remembered")
    assert (code, document["first_bad"]) == (1, 3)
    assert [problem["code"] for problem in document["problems"]] == ["KEPT-L018"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["{folder}/nothing"], "KEPT-L011"),
        (["{folder}/a.ledger", "--key", "{folder}/nothing.pub"], "KEPT-C023"),
        (["{folder}/a.ledger", "--key", "shop+zz+zz"], "KEPT-L003"),
        (["{folder}/a.ledger", "--since", "{folder}/nothing"], "KEPT-C023"),
        (["{folder}/a.ledger", "--since", "{folder}/a.ledger"], "KEPT-L005"),
    ],
)
def test_what_cannot_be_checked_ends_with_two_and_one_message(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: str
) -> None:
    exported(tmp_path / "a.ledger", entries(2))
    assert run(["ledger", "verify", *(argument.format(folder=tmp_path) for argument in arguments)]) == 2
    told = capsys.readouterr()
    assert code in told.err and told.err.count("KEPT-") == 1
    assert told.out == ""


def test_people_read_one_sentence_in_their_language(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = exported(tmp_path / "a.ledger", entries(4))
    assert run(["ledger", "verify", str(file), "--lang", "zh"]) == 0
    assert "4 条事件全部成立" in capsys.readouterr().out
    assert run(["ledger", "verify", str(file), "--lang", "en", "--key", str(SIGNER.verifier)]) == 0
    assert "all 4 events hold" in capsys.readouterr().out
