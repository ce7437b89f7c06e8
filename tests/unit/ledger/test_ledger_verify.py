"""An exported file, built here by hand from the documented format: whole it verifies, and however it is tampered with, it does not."""

from __future__ import annotations

import gzip
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kept.errors import KeptError
from kept.ledger import tree
from kept.ledger.event import encode, event_about
from kept.ledger.note import Checkpoint, Signer, generate_signer, sign_checkpoint
from kept.ledger.verify import Verification, verify_file

SIGNER = generate_signer("neocrm/p06", lambda count: b"s" * count)
OTHER = generate_signer("neocrm/p06", lambda count: b"o" * count)
KEY = str(SIGNER.verifier)
START = datetime(2026, 1, 1, tzinfo=UTC)
SIZES = (0, 4, 9, 20)


def entry(number: int, purpose: str = "service") -> bytes:
    event_id = UUID(int=number << 80 | 0x7000_8000_0000_0000_0000)
    return encode(event_about("consent.given", START + timedelta(seconds=number), {"purpose": purpose, "n": number}, event_id)).encode()


def event_line(position: int, content: bytes) -> bytes:
    return b"e %d %s %s\n" % (position, b64encode(tree.leaf_hash(content)), content)


def root_of(entries: list[bytes]) -> bytes:
    return tree.root(tree.extend(tree.Range(), [tree.leaf_hash(each) for each in entries]))


def checkpoint_of(entries: list[bytes], size: int, signer: Signer = SIGNER) -> Checkpoint:
    return sign_checkpoint(signer, size, root_of(entries[:size]))


def checkpoint_line(checkpoint: Checkpoint) -> bytes:
    return b"c %s\n" % b64encode(checkpoint.note.encode())


def built(entries: list[bytes], sizes: tuple[int, ...] = SIZES, signer: Signer = SIGNER) -> list[bytes]:
    lines = [b"kept-ledger 1\n", b"origin neocrm/p06\n", f"key {signer.verifier}\n".encode(), b"\n"]
    for position in range(len(entries) + 1):
        if position in sizes:
            lines.append(checkpoint_line(checkpoint_of(entries, position, signer)))
        if position < len(entries):
            lines.append(event_line(position, entries[position]))
    return [*lines, b"end %d %s\n" % (len(entries), b64encode(root_of(entries)))]


ENTRIES = [entry(number) for number in range(20)]
WHOLE = built(ENTRIES)
FIRST_EVENT = 5
# Taking away an earlier checkpoint changes no event and loses nothing that the last one does not vouch for.
SPARE = {at for at, line in enumerate(WHOLE) if line.startswith(b"c ")} - {len(WHOLE) - 2}


@pytest.fixture
def check(tmp_path: Path) -> Callable[..., Verification]:
    def checked(lines: list[bytes] | bytes, **options: object) -> Verification:
        path = tmp_path / "some ledger"
        path.write_bytes(lines if isinstance(lines, bytes) else b"".join(lines))
        return verify_file(path, **({"key": KEY} | options))  # type: ignore[arg-type]

    return checked


Check = Callable[..., Verification]


def codes(verification: Verification) -> set[str]:
    return {fault.code for fault in verification.problems}


def test_a_whole_ledger_verifies(check: Check) -> None:
    found = check(WHOLE)
    assert (found.verified, found.events, found.root, found.first_bad, found.problems) == (True, 20, root_of(ENTRIES), None, ())
    assert (found.checkpoints, found.origin, found.pinned) == (4, "neocrm/p06", True)
    assert found.newest == checkpoint_of(ENTRIES, 20)


def test_an_empty_ledger_verifies(check: Check) -> None:
    found = check(built([], (0,)))
    assert (found.verified, found.events, found.root) == (True, 0, tree.EMPTY_ROOT)


def test_a_compressed_ledger_verifies(check: Check) -> None:
    assert check(gzip.compress(b"".join(WHOLE))).verified


def test_without_a_key_it_says_that_the_key_was_the_files_own(check: Check) -> None:
    found = check(WHOLE, key=None)
    assert (found.verified, found.pinned) == (True, False)


