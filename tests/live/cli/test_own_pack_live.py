"""A pack of one's own from the first command to the last: begun, demonstrated, its ledger taken away and verified, its promises signed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import pytest

from kept.cli.entry import run
from kept.cli.home import configuration
from kept.cli.packed import read_pack
from kept.staging import House, opened
from kept.stores import execute, open_connection

TOMORROW = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()


class Own(NamedTuple):
    """The folder of the pack and the home in which it was demonstrated."""

    pack: Path
    home: Path

    @property
    def ledger(self) -> Path:
        return self.home / "packs" / f"shop-{datetime.now(UTC).year}" / "ledger"


@pytest.fixture(scope="module")
def own(temporary_home: Path) -> Iterator[Own]:
    """A pack that was begun and demonstrated; where its databases are is for a person to say, so that something can be signed."""
    place = Own(temporary_home / "shop", temporary_home / "kept")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KEPT_HOME", str(place.home))
        patch.setenv("KEPT_LANG", "en")
        assert run(["init", str(place.pack), "--quiet"]) == 0
        statement = next((place.pack / "statement").iterdir())
        text = statement.read_text(encoding="utf-8")
        statement.write_text(text.replace("    country: CN\n", "    country: CN\n    check: attested\n"), encoding="utf-8")
        assert run(["demo", str(place.pack), "--once", "--people", "1000", "--quiet"]) == 0
        yield place


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, Any]:
    code = run([*map(str, arguments), "--json"])
    return code, json.loads(capsys.readouterr().out)


def refused(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert run([*map(str, arguments)]) == 2
    return capsys.readouterr().err


def outcome(capsys: pytest.CaptureFixture[str], own: Own, promise: str) -> str:
    _, document = said(capsys, "prove", own.pack)
    return str(next(entry["verdict"] for entry in document["verdicts"] if entry["promise"] == promise))


def sign(capsys: pytest.CaptureFixture[str], own: Own, document: Path, *more: str) -> tuple[int, Any]:
    who = ("--signer", "A. Auditor", "--document", str(document), "--until", TOMORROW)
    return said(capsys, "attest", own.pack, "storage.main", *who, *more)


def test_nothing_that_a_pack_just_begun_promises_is_broken(own: Own, capsys: pytest.CaptureFixture[str]) -> None:
    code, document = said(capsys, "prove", own.pack)
    assert code == 0
    assert document["totals"]["broken"] == 0
    verdicts = {entry["promise"]: entry["verdict"] for entry in document["verdicts"]}
    assert verdicts["retention.closed_account"] == "kept"


def test_a_ledger_is_taken_away_and_verified_by_somebody_with_its_public_key_alone(
    own: Own, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, exported = said(capsys, "ledger", "export", own.pack, "--out", tmp_path)
    assert code == 0 and exported["verified"] and exported["events"] > 300
    (entry,) = exported["ledgers"]
    assert Path(entry["file"]) == tmp_path / "app.main.ledger"
    code, found = said(capsys, "ledger", "verify", entry["file"], "--key", own.ledger / "app.main.pub")
    assert (code, found["events"], found["root"]) == (0, exported["events"], exported["root"])


def test_one_ledger_is_written_to_the_file_that_is_named_and_packed_if_it_ends_in_gz(
    own: Own, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("one.ledger", "one.ledger.gz"):
        code, exported = said(capsys, "ledger", "export", own.pack, "--store", "app.main", "--out", tmp_path / name)
        assert code == 0 and exported["first_bad"] is None
    assert (tmp_path / "one.ledger.gz").stat().st_size < (tmp_path / "one.ledger").stat().st_size
    assert sorted(file.name for file in tmp_path.iterdir()) == ["one.ledger", "one.ledger.gz"]
    assert said(capsys, "ledger", "verify", tmp_path / "one.ledger.gz")[0] == 0


def test_a_checkpoint_kept_elsewhere_is_what_later_exports_are_held_against(
    own: Own, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, signed = said(capsys, "ledger", "checkpoint", own.pack, "--out", tmp_path)
    assert code == 0
    remembered = tmp_path / "app.main.checkpoint"
    assert remembered.read_text(encoding="utf-8") == signed["note"]
    said(capsys, "ledger", "export", own.pack, "--store", "app.main", "--out", tmp_path / "a")
    key = own.ledger / "app.main.pub"
    assert said(capsys, "ledger", "verify", tmp_path / "a", "--key", key, "--since", remembered)[0] == 0


def test_one_event_is_proven_by_a_text_of_its_own(own: Own, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "ledger", "export", own.pack, "--store", "app.main", "--out", tmp_path / "a")
    line = next(line for line in (tmp_path / "a").read_text(encoding="ascii").splitlines() if line.startswith("e 7 "))
    event = json.loads(line.split(" ", 3)[3])
    code, found = said(capsys, "ledger", "proof", own.pack, event["id"])
    assert (code, found["position"], found["kind"], found["store"]) == (0, 7, event["kind"], "app.main")
    assert found["proof"].startswith("c2sp.org/tlog-proof@v1\n")
    assert "KEPT-L022" in refused(capsys, "ledger", "proof", own.pack, uuid4())
    assert "KEPT-C021" in refused(capsys, "ledger", "proof", own.pack, "seven")


def test_a_database_or_a_place_that_is_not_there_is_told(own: Own, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "app.main" in refused(capsys, "ledger", "export", own.pack, "--store", "app.other", "--out", tmp_path / "a")
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert "KEPT-C022" in refused(capsys, "ledger", "export", own.pack, "--out", tmp_path / "file" / "below")


def test_a_promise_is_attested_while_a_real_document_is_in_date(own: Own, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = tmp_path / "contract.pdf"
    document.write_bytes(b"a contract of hosting")
    assert said(capsys, "attest", "show", own.pack)[0] == 1
    assert outcome(capsys, own, "storage.main") == "unproven"
    code, signed = sign(capsys, own, document)
    assert code == 0
    assert signed["attestation"]["sha256"] == hashlib.sha256(b"a contract of hosting").hexdigest()
    assert signed["attestation"]["expires_at"].startswith(f"{TOMORROW}T23:59:59")
    code, shown = said(capsys, "attest", "show", own.pack)
    assert (code, shown["unsigned"], shown["attestations"][0]["counts"]) == (0, [], True)
    assert outcome(capsys, own, "storage.main") == "attested"


def test_the_newest_signature_counts_and_a_specimen_vouches_for_nothing(
    own: Own, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = tmp_path / "contract.pdf"
    document.write_bytes(b"a contract")
    sign(capsys, own, document)
    sign(capsys, own, document, "--specimen")
    assert outcome(capsys, own, "storage.main") == "unproven"
    code, shown = said(capsys, "attest", "show", own.pack, "storage.main")
    assert (code, shown["unsigned"]) == (1, ["storage.main"])
    assert [entry["specimen"] for entry in shown["attestations"]][:2] == [True, False]
    sign(capsys, own, document)
    assert outcome(capsys, own, "storage.main") == "attested"


def test_what_cannot_be_signed_is_refused_with_the_way_out(own: Own, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = tmp_path / "contract.pdf"
    document.write_bytes(b"a contract")
    who = ("--signer", "A. Auditor", "--document", document, "--until")
    told = refused(capsys, "attest", own.pack, "storage.mian", *who, TOMORROW)
    assert "KEPT-C030" in told and "storage.main" in told
    assert "KEPT-C031" in refused(capsys, "attest", own.pack, "functions.account", *who, TOMORROW)
    assert "KEPT-C033" in refused(capsys, "attest", own.pack, "storage.main", *who, "2020-01-01")
    missing = ("--signer", "A. Auditor", "--document", tmp_path / "nothing.pdf", "--until", TOMORROW)
    assert "KEPT-C032" in refused(capsys, "attest", own.pack, "storage.main", *missing)
    assert run(["attest", str(own.pack), "storage.main", "--signer", "A", "--document", str(document), "--until", "soon"]) == 2


def test_databases_made_anew_keep_signatures_and_begin_ledgers_of_their_own(
    own: Own, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = tmp_path / "contract.pdf"
    document.write_bytes(b"a contract")
    sign(capsys, own, document)
    _, before = said(capsys, "ledger", "export", own.pack, "--store", "app.main", "--out", tmp_path / "before")
    assert run(["demo", str(own.pack), "--once", "--people", "1100", "--quiet"]) == 0
    _, after = said(capsys, "ledger", "export", own.pack, "--store", "app.main", "--out", tmp_path / "after")
    assert before["ledgers"][0]["ledger"] != after["ledgers"][0]["ledger"]
    assert outcome(capsys, own, "storage.main") == "attested"
    (retired,) = (own.ledger / "retired").iterdir()
    assert said(capsys, "ledger", "verify", tmp_path / "before", "--key", retired)[0] == 0
    assert said(capsys, "ledger", "verify", tmp_path / "after", "--key", retired)[0] == 1
    assert [file.name for file in own.ledger.glob("*.key")] == ["app.main.key"]
    assert (own.ledger / "app.main.key").stat().st_mode & 0o777 == 0o600


def test_a_doctor_finds_a_demonstrated_pack_in_order(own: Own, capsys: pytest.CaptureFixture[str]) -> None:
    code, document = said(capsys, "doctor", own.pack)
    wrong = [check for check in document["checks"] if check["severity"] == "error"]
    assert (code, wrong) == (0, [])
    names = {check["name"].partition(": ")[2] for check in document["checks"]}
    assert {
        "prepared",
        "age",
        "clock",
        "page zh",
        "page en",
        "server CN",
        "server CN clock",
        "books app.main",
        "control",
        "controls",
    } <= names


def test_a_doctor_sees_a_statement_that_was_changed_after_preparing(own: Own, capsys: pytest.CaptureFixture[str]) -> None:
    statement = next((own.pack / "statement").iterdir())
    text = statement.read_text(encoding="utf-8")
    try:
        statement.write_text(text.replace("within: 30 days", "within: 31 days"), encoding="utf-8")
        code, document = said(capsys, "doctor", own.pack)
    finally:
        statement.write_text(text, encoding="utf-8")
    (staged,) = [check for check in document["checks"] if check["name"].endswith(": prepared")]
    assert code == 1
    assert not staged["ok"]
    assert "kept demo" in staged["mend"]


def changed(own: Own, statement: str) -> None:
    """Change something in the pack's database, as somebody with its owner's password might."""
    pack = read_pack(str(own.pack))
    with opened(House(own.home), configuration(), pack.statement, pack.datamap) as estate:
        (site,) = estate.sites.values()
        with open_connection(site.address, read_only=False) as connection:
            execute(connection, statement)
            connection.commit()


def test_a_proof_stands_on_the_published_pages_at_once_and_one_of_a_part_does_not(own: Own, capsys: pytest.CaptureFixture[str]) -> None:
    page = own.ledger.parent / "site" / own.ledger.parent.name / "proof.html"
    somebody = "(select min(subject_id) from app.member)"
    changed(own, f"update kept.subject set ended_at = now() - interval '5 years' where subject_id = {somebody}")
    assert said(capsys, "prove", own.pack, "--only", "retention.closed_account")[0] == 1
    assert "No promise was found broken" in page.read_text(encoding="utf-8")
    assert outcome(capsys, own, "retention.closed_account") == "broken"
    assert "No promise was found broken" not in page.read_text(encoding="utf-8")
    changed(own, f"update kept.subject set ended_at = null where subject_id = {somebody}")
    assert outcome(capsys, own, "retention.closed_account") == "kept"
    assert "No promise was found broken" in page.read_text(encoding="utf-8")
