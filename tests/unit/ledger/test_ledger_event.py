"""Events: the exact bytes of a line, and what may not stand in one."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.errors import KeptError
from kept.ledger.event import Event, decode, encode, event_about, looks_personal, new_event_id, subject_tag

ID = UUID("01994b7e-0000-7000-8000-000000000001")
AT = datetime(2026, 11, 23, 16, 0, 0, 5, timezone(timedelta(hours=8)))
KEY = bytes(range(32))


def test_a_line_is_canonical_json_in_utc() -> None:
    event = event_about("consent.given", AT, {"purpose": "marketing", "count": 3, "on": date(2026, 1, 2)}, ID)
    assert encode(event) == (
        '{"at":"2026-11-23T08:00:00.000005Z","facts":{"count":3,"on":"2026-01-02","purpose":"marketing"},'
        '"id":"01994b7e-0000-7000-8000-000000000001","kind":"consent.given"}'
    )


def test_a_persons_event_carries_a_tag_that_only_their_key_makes() -> None:
    event = event_about("consent.given", AT, {}, ID, 42, KEY)
    line = json.loads(encode(event))
    assert line["tag"] == subject_tag(KEY, ID).hex()
    assert len(line["tag"]) == 64
    assert set(line) == {"at", "facts", "id", "kind", "tag"}
    assert subject_tag(bytes(32), ID).hex() != line["tag"]


def test_a_line_reads_back_as_its_event() -> None:
    event = event_about("request.answered", AT.astimezone(UTC), {"steps": [1, 2], "late": False, "clause": "II.1.9"}, ID, 42, KEY)
    assert decode(encode(event)) == event


@pytest.mark.parametrize(
    "value",
    [
        "张三",
        "li si",
        "someone@example.org",
        "13800138000",
        "+8613800138000",
        "138-0013-8000",
        "010-65012345",
        "8613800138000",
        "11010519491231002X",
        "6222021234567890128",
        "4111-1111-1111-1111",
        "192.168.0.17",
        "2001:db8::ff00:42:8329",
        13800138000,
        "",
        "x" * 129,
        1.5,
        None,
        2**53,
        b"bytes",
        {"nested": 1},
        datetime(2026, 1, 1),
        ["fine", "not fine"],
        [["nested"]],
        list(range(257)),
    ],
)
def test_a_fact_that_may_be_personal_is_refused_and_not_repeated(value: object) -> None:
    with pytest.raises(KeptError) as caught:
        encode(Event(ID, "consent.given", AT, {"contact": value}))  # type: ignore[dict-item]
    assert caught.value.code == "KEPT-L001"
    assert "contact" in str(caught.value)
    if isinstance(value, str) and value:
        assert value not in str(caught.value)


@pytest.mark.parametrize(
    "value",
    [
        "functions.clock_in",
        "transfer:SG",
        "0199ab12-0000-7000-8000-000000000001",
        "a" * 64,
        "2026-11-23",
        "2026-11-23T08:00:00Z",
        "neocrm-2023-041",
        "1.2.3",
        "20260101",
        7,
        -7,
        2**53 - 1,
        True,
        date(2026, 1, 1),
        AT,
        ["a", 1, True],
        [],
    ],
)
def test_codes_ids_counts_and_dates_are_taken(value: object) -> None:
    assert "what" in encode(Event(ID, "consent.given", AT, {"what": value}))  # type: ignore[dict-item]


@pytest.mark.parametrize("name", ["", "Contact", "a b", "张", "x" * 65])
def test_the_name_of_a_fact_is_a_small_word(name: str) -> None:
    with pytest.raises(KeptError, match="KEPT-L001"):
        encode(Event(ID, "consent.given", AT, {name: 1}))


@pytest.mark.parametrize(
    "event",
    [
        Event(ID, "Consent Given", AT),
        Event(ID, "", AT),
        Event(ID, "a", datetime(2026, 1, 1)),
        Event(ID, "a", AT, {}, b"short"),
        Event(ID, "a", AT, {f"fact{number}": "x" * 128 for number in range(64)}),
    ],
)
def test_a_malformed_event_is_refused(event: Event) -> None:
    with pytest.raises(KeptError, match="KEPT-L002"):
        encode(event)


@pytest.mark.parametrize(
    "line",
    ["", "{}", "null", "[1]", '{"at":1}', "[" * 20000, encode(Event(ID, "a", AT)) + " ", encode(Event(ID, "a", AT)).replace(":", ": ", 1)],
)
def test_a_line_that_is_not_canonical_is_refused(line: str) -> None:
    with pytest.raises(KeptError, match="KEPT-L002"):
        decode(line)


def test_an_event_id_is_a_uuid_of_version_seven_that_grows_with_time() -> None:
    first, later = new_event_id(AT, os.urandom), new_event_id(AT + timedelta(milliseconds=1), os.urandom)
    assert (first.version, first.variant) == (7, "specified in RFC 4122")
    assert first < later
    assert first != new_event_id(AT, os.urandom)


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_no_mobile_number_passes(number: str) -> None:
    assert looks_personal(number)


@given(st.uuids())
def test_no_identifier_of_ours_is_taken_for_personal_data(value: UUID) -> None:
    assert not looks_personal(str(value))


@given(st.dictionaries(st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True), st.integers(-1000, 1000) | st.booleans(), max_size=5))
def test_every_line_is_one_line_of_ascii_and_reads_back(facts: dict[str, int]) -> None:
    line = encode(Event(ID, "kind.of", AT, facts))
    assert line.isascii()
    assert "\n" not in line
    assert encode(decode(line)) == line