def test_a_ledger_whose_key_was_changed_verifies_with_both_keys_and_not_with_the_old_alone(check: Check) -> None:
    lines = [*WHOLE[:3], f"key {OTHER.verifier}\n".encode(), *WHOLE[3:-2], checkpoint_line(checkpoint_of(ENTRIES, 20, OTHER)), WHOLE[-1]]
    assert check(lines, key=[KEY, str(OTHER.verifier)]).verified
    assert check(lines, key=str(OTHER.verifier)).verified
    assert codes(check(lines)) == {"KEPT-L017"}


@pytest.mark.parametrize("position", [0, 3, 4, 19])
def test_an_edited_event_is_named_exactly(check: Check, position: int) -> None:
    lines = list(WHOLE)
    at = next(at for at, line in enumerate(lines) if line.startswith(b"e %d " % position))
    lines[at] = lines[at].replace(b'"service"', b'"serviced"')
    found = check(lines)
    assert (found.verified, found.first_bad, found.last_bad) == (False, position, position)
    assert "KEPT-L013" in codes(found)
    assert found.problems[0].place.line == at + 1


@pytest.mark.parametrize(("position", "between"), [(0, (0, 3)), (5, (4, 8)), (19, (9, 19))])
def test_an_edited_event_whose_hash_was_mended_is_found_between_two_checkpoints(
    check: Check, position: int, between: tuple[int, int]
) -> None:
    entries = [*ENTRIES[:position], entry(position, "other"), *ENTRIES[position + 1 :]]
    honest = [line for line in WHOLE if line.startswith(b"c ")]
    forged = [honest.pop(0) if line.startswith(b"c ") else line for line in built(entries)]
    found = check(forged)
    assert (found.verified, found.first_bad, found.last_bad) == (False, *between)
    assert codes(found) == {"KEPT-L015"}


def test_a_deleted_event_is_detected(check: Check) -> None:
    lines = [line for line in WHOLE if not line.startswith(b"e 6 ")]
    found = check(lines)
    assert (found.verified, found.first_bad, found.last_bad) == (False, 6, 6)
    assert "KEPT-L014" in codes(found)


def test_a_deleted_event_is_detected_though_the_rest_is_renumbered(check: Check) -> None:
    honest = [line for line in WHOLE if line.startswith(b"c ")]
    forged = [honest.pop(0) if line.startswith(b"c ") else line for line in built([*ENTRIES[:6], *ENTRIES[7:]], (0, 4, 9, 19))]
    found = check(forged)
    assert (found.verified, found.first_bad, found.last_bad) == (False, 4, 8)


def test_a_reordered_event_is_detected(check: Check) -> None:
    lines = list(WHOLE)
    at = next(at for at, line in enumerate(lines) if line.startswith(b"e 6 "))
    lines[at], lines[at + 1] = lines[at + 1], lines[at]
    found = check(lines)
    assert (found.verified, found.first_bad) == (False, 6)


def test_two_events_that_changed_places_and_numbers_are_detected(check: Check) -> None:
    entries = [*ENTRIES[:5], ENTRIES[6], ENTRIES[5], *ENTRIES[7:]]
    honest = [line for line in WHOLE if line.startswith(b"c ")]
    found = check([honest.pop(0) if line.startswith(b"c ") else line for line in built(entries)])
    assert (found.verified, found.first_bad, found.last_bad) == (False, 4, 8)


def test_an_inserted_event_is_detected(check: Check) -> None:
    at = next(at for at, line in enumerate(WHOLE) if line.startswith(b"e 7 "))
    found = check([*WHOLE[:at], event_line(7, entry(99)), *WHOLE[at:]])
    assert (found.verified, found.first_bad is not None and 4 <= found.first_bad <= 8) == (False, True)


def test_events_after_the_last_checkpoint_are_not_vouched_for(check: Check) -> None:
    found = check(built(ENTRIES, (0, 4, 9)))
    assert (found.verified, found.first_bad, found.last_bad, codes(found)) == (False, 9, 19, {"KEPT-L017"})


