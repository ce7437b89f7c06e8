"""Recompute an exported ledger with Python's standard library alone: python3 verify_ledger.py FILE (plain or .gz).

Checks every event, its position, and every checkpoint's root, and prints the last checkpoint: a signed note, whose signature any
tool for C2SP signed notes checks against the public key that the ledger's operator publishes. See ledger-format.md.
"""

import base64
import gzip
import hashlib
import pathlib
import sys


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(peaks: list[tuple[int, bytes]]) -> bytes:
    result = peaks[-1][1] if peaks else hashlib.sha256(b"").digest()
    for _, left in reversed(peaks[:-1]):
        result = node(left, result)
    return result


with pathlib.Path(sys.argv[1]).open("rb") as file:
    opened = gzip.GzipFile(fileobj=file) if file.peek(2)[:2] == b"\x1f\x8b" else file
    peaks, count, note, end = [], 0, "", ""
    for raw in opened:
        tag, _, rest = raw.rstrip(b"\n").partition(b" ")
        if tag == b"e":
            position, digest, line = rest.split(b" ", 2)
            peak = (0, hashlib.sha256(b"\x00" + line).digest())
            if int(position) != count or base64.b64decode(digest) != peak[1]:
                sys.exit(f"event {count} does not hold")
            while peaks and peaks[-1][0] == peak[0]:
                peak = (peak[0] + 1, node(peaks.pop()[1], peak[1]))
            peaks, count = [*peaks, peak], count + 1
        elif tag in (b"c", b"end"):
            note, end = (base64.b64decode(rest).decode(), "") if tag == b"c" else (note, rest.decode())
            size, claimed = note.split("\n")[1:3] if tag == b"c" else end.split(" ")
            if int(size) != count or base64.b64decode(claimed) != root(peaks):
                sys.exit(f"the root after {count} events is not {claimed}")
sys.exit("the file is cut") if not end or note.split("\n")[1] != str(count) else print(note + f"{count} events, root {claimed}")
