"""Forms: protection against forged posts, double submission made harmless, and typed text that is cleaned and checked."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable
from typing import Final

from foundation.sealing import digest

SEED_BYTES: Final = 18
LINE: Final = 200
MARK: Final = 48
# The local part is a dot-atom (RFC 5322, 3.2.3): what is none cannot stand in a mail's header, and no letter would ever leave.
ATOM: Final = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
EMAIL: Final = re.compile(
    rf"(?=.{{1,64}}@){ATOM}(?:\.{ATOM})*@(?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.)+[a-z]{{2,63}}", re.IGNORECASE | re.ASCII
)
MOBILE: Final = re.compile(r"\+?[0-9]{7,15}")
FIRST_ID: Final = 10**13
LAST_ID: Final = 10**14


def new_seed(random: Callable[[int], bytes]) -> str:
    """The value of the cookie that ties a browser to the forms that were shown to it."""
    return random(SEED_BYTES).hex()


def form_token(secret: bytes, seed: str) -> str:
    """What every form carries; another site cannot know it."""
    return digest(secret, "form", seed).hex()[:40]


def is_ours(secret: bytes, seed: str | None, token: str | None) -> bool:
    """Whether a post comes from a form that we showed to this browser."""
    return bool(seed and token) and hmac.compare_digest(form_token(secret, seed or ""), token or "")


def row_id(*parts: object) -> int:
    """The id of the row that a form makes: the same form posted twice makes the same row. Fourteen digits that are no card number."""
    number = FIRST_ID + int.from_bytes(hashlib.sha256("\n".join(map(str, parts)).encode()).digest()[:12]) % (LAST_ID - FIRST_ID - 100)
    while _could_be_a_card(number):
        number += 1
    return number


def _could_be_a_card(number: int) -> bool:
    """Whether the check digit of bank cards (ISO/IEC 7812-1) fits: then people and programs may take the id for one."""
    digits = [int(digit) for digit in str(number)]
    return (sum(digits[-1::-2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])) % 10 == 0


def whole_number(text: str) -> int | None:
    """A number that a form sends as somebody's choice, if it is one that a database can hold (eighteen digits at most)."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def own_path(text: str) -> str | None:
    """The path of a page of ours to go back to, as a form names it, or None: another site's, none at all, or too long for a header."""
    ours = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isascii() and text.isprintable()
    return text if ours and len(text) <= LINE else None


def form_mark(text: str) -> str:
    """A form's own mark (``once``), short enough for keys and links whatever was sent as one."""
    return (
        text
        if len(text) <= MARK and text.isascii() and text.isalnum()
        else hashlib.sha256(text.encode(errors="replace")).hexdigest()[:MARK]
    )


def one_line(text: str, most: int = LINE) -> str:
    """What somebody typed as one line: NFC, no control characters, single spaces, cut at ``most`` characters. Emoji and signs stay."""
    kept = "".join(c if unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn") else " " for c in unicodedata.normalize("NFC", text))
    return " ".join(kept.split())[:most]


def some_lines(text: str, most: int = 2_000) -> str:
    """The same for a text of several lines."""
    return "\n".join(one_line(line, most) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")).strip()[:most]


def email_address(text: str) -> str | None:
    """A mail address in the form in which we keep it, or None if it is none."""
    address = one_line(text).lower()
    return address if len(address) <= LINE and EMAIL.fullmatch(address) else None


def mobile_number(text: str) -> str | None:
    """A mobile number without spaces, brackets and dashes, or None if it is none."""
    number = re.sub(r"[\s()\-.]", "", one_line(text))
    return number if MOBILE.fullmatch(number) else None