def test_truncation_is_seen_against_a_remembered_checkpoint_and_only_then(check: Check) -> None:
    short = built(ENTRIES[:9])
    assert check(short).verified
    assert check(short, since=checkpoint_of(ENTRIES, 9).note).verified
    assert check(WHOLE, since=checkpoint_of(ENTRIES, 9).note).verified
    assert check(WHOLE, since=checkpoint_of(ENTRIES, 0).note).verified
    found = check(short, since=checkpoint_of(ENTRIES, 20).note)
    assert (found.verified, found.first_bad, found.last_bad, codes(found)) == (False, 9, 19, {"KEPT-L018"})


def test_a_history_that_was_rewritten_and_signed_again_is_seen_against_a_remembered_checkpoint(check: Check) -> None:
    rewritten = built([entry(0, "other"), *ENTRIES[1:]])
    assert check(rewritten).verified
    found = check(rewritten, since=checkpoint_of(ENTRIES, 9).note)
    assert (found.verified, codes(found)) == (False, {"KEPT-L019"})


def test_a_remembered_checkpoint_need_not_stand_in_the_file(check: Check) -> None:
    assert check(WHOLE, since=checkpoint_of(ENTRIES, 13).note).verified
    other = sign_checkpoint(SIGNER, 13, root_of(ENTRIES[:12]))
    assert codes(check(WHOLE, since=other.note)) == {"KEPT-L019"}


def test_a_checkpoint_of_another_ledger_is_not_compared(check: Check) -> None:
    other = sign_checkpoint(SIGNER.named("neocrm/p07"), 4, root_of(ENTRIES[:4]))
    assert codes(check(WHOLE, key=[KEY, str(SIGNER.named("neocrm/p07").verifier)], since=other.note)) == {"KEPT-L007"}


def test_a_remembered_checkpoint_that_nobody_trusted_signed_is_refused(check: Check) -> None:
    with pytest.raises(KeptError, match="KEPT-L006"):
        check(WHOLE, since=checkpoint_of(ENTRIES, 4, OTHER).note)
    with pytest.raises(KeptError, match="KEPT-L005"):
        check(WHOLE, since="garbage")
    assert codes(check(WHOLE, key=None, since=checkpoint_of(ENTRIES, 4, OTHER).note)) == {"KEPT-L016"}


def test_a_wrong_key_is_named_with_the_right_one(check: Check) -> None:
    found = check(WHOLE, key=str(OTHER.verifier))
    assert (found.verified, codes(found)) == (False, {"KEPT-L020"})
    assert KEY in found.problems[0].message()


def test_a_ledger_signed_anew_by_somebody_else_does_not_verify_with_the_operators_key(check: Check) -> None:
    assert not check(built(ENTRIES, signer=OTHER)).verified
    mixed = [*built(ENTRIES, signer=OTHER)[:2], *WHOLE[2:3], *built(ENTRIES, signer=OTHER)[3:]]
    assert not check(mixed).verified


@pytest.mark.parametrize("bytes_left", [0, 1, 14, 100, 2000, -1, -50])
def test_a_cut_file_does_not_verify(check: Check, bytes_left: int) -> None:
    assert not check(b"".join(WHOLE)[:bytes_left]).verified
    packed = gzip.compress(b"".join(WHOLE))
    assert not check(packed[: min(bytes_left, len(packed) - 1)]).verified


@pytest.mark.parametrize(
    "garbage", [b"", b"\x00" * 5000, b"PK\x03\x04", b"\x1f\x8b garbage", b"kept-ledger 2\n", b"\n" * 100, b"e 0 x y\n", b"x" * 200_000]
)
def test_garbage_does_not_verify(check: Check, garbage: bytes) -> None:
    found = check(garbage)
    assert (found.verified, found.events) == (False, 0)
    assert codes(found) <= {"KEPT-L010", "KEPT-L012"}


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    for path in (tmp_path / "absent", tmp_path):
        with pytest.raises(KeptError, match="KEPT-L011"):
            verify_file(path, KEY)


