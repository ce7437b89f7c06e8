"""Signed notes against the published vectors of golang.org/x/mod/sumdb/note and the C2SP specifications."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from kept.errors import KeptError
from kept.ledger.note import (
    Signer,
    Verifier,
    generate_signer,
    load_signer,
    open_checkpoint,
    open_note,
    read_checkpoint,
    sign_checkpoint,
    write_signer,
)

PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETERS_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETER_SIGNED = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
ENOCH_SIGNED = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
VERIFIERS = [Verifier.parse(PETER), Verifier.parse(ENOCH)]


def code_of(action: object, *arguments: object) -> str:
    with pytest.raises(KeptError) as caught:
        action(*arguments)  # type: ignore[operator]
    return caught.value.code


def test_the_published_key_signs_the_published_note() -> None:
    signer = Signer.parse(PETERS_SECRET)
    assert str(signer.verifier) == PETER
    assert signer.sign(TEXT) == TEXT + "\n" + PETER_SIGNED
    assert signer.secret == PETERS_SECRET


def test_a_private_key_does_not_show_in_a_representation() -> None:
    assert PETERS_SECRET.rsplit("+", 1)[1] not in repr(Signer.parse(PETERS_SECRET))
    assert repr(Signer.parse(PETERS_SECRET).seed) not in repr(Signer.parse(PETERS_SECRET))


@pytest.mark.parametrize(("parse", "key"), [(Verifier.parse, PETER), (Signer.parse, PETERS_SECRET)])
def test_every_mangling_of_a_key_is_refused(parse: object, key: str) -> None:
    pieces = [key[first:past] for first in range(len(key) + 1) for past in range(first + 1, len(key) + 1)]
    pieces.remove(key)
    bumped = [key[:at] + chr(ord(key[at]) + 1) + key[at + 1 :] for at in range(len(key))]
    assert {code_of(parse, piece) for piece in pieces + bumped} == {"KEPT-L003"}


@pytest.mark.parametrize(
    "key",
    [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "",
        "中文",
    ],
)
def test_a_key_of_another_length_or_algorithm_is_refused(key: str) -> None:
    assert code_of(Verifier.parse, key) == "KEPT-L003"


def test_known_signatures_are_checked_and_unknown_ones_passed_over() -> None:
    note = TEXT + "\n" + PETER_SIGNED + ENOCH_SIGNED
    assert open_note(note, VERIFIERS).signed_by == tuple(VERIFIERS)
    alone = open_note(note, VERIFIERS[:1])
    assert (alone.text, alone.signed_by, alone.unknown) == (TEXT, (VERIFIERS[0],), ("EnochRoot",))
    assert open_note(TEXT + "\n" + PETER_SIGNED * 3 + ENOCH_SIGNED, VERIFIERS[:1]).signed_by == (VERIFIERS[0],)


def test_a_note_that_no_known_key_signed_is_refused() -> None:
    assert code_of(open_note, TEXT + "\n" + PETER_SIGNED + ENOCH_SIGNED, []) == "KEPT-L006"


def test_a_known_key_whose_signature_fails_condemns_the_note() -> None:
    assert code_of(open_note, TEXT.replace("answer", "question") + "\n" + PETER_SIGNED, VERIFIERS) == "KEPT-L006"
    assert code_of(open_note, TEXT + "\n" + PETER_SIGNED[:60] + "ABCD" + PETER_SIGNED[60:], VERIFIERS) == "KEPT-L006"


@pytest.mark.parametrize(
    "note",
    [
        TEXT,
        TEXT + "\n",
        TEXT + "\n" + PETER_SIGNED[:-1],
        "\x01" + TEXT + "\n" + PETER_SIGNED,
        TEXT + "\n— Bad Name x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n",
        TEXT + "\n" + PETER_SIGNED + "Unexpected line.\n",
        TEXT + "\n" + PETER_SIGNED * 101,
        TEXT + "\n— PeterNeumann ABCD\n",
        "",
    ],
)
def test_what_is_not_a_note_is_called_so(note: str) -> None:
    assert code_of(open_note, note, VERIFIERS) == "KEPT-L005"


def test_only_text_that_ends_in_a_newline_is_signed() -> None:
    assert {code_of(Signer.parse(PETERS_SECRET).sign, text) for text in ("abc", "", "a\tb\n", "a\x00\n")} == {"KEPT-L005"}


def test_the_published_checkpoint_is_read() -> None:
    note = (
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— example.com/behind-the-sofa "
        "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    )
    checkpoint = read_checkpoint(note)
    assert (checkpoint.origin, checkpoint.size, checkpoint.root.hex()[:8]) == ("example.com/behind-the-sofa", 20852163, "0ac5186a")


def test_a_checkpoint_is_three_lines_signed_under_the_ledgers_name() -> None:
    signer = generate_signer("neocrm/p06", lambda count: bytes(count))
    checkpoint = sign_checkpoint(signer, 7, bytes(32))
    assert checkpoint.note.split("\n")[:4] == ["neocrm/p06", "7", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", ""]
    assert open_checkpoint(checkpoint.note, [signer.verifier]) == checkpoint


@pytest.mark.parametrize(
    "body", ["a\n07\n{root}\n", "a\n-1\n{root}\n", "a\n7\nAAAA\n", "a\n7\n", "\n7\n{root}\n", "a\n7\n{root}\n\nx\n", "a\n7\n{root}x\n"]
)
def test_a_malformed_checkpoint_is_refused_even_if_signed(body: str) -> None:
    signer = generate_signer("a", lambda count: bytes(count))
    note = signer.sign(body.format(root="A" * 43 + "="))
    assert code_of(open_checkpoint, note, [signer.verifier]) == "KEPT-L005"


def test_one_key_signs_for_several_ledgers_under_different_ids() -> None:
    first = generate_signer("neocrm/p06", lambda count: b"k" * count)
    second = first.named("neocrm/p07")
    assert second.verifier.public == first.verifier.public
    assert second.verifier.id != first.verifier.id


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u3000b"])
def test_a_name_with_a_space_or_a_plus_is_refused(name: str) -> None:
    assert code_of(generate_signer, name, os.urandom) == "KEPT-L003"


def test_a_signing_key_lies_in_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    signer, path = generate_signer("neocrm/p06", os.urandom), tmp_path / "signing key"
    write_signer(path, signer)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_signer(path) == signer
    with pytest.raises(FileExistsError):
        write_signer(path, signer)
    path.chmod(0o640)
    assert code_of(load_signer, path) == "KEPT-L004"
    assert code_of(load_signer, tmp_path / "absent") == "KEPT-L004"
