"""What a ledger in PostgreSQL can show: exports, receipts, consistency, and an audit that finds whatever was tampered with."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from kept.errors import KeptError
from kept.ledger import (
    audit_database,
    consistency,
    export,
    generate_signer,
    inclusion,
    newest_checkpoint,
    open_checkpoint,
    promise,
    record,
    sequence,
    verifier_keys,
    verify_consistency,
    verify_file,
    verify_inclusion,
    verify_kept,
    verify_promise,
)
from kept.ledger.event import encode
from tests.live.ledger.region_books import Region, clock, exported, filled, some

WRITER = Path(__file__).with_name("ledger_writer.py")
TABLES = ("ledger_intake", "ledger_leaf", "ledger_node", "ledger_checkpoint", "ledger_key")


def codes(region: Region) -> set[str]:
    return {fault.code for fault in audit_database(region.connection).problems}


def test_an_export_verifies_offline_plain_and_compressed(region: Region, tmp_path: Path) -> None:
    newest = filled(region, 1050)
    found = verify_file(exported(region, tmp_path), region.key, newest.note)
    assert (found.verified, found.events, found.root, found.checkpoints) == (True, 1050, newest.root, 11)
    packed = tmp_path / "ledger.gz"
    with gzip.open(packed, "wb") as file:
        assert export(region.connection, file) == newest  # type: ignore[arg-type]
    assert verify_file(packed, region.key).verified


def test_a_ledger_that_was_never_signed_cannot_be_exported(region: Region, tmp_path: Path) -> None:
    with pytest.raises(KeptError, match="KEPT-L025"):
        exported(region, tmp_path)


@pytest.mark.parametrize("count", [1, 2, 255, 256, 257, 700])
def test_every_event_can_be_proven_offline(region: Region, count: int) -> None:
    newest = filled(region, count)
    rows = region.rows("select position, event_id, line from kept.ledger_leaf order by position")
    for position, event_id, line in rows[:: max(count // 40, 1)] + rows[-2:]:
        proof = inclusion(region.connection, event_id)
        proven = verify_inclusion(proof, region.key)
        assert (proven.position, encode(proven.event), proven.checkpoint) == (position, line, newest)


def test_a_changed_receipt_proves_nothing(region: Region) -> None:
    filled(region, 300)
    (event_id,) = region.rows("select event_id from kept.ledger_leaf where position = 130")[0]
    proof = inclusion(region.connection, event_id)
    head, _, note = proof.partition("\n\n")
    lines = head.split("\n")
    changed = [
        proof.replace("index 130", "index 131"),
        proof.replace("index 130", "index x"),
        "\n".join([*lines[:2], *lines[3:]]) + "\n\n" + note,
        "\n".join([*lines[:3], *lines[4:]]) + "\n\n" + note,
        "\n".join([*lines[:3], lines[4], lines[3], *lines[5:]]) + "\n\n" + note,
        "\n".join(
            [
                lines[0],
                inclusion(region.connection, region.rows("select event_id from kept.ledger_leaf where position = 131")[0][0]).split("\n")[
                    1
                ],
                *lines[2:],
            ]
        )
        + "\n\n"
        + note,
        proof.replace("\n300\n", "\n301\n"),
        proof[:-20],
        proof.replace("@v1", "@v2"),
        "",
    ]
    for document in changed:
        with pytest.raises(KeptError):
            verify_inclusion(document, region.key)
    with pytest.raises(KeptError, match="KEPT-L006"):
        verify_inclusion(proof, str(generate_signer("neocrm/p06", os.urandom).verifier))


def test_a_promise_is_kept_by_the_receipt_of_its_event_and_by_no_other(region: Region) -> None:
    one, other = some(2)
    record(region.connection, [one, other])
    region.connection.commit()
    note = promise(one, region.signer)
    assert verify_promise(note, region.key).event_id == one.event_id
    sequence(region.connection, region.signer, clock)
    receipt = inclusion(region.connection, one.event_id)
    assert verify_kept(note, receipt, region.key).event == one
    with pytest.raises(KeptError, match="KEPT-L027"):
        verify_kept(note, inclusion(region.connection, other.event_id), region.key)
    with pytest.raises(KeptError, match="KEPT-L006"):
        verify_promise(note.replace(str(one.event_id), str(other.event_id)), region.key)
    with pytest.raises(KeptError, match="KEPT-L026"):
        verify_promise(newest_checkpoint(region.connection).note, region.key)
    with pytest.raises(KeptError, match="KEPT-L005"):
        open_checkpoint(note, verifier_keys(region.connection))


def test_an_event_without_a_number_has_no_receipt_yet(region: Region) -> None:
    filled(region, 2)
    waiting = some(1)
    record(region.connection, waiting)
    region.connection.commit()
    with pytest.raises(KeptError, match="KEPT-L022"):
        inclusion(region.connection, waiting[0].event_id)


def test_a_damaged_ledger_gives_out_no_receipt(region: Region) -> None:
    filled(region, 600)
    (event_id,) = region.rows("select event_id from kept.ledger_leaf where position = 3")[0]
    region.tamper("update kept.ledger_node set hash = sha256('other') where index = 1")
    with pytest.raises(KeptError, match="KEPT-L024"):
        inclusion(region.connection, event_id)


def test_a_ledger_proves_that_it_continues_a_remembered_one(region: Region) -> None:
    remembered = [filled(region, count) for count in (1, 255, 44, 300)]
    for checkpoint in remembered:
        verify_consistency(checkpoint, consistency(region.connection, checkpoint.size), region.key)
    with pytest.raises(KeptError, match="KEPT-L009"):
        verify_consistency(remembered[1], consistency(region.connection, remembered[0].size), region.key)
    with pytest.raises(KeptError, match="KEPT-L008"):
        consistency(region.connection, 601)


def test_an_untouched_ledger_passes_its_audit(region: Region) -> None:
    remembered = filled(region, 300)
    record(region.connection, some(3))
    region.connection.commit()
    found = audit_database(region.connection, [region.key], [remembered])
    assert (found.holds, found.events, found.pending, found.root) == (True, 300, 3, remembered.root)


@pytest.mark.parametrize(
    ("tampering", "code"),
    [
        ("update kept.ledger_leaf set line = replace(line, '\"n\":7}', '\"n\":8}') where position = 7", "KEPT-L013"),
        ("update kept.ledger_intake set line = replace(line, '\"n\":7}', '\"n\":8}')", "KEPT-L043"),
        ("update kept.ledger_leaf set leaf_hash = sha256('x') where position = 7", "KEPT-L015"),
        ("delete from kept.ledger_leaf where position = 7", "KEPT-L041"),
        ("delete from kept.ledger_leaf where position = 7", "KEPT-L040"),
        ("delete from kept.ledger_leaf where position = 299", "KEPT-L015"),
        ("delete from kept.ledger_intake where ord = 7", "KEPT-L042"),
        ("update kept.ledger_leaf set position = case position when 7 then -1 else 7 end where position in (7, 8)", "KEPT-L015"),
        ("update kept.ledger_checkpoint set root = sha256('x')", "KEPT-L016"),
        ("update kept.ledger_checkpoint set note = replace(note, '300', '301')", "KEPT-L016"),
    ],
)
def test_tampering_with_the_tables_is_found_by_the_audit(region: Region, tampering: str, code: str) -> None:
    filled(region, 300)
    if "position = case" in tampering:
        region.tamper("alter table kept.ledger_leaf drop constraint ledger_leaf_position_check", *swapped())
    else:
        region.tamper(tampering)
    assert code in codes(region)


def swapped() -> list[str]:
    return [f"update kept.ledger_leaf set position = {new} where position = {old}" for old, new in ((7, -1), (8, 7), (-1, 8))]


def test_a_forged_history_that_is_whole_in_itself_is_found_by_its_signature(region: Region) -> None:
    remembered = filled(region, 20)
    forger = generate_signer("neocrm/p06", os.urandom)
    region.tamper(
        "delete from kept.ledger_leaf", "delete from kept.ledger_checkpoint", "delete from kept.ledger_state", "delete from kept.ledger_key"
    )
    region.tamper("delete from kept.ledger_intake where ord = 7")
    sequence(region.connection, forger, clock)
    assert audit_database(region.connection).holds
    assert "KEPT-L016" in {fault.code for fault in audit_database(region.connection, [region.key]).problems}
    assert "KEPT-L018" in {fault.code for fault in audit_database(region.connection, None, [remembered]).problems}


def test_a_missing_guard_is_found_by_the_audit(region: Region) -> None:
    filled(region, 1)
    region.connection.execute("alter table kept.ledger_leaf disable trigger insert_only")
    region.connection.execute("drop trigger insert_only on kept.ledger_intake")
    region.connection.execute("grant delete on kept.ledger_checkpoint to kept_writer")
    region.connection.commit()
    problems = audit_database(region.connection).problems
    assert [(fault.code, fault.place.name) for fault in problems] == [
        ("KEPT-L045", "kept.ledger_checkpoint"),
        ("KEPT-L044", "kept.ledger_intake"),
        ("KEPT-L044", "kept.ledger_leaf"),
    ]
    assert "kept_writer DELETE" in problems[0].message()