def test_anything_after_the_end_is_detected(check: Check) -> None:
    assert codes(check([*WHOLE, b"more\n"])) == {"KEPT-L030"}
    assert not check(gzip.compress(b"".join(WHOLE)) + b"more").verified


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(st.data())
def test_whatever_byte_is_changed_the_ledger_does_not_verify(check: Check, data: st.DataObject) -> None:
    whole = b"".join(WHOLE)
    at = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != whole[at]))
    assert not check(whole[:at] + bytes([byte]) + whole[at + 1 :]).verified


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(st.data())
def test_whatever_line_is_taken_doubled_moved_or_swapped_the_ledger_does_not_verify(check: Check, data: st.DataObject) -> None:
    lines = list(WHOLE)
    at = data.draw(st.integers(0, len(lines) - 1).filter(lambda value: value not in SPARE))
    to = data.draw(st.integers(0, len(lines) - 1).filter(lambda value: value != at))
    match data.draw(st.sampled_from(["take", "double", "move", "swap", "overwrite"])):
        case "take":
            del lines[at]
        case "double":
            lines.insert(to, lines[at])
        case "move":
            lines.insert(to, lines.pop(at))
        case "swap":
            lines[at], lines[to] = lines[to], lines[at]
        case _:
            lines[at] = lines[to]
    assert not check(lines).verified


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["edit", "delete", "insert", "swap"]), st.integers(0, 19), st.integers(0, 19)), min_size=1, max_size=4
    )
)
def test_no_forger_without_the_key_gets_a_ledger_to_verify(check: Check, acts: list[tuple[str, int, int]]) -> None:
    """A forger who mends hashes, positions and the last line, and may leave out signed checkpoints, but cannot sign."""
    entries = list(ENTRIES)
    for act, first, second in acts:
        at, other = first % max(len(entries), 1), second % max(len(entries), 1)
        if act == "edit" and entries:
            entries[at] = entry(1000 + second)
        elif act == "delete" and entries:
            del entries[at]
        elif act == "insert":
            entries.insert(at, entry(2000 + second))
        elif act == "swap" and entries:
            entries[at], entries[other] = entries[other], entries[at]
    honest = {size: checkpoint_line(checkpoint_of(ENTRIES, size)) for size in SIZES}
    forged = [line for line in built(entries, ()) if not line.startswith(b"end ")]
    for size in sorted(honest, reverse=True):
        if size <= len(entries):
            forged.insert(4 + size, honest[size])
    forged.append(b"end %d %s\n" % (len(entries), b64encode(root_of(entries))))
    covered = entries[: len(entries)] == ENTRIES[: len(entries)] and len(entries) in SIZES
    assert check(forged).verified == covered
    assert covered or not check(forged, since=checkpoint_of(ENTRIES, 20).note).verified
    assert check(forged, since=checkpoint_of(ENTRIES, 20).note).verified == (entries == ENTRIES)


def test_every_problem_has_words_in_both_languages(check: Check) -> None:
    tampered = [
        check(built(ENTRIES[:9]), since=checkpoint_of(ENTRIES, 20).note),
        check(WHOLE, key=str(OTHER.verifier)),
        check(built(ENTRIES, (0,))),
        check([*WHOLE[:8], *WHOLE[9:]]),
        check(WHOLE[:-3]),
        check(b"?"),
    ]
    texts = [fault.text(language) for found in tampered for fault in found.problems for language in ("zh", "en")]
    assert len(texts) >= 12
    assert not [text for text in texts if "{" in text]


SCRIPT = Path(__file__).parents[3] / "docs" / "reference" / "verify_ledger.py"


def independent(path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-I", str(SCRIPT), str(path)], capture_output=True, text=True, check=False)


def test_the_strangers_verifier_of_the_documentation_agrees(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    for content in (b"".join(WHOLE), gzip.compress(b"".join(WHOLE))):
        path.write_bytes(content)
        done = independent(path)
        assert done.returncode == 0, done.stderr
        assert b64encode(root_of(ENTRIES)).decode() in done.stdout
    assert len(SCRIPT.read_text(encoding="utf-8").splitlines()) <= 50
    for tampered in (WHOLE[:7] + WHOLE[8:], WHOLE[:-1], [*WHOLE[:6], WHOLE[6].replace(b"service", b"serviced"), *WHOLE[7:]]):
        path.write_bytes(b"".join(tampered))
        assert independent(path).returncode == 1
    note = b64decode(WHOLE[-2][2:])
    assert note.decode() == checkpoint_of(ENTRIES, 20).note
