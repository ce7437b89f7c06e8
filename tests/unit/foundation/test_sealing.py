"""Sealed values and signed tickets: neither can be moved, forged, or used after its time."""

import base64
import os
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from foundation.sealing import Seal, issued, opened

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
SEAL = Seal(bytes(32))


@given(st.text())
def test_what_was_sealed_comes_out_as_it_was(text: str) -> None:
    sealed = SEAL.close(text, "lat", os.urandom)
    assert sealed.startswith("aes-256-gcm:k1:")
    assert SEAL.open(sealed, "lat") == text


def test_a_sealed_value_opens_in_its_own_column_with_its_own_key_only() -> None:
    sealed = SEAL.close("39.9", "lat", os.urandom)
    assert SEAL.open(sealed, "lon") is None
    assert Seal(b"1" * 32).open(sealed, "lat") is None
    assert SEAL.open(None, "lat") is None


def test_a_ticket_says_what_it_was_given_until_its_time_is_over() -> None:
    ticket = issued(b"secret", "enter", {"o": 1, "名": "值"}, NOW, timedelta(seconds=60))
    assert opened(b"secret", "enter", ticket, NOW + timedelta(seconds=59)) == {"o": 1, "名": "值"}
    assert opened(b"secret", "enter", ticket, NOW + timedelta(seconds=61)) is None
    assert opened(b"secret", "enter", issued(b"secret", "enter", {}, NOW, None), NOW + timedelta(days=10_000)) == {}


def test_nobody_reads_in_a_ticket_what_it_says() -> None:
    ticket = issued(b"secret", "register", {"a": "ada@example.com"}, NOW, None)
    assert b"ada" not in base64.urlsafe_b64decode(ticket + "=" * (-len(ticket) % 4))


def test_a_ticket_for_one_purpose_or_of_another_secret_is_none_for_another() -> None:
    ticket = issued(b"secret", "enter", {"o": 1}, NOW, None)
    assert opened(b"secret", "unsubscribe", ticket, NOW) is None
    assert opened(b"other", "enter", ticket, NOW) is None


@given(st.text())
def test_anything_else_is_no_ticket(text: str) -> None:
    assert opened(b"secret", "enter", text, NOW) is None
