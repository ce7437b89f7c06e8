"""Verification of an exported ledger, with no database: every hash, every signature, every position is checked again.

The file's format is documented in ``docs/reference/ledger-format.md``. A file is read once, from beginning to end, in memory that
does not grow with it. What is wrong is collected as faults; the first event that does not hold is named exactly where the file
still carries the event's own hash, and otherwise as the range between two checkpoints within which it lies.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from base64 import b64encode
from binascii import b2a_base64
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final

from kept.errors import Fault, KeptError, Place
from kept.ledger import tree
from kept.ledger.note import Checkpoint, Verifier, exact_base64, open_checkpoint, read_checkpoint

FORMAT: Final = b"kept-ledger 1\n"
LONGEST_LINE: Final = 64 * 1024
MOST_PROBLEMS: Final = 50
STRIDE: Final = 4096
NUMBER: Final = re.compile(rb"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True)
class Verification:
    """What an export is worth.

    ``verified`` is true only if nothing is wrong and a trusted checkpoint covers every event. ``first_bad`` is the position of the
    first event that does not hold (from 0); it lies at ``first_bad`` exactly if ``last_bad`` is the same, else between the two
    (inclusive). ``root`` is recomputed. ``checkpoints`` counts those that hold. ``pinned`` says that the key was given by the
    verifier and not merely taken from the file: without it, somebody who rewrote the file could have signed it too.
    """

    origin: str
    events: int
    root: bytes
    verified: bool
    first_bad: int | None
    last_bad: int | None
    checkpoints: int
    newest: Checkpoint | None
    pinned: bool
    problems: tuple[Fault, ...]


@dataclass
class _Reading:
    """Where the reading of one file stands."""

    path: str
    trusted: list[Verifier]
    since: Checkpoint | None
    origin: str = ""
    listed: list[Verifier] = field(default_factory=list)
    line: int = 0
    events: int = 0
    expected: int = 0
    folded: tree.Range = field(default_factory=tree.Range)
    pending: list[bytes] = field(default_factory=list)
    checkpoints: int = 0
    newest: Checkpoint | None = None
    good: int = 0
    last_size: int = -1
    blamed: tuple[int, int] | None = None
    since_root: bytes | None = None
    ended: bool = False
    problems: list[Fault] = field(default_factory=list)

    def wrong(self, code: str, **facts: object) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Fault(code, Place(self.path, self.line, 1), facts))

    def blame(self, first: int, last: int) -> None:
        if self.blamed is None:
            self.blamed = (first, last)

    def flush(self) -> None:
        self.folded = tree.extend(self.folded, self.pending)
        self.pending.clear()


def verify_file(path: Path, key: str | Sequence[str] | None = None, since: str | None = None) -> Verification:
    """Check an exported ledger, plain or gzip-compressed.

    ``key`` is the verifier key (or keys, after a rotation) that is trusted; without one, those in the file are used and
    ``pinned`` is false. ``since`` is the text of a checkpoint remembered earlier: a ledger that is shorter, or differs up to there,
    does not verify. Raises KEPT-L011 if the file cannot be read, KEPT-L003 for a malformed key, KEPT-L005 or KEPT-L006 for a
    malformed or foreign ``since``; everything that is wrong with the file itself is in ``problems``.
    """
    trusted = [Verifier.parse(each) for each in ([key] if isinstance(key, str) else key or [])]
    remembered = None if since is None else open_checkpoint(since, trusted) if trusted else read_checkpoint(since)
    reading = _Reading(str(path), trusted, remembered)
    try:
        with _opened(path) as file:
            if _read_header(reading, file):
                _read_body(reading, file)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        reading.wrong("KEPT-L012", events=reading.events)
    except OSError as error:
        raise KeptError("KEPT-L011", Place(str(path)), reason=error.strerror or str(error)) from None
    reading.flush()
    return _conclude(reading, pinned=bool(trusted))


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    with path.open("rb") as raw:
        if raw.peek(2)[:2] == b"\x1f\x8b":
            # GzipFile reads lines slowly by itself; a reader around it does not.
            with io.BufferedReader(gzip.GzipFile(fileobj=raw), 1 << 20) as unpacked:
                yield unpacked
        else:
            yield raw


def _text(raw: bytes, tag: bytes) -> str:
    """What follows the tag on a header line; empty if the line is another."""
    if not raw.startswith(tag) or not raw.endswith(b"\n"):
        return ""
    return raw[len(tag) : -1].decode("utf-8", "replace")


def _read_header(reading: _Reading, file: BinaryIO) -> bool:
    reading.line = 1
    if file.readline(LONGEST_LINE) != FORMAT:
        reading.wrong("KEPT-L010")
        return False
    reading.line, reading.origin = 2, _text(file.readline(LONGEST_LINE), b"origin ")
    if not reading.origin:
        reading.wrong("KEPT-L021")
    reading.line, raw = 3, file.readline(LONGEST_LINE)
    while raw.startswith(b"key "):
        try:
            listed = Verifier.parse(_text(raw, b"key "))
        except KeptError:
            reading.wrong("KEPT-L021")
        else:
            if listed in reading.listed:
                reading.wrong("KEPT-L021")  # nobody writes a key twice: something was put in
            reading.listed.append(listed)
        reading.line, raw = reading.line + 1, file.readline(LONGEST_LINE)
    if raw != b"\n":
        reading.wrong("KEPT-L021" if raw else "KEPT-L012", **({} if raw else {"events": 0}))
    if reading.trusted and not set(reading.trusted) & set(reading.listed):
        reading.wrong("KEPT-L020", found=", ".join(map(str, reading.listed)), given=", ".join(map(str, reading.trusted)))
    if reading.since is not None:
        _check_since_is_ours(reading, reading.since)
    return True


def _check_since_is_ours(reading: _Reading, since: Checkpoint) -> None:
    if since.origin != reading.origin:
        reading.wrong("KEPT-L007", found=reading.origin)
    if not reading.trusted:
        try:
            open_checkpoint(since.note, reading.listed)
        except KeptError:
            reading.wrong("KEPT-L016", size=since.size)


def _read_body(reading: _Reading, file: BinaryIO) -> None:
    _stop_at_since(reading)
    while raw := file.readline(LONGEST_LINE):
        reading.line += 1
        if reading.ended:
            reading.wrong("KEPT-L030")
            return
        if raw[:2] == b"e ":
            _read_event(reading, raw)
        elif raw[:2] == b"c ":
            _read_checkpoint_line(reading, raw)
        elif raw[:4] == b"end ":
            _read_end(reading, raw)
        else:
            reading.wrong("KEPT-L021")
            reading.blame(reading.expected, reading.expected)
    if not reading.ended:
        reading.wrong("KEPT-L012", events=reading.events)


def _read_event(reading: _Reading, raw: bytes) -> None:
    parts = raw.split(b" ", 3)
    if len(parts) != 4 or raw[-1:] != b"\n" or not NUMBER.fullmatch(parts[1]):
        reading.wrong("KEPT-L021")
        reading.blame(reading.expected, reading.expected)
        return
    digest = sha256(b"\x00" + parts[3][:-1]).digest()
    position = int(parts[1])
    if position != reading.expected:
        reading.wrong("KEPT-L014", expected=reading.expected, found=position)
        reading.blame(min(reading.expected, position), min(reading.expected, position))
    if b2a_base64(digest, newline=False) != parts[2]:
        reading.wrong("KEPT-L013", position=position)
        reading.blame(position, position)
    reading.expected = position + 1
    reading.events += 1
    reading.pending.append(digest)
    if len(reading.pending) >= STRIDE:
        reading.flush()
    _stop_at_since(reading)


def _stop_at_since(reading: _Reading) -> None:
    if reading.since is not None and reading.events == reading.since.size:
        reading.flush()
        reading.since_root = tree.root(reading.folded)


def _read_checkpoint_line(reading: _Reading, raw: bytes) -> None:
    try:
        note = exact_base64(raw[2:-1].decode("ascii")).decode("utf-8")
        claimed = read_checkpoint(note)
    except (ValueError, KeptError):
        reading.wrong("KEPT-L016", size=reading.events)
        return
    try:
        checkpoint = open_checkpoint(note, [*reading.trusted, *reading.listed])
    except KeptError:
        reading.wrong("KEPT-L016", size=claimed.size)
        return
    if raw[-1:] != b"\n" or checkpoint.origin != reading.origin or checkpoint.size <= reading.last_size:
        reading.wrong("KEPT-L016", size=claimed.size)
        return
    reading.last_size = checkpoint.size
    reading.flush()
    if checkpoint.size != reading.events or checkpoint.root != tree.root(reading.folded):
        _blame_interval(reading, checkpoint)
        return
    if reading.blamed is None:
        reading.good = checkpoint.size
    reading.checkpoints += 1
    if not reading.trusted or _signed_by_trusted(note, reading.trusted):
        reading.newest = checkpoint


def _signed_by_trusted(note: str, trusted: Sequence[Verifier]) -> bool:
    try:
        open_checkpoint(note, trusted)
    except KeptError:
        return False
    return True


def _blame_interval(reading: _Reading, checkpoint: Checkpoint) -> None:
    """The root of a signed checkpoint differs: something after the last good one was changed. Later ones differ by consequence."""
    if reading.blamed is not None:
        return
    last = max(checkpoint.size, reading.events, reading.good + 1) - 1
    reading.wrong("KEPT-L015", first=reading.good, last=last, size=checkpoint.size)
    reading.blame(reading.good, last)


def _read_end(reading: _Reading, raw: bytes) -> None:
    reading.ended = True
    reading.flush()
    if raw != b"end %d %s\n" % (reading.events, b64encode(tree.root(reading.folded))):
        reading.wrong("KEPT-L031", events=reading.events)
        reading.blame(reading.good, max(reading.events, reading.good + 1) - 1)


def _conclude(reading: _Reading, pinned: bool) -> Verification:
    since = reading.since
    if since is not None and reading.origin:
        if reading.events < since.size:
            reading.wrong("KEPT-L018", events=reading.events, remembered=since.size)
            reading.blame(reading.events, since.size - 1)
        elif reading.since_root != since.root:
            reading.wrong("KEPT-L019", size=since.size)
            reading.blame(min(reading.good, since.size - 1) if since.size else 0, max(since.size, 1) - 1)
    covered = reading.newest.size if reading.newest is not None else -1
    if covered != reading.events and not reading.problems:
        reading.wrong("KEPT-L017", covered=max(covered, 0), events=reading.events)
        reading.blame(max(covered, 0), max(reading.events, 1) - 1)
    first, last = reading.blamed or (None, None)
    return Verification(
        origin=reading.origin,
        events=reading.events,
        root=tree.root(reading.folded),
        verified=not reading.problems,
        first_bad=first,
        last_bad=last,
        checkpoints=reading.checkpoints,
        newest=reading.newest,
        pinned=pinned,
        problems=tuple(reading.problems),
    )
