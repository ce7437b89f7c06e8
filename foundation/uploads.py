"""Uploads: pictures that are what they say, without hidden facts in them; tables as CSV that any spreadsheet writes."""

from __future__ import annotations

import csv
import io
import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

PNG: Final = b"\x89PNG\r\n\x1a\n"
JPEG: Final = b"\xff\xd8\xff"
MOST_PICTURE: Final = 300_000
MOST_TABLE: Final = 2_000_000
MOST_ROWS: Final = 1_000
PICTURE_PARTS: Final = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB"})
JPEG_SCAN: Final = 0xDA


class Unfit(ValueError):
    """An upload that is not taken; ``why`` is the key of the text that says so."""

    def __init__(self, why: str, **facts: object) -> None:
        super().__init__(why)
        self.why, self.facts = why, facts


def picture(content: bytes) -> tuple[str, bytes]:
    """The media type and the bytes of a picture, without its comments and the place where it was taken (EXIF).

    Raises Unfit for what is too big or neither PNG nor JPEG, whatever its name says.
    """
    if len(content) > MOST_PICTURE:
        raise Unfit("upload.too_big", most=MOST_PICTURE // 1000)
    try:
        if content.startswith(PNG):
            return "image/png", PNG + b"".join(_png_parts(content))
        if content.startswith(JPEG):
            return "image/jpeg", b"\xff\xd8" + b"".join(_jpeg_parts(content))
    except (struct.error, IndexError) as error:
        raise Unfit("upload.not_a_picture") from error
    raise Unfit("upload.not_a_picture")


def _png_parts(content: bytes) -> Iterator[bytes]:
    at = len(PNG)
    while at < len(content):
        (length,) = struct.unpack_from(">I", content, at)
        whole = content[at : at + 12 + length]
        if len(whole) != 12 + length:
            raise struct.error("cut short")
        if whole[4:8] in PICTURE_PARTS:
            yield whole
        at += 12 + length


def _jpeg_parts(content: bytes) -> Iterator[bytes]:
    at = 2
    while content[at + 1] != JPEG_SCAN:
        marker, length = content[at + 1], struct.unpack_from(">H", content, at + 2)[0]
        if content[at] != 0xFF or length < 2:
            raise struct.error("no marker")
        if not (0xE1 <= marker <= 0xEF or marker == 0xFE):
            yield content[at : at + 2 + length]
        at += 2 + length
    yield content[at:]


def table(content: bytes, columns: Mapping[str, Sequence[str]], needed: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV file, each with the line that it ends in. Only columns are read whose heading ``columns`` gives.

    UTF-8 or GB 18030 (what Excel writes in China). Raises Unfit for what is too big, no table, or lacks a column.
    """
    if len(content) > MOST_TABLE:
        raise Unfit("upload.too_big", most=MOST_TABLE // 1000)
    text = _decoded(content)
    reader = csv.reader(io.StringIO(text, newline=""))
    rows = [(reader.line_num, row) for row in reader]
    if not rows:
        raise Unfit("upload.not_a_table")
    places = {name: place for place, heading in enumerate(rows[0][1]) if (name := _column(heading, columns))}
    lacking = [name for name in needed if name not in places]
    if lacking:
        raise Unfit("upload.lacks", columns=", ".join(columns[name][0] for name in lacking))
    if len(rows) - 1 > MOST_ROWS:
        raise Unfit("upload.too_many", most=MOST_ROWS)
    filled = ((line, row) for line, row in rows[1:] if any(cell.strip() for cell in row))
    return [(line, {name: row[place] if place < len(row) else "" for name, place in places.items()}) for line, row in filled]


def _decoded(content: bytes) -> str:
    if b"\x00" in content:
        raise Unfit("upload.not_a_table")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unfit("upload.not_a_table")


def _column(heading: str, columns: Mapping[str, Sequence[str]]) -> str | None:
    said = heading.strip().lower()
    return next((name for name, headings in columns.items() if said in [each.lower() for each in headings]), None)
