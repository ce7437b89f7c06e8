"""What people type, and what protects the forms they type it into."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.forms import (
    email_address,
    form_mark,
    form_token,
    is_ours,
    mobile_number,
    one_line,
    own_path,
    row_id,
    some_lines,
)
from foundation.mailing import Letter, MailServer, Undelivered, composed
from kept.ledger.event import looks_personal

# What the standard library puts into no mail's header: a letter to it would never leave.
UNSENDABLE = ["王@example.cn", "🦊@x.cn", "a..b@x.cn", ".a@x.cn", "a.@x.cn", "a:b@x.cn", "a\\b@x.cn", f"{'a' * 65}@x.cn"]


def test_emoji_and_html_stay_and_control_characters_go() -> None:
    assert one_line(' <b>é</b>\x00\x07 🦉\t& "x" ') == '<b>é</b> 🦉 & "x"'
    assert some_lines("a\r\nb\rc\x00\n\n") == "a\nb\nc"


@given(st.text())
def test_one_line_has_no_line_break_and_is_its_own_cleaning(text: str) -> None:
    line = one_line(text)
    assert not set(line) & set("\r\n\x00\x85\u2028")
    assert one_line(line) == line


@pytest.mark.parametrize("said", ["ada@example.com", " ADA@Example.COM ", "a.b+c@mail.example.cn", "o'neil@example.cn", "a_b=c@example.cn"])
def test_mail_addresses_are_taken(said: str) -> None:
    assert email_address(said) == said.strip().lower()


@pytest.mark.parametrize(
    "said", ["", "ada", "ada@", "@x.cn", "a b@x.cn", "a@x", "a@x.cn\nBcc: b@y.cn", "a@x..cn", "a@-x.cn", "<a@x.cn>", *UNSENDABLE]
)
def test_what_is_no_address_is_none(said: str) -> None:
    assert email_address(said) is None


@given(st.text("ab.:;@\\'\"<>()[]{}|!#$%&*+/=?^_`~-, 王🦊", max_size=12).map(lambda local: f"{local}@x.cn"))
def test_a_letter_can_be_written_to_every_address_that_is_taken(said: str) -> None:
    address = email_address(said)
    if address is not None:
        composed(MailServer("127.0.0.1", 25, "crm@neocrm.example"), Letter(address, "Hello", "Hello"), datetime.now(UTC), "1")


def test_a_letter_to_what_is_no_address_is_given_up_at_once_and_does_not_stop_the_others() -> None:
    with pytest.raises(Undelivered) as problem:
        composed(MailServer("127.0.0.1", 25, "crm@neocrm.example"), Letter("a..b@x.cn", "Hello", "Hello"), datetime.now(UTC), "1")
    assert problem.value.for_good


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ("/visits", "/visits"),
        ("//evil.example", None),
        ("/\\evil.example", None),
        ("https://evil.example/", None),
        ("", None),
        ("/" + "a" * 300, None),
        ("/a\r\nSet-Cookie: b", None),
        ("/\tevil", None),
        ("/長", None),
    ],
)
def test_only_a_short_path_of_ours_is_gone_back_to(said: str, path: str | None) -> None:
    assert own_path(said) == path


def test_a_forms_mark_is_short_whatever_was_sent_as_one() -> None:
    assert form_mark("abc123") == "abc123"
    assert {len(form_mark(said)) for said in ("a" * 10_000, "<b>", "長")} == {48}
    assert form_mark("<b>") == form_mark("<b>") != form_mark("<i>")


def test_numbers_are_taken_in_the_ways_people_write_them() -> None:
    assert {mobile_number(said) for said in ("13800001111", "138 0000 1111", "138-0000-1111", "(138)00001111")} == {"13800001111"}
    assert mobile_number("+65 8123 4567") == "+6581234567"
    assert [mobile_number(said) for said in ("", "12", "call me", "1" * 16)] == [None] * 4


def test_the_same_form_makes_the_same_row_and_another_another() -> None:
    assert row_id(1, "visit", "abc") == row_id(1, "visit", "abc") != row_id(1, "visit", "abd")


@given(st.integers(), st.text())
def test_an_id_never_looks_like_a_number_of_a_persons_own(tenant: int, once: str) -> None:
    number = row_id(tenant, once)
    assert len(str(number)) == 14
    assert not looks_personal(str(number))


def test_a_form_is_ours_only_in_the_browser_that_was_shown_it() -> None:
    token = form_token(b"secret", "seed")
    assert is_ours(b"secret", "seed", token)
    elsewhere = ((b"secret", "other", token), (b"another", "seed", token), (b"secret", "", ""), (b"secret", None, None))
    assert not any(is_ours(*said) for said in elsewhere)
