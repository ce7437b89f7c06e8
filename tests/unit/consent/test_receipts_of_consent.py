"""A receipt checks offline with the public key alone, and a change to any of its fields is found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from kept.consent import verify_receipt
from kept.consent.receipts import Depended, Told, made_again
from kept.consent.recording import receipt_of, tell
from kept.errors import KeptError
from kept.ledger import generate_signer
from tests.unit.consent.test_prompts import people_of

SIGNER = generate_signer("neocrm/crm.p06/unit", lambda count: bytes(range(count)))
OTHER = generate_signer("neocrm/crm.p06/unit", lambda count: bytes(count))
KEY = str(SIGNER.verifier)
EVENT = UUID("0199f3a0-0000-7000-8000-000000000001")
AT = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)
MANDATORY = {"schema_version", "receipt_id", "record_id", "pii_principal_id", "pii_processing", "parties", "events"}
PURPOSE = {
    "purpose",
    "lawful_basis",
    "pii_information",
    "pii_controllers",
    "storage_locations",
    "retention_period",
    "jurisdiction",
    "recipient_third_parties",
    "withdrawal_method",
}
PARTY = {"party_id", "party_name", "party_address", "party_contact", "party_type"}
OCCASION = {"event_time", "validity_duration", "entity_id", "event_type", "event_state"}


def receipt(matter: str = "functions.work_orders", language: str = "zh") -> str:
    people = people_of("neocrm-2023")
    prompt = people.prompt(matter, language)
    told = Told(EVENT, EVENT, "", AT, "consent given", prompt.form, "app", "", "person", depended=Depended(("functions.work_orders",)))
    from kept.ledger import subject_tag

    tag = subject_tag(bytes(32), EVENT).hex()
    told = Told(**{**vars(told), "principal": tag, "entity": tag})
    done = tell("consent.given", people, prompt, told, SIGNER, 1, bytes(32))
    assert receipt_of((done.terms.text, done.told, done.line, done.promise)) == done.receipt
    assert made_again(done.terms.text, done.told, done.line, done.promise, SIGNER.name) == done.receipt
    return done.receipt


def test_a_receipt_has_the_fields_that_the_technical_specification_wants() -> None:
    said = json.loads(receipt())
    assert set(said) >= MANDATORY and said["schema_version"] == "ISO/IEC TS 27560:2023"
    assert {"privacy_notice", "language", "purposes"} <= set(said["pii_processing"])
    (purpose,) = said["pii_processing"]["purposes"]
    assert set(purpose) >= PURPOSE and {each["pii_type"] for each in purpose["pii_information"]}
    assert set(said["parties"][0]) >= PARTY and set(said["events"][0]) >= OCCASION


def test_a_receipt_that_holds_says_what_was_agreed_to() -> None:
    checked = verify_receipt(receipt(), KEY)
    assert (checked.matter, checked.state, checked.label, checked.position) == (
        "functions.work_orders",
        "consent given",
        "neocrm-2023",
        None,
    )
    assert checked.wording == people_of("neocrm-2023").prompt("functions.work_orders", "zh").wording
    spaced = json.dumps(json.loads(receipt()), indent=3, ensure_ascii=False)
    assert verify_receipt(spaced, KEY) == checked, "layout is no content"


def _leaves(said: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(said, dict):
        for name, value in said.items():
            yield from _leaves(value, (*path, name))
    elif isinstance(said, list):
        for index, value in enumerate(said):
            yield from _leaves(value, (*path, index))
        yield (*path, len(said))
    else:
        yield path


def _changed(said: Any, path: tuple[Any, ...]) -> Any:
    changed = json.loads(json.dumps(said))
    target = changed
    for step in path[:-1]:
        target = target[step]
    if isinstance(target, list) and path[-1] == len(target):
        target.append("more")
    else:
        value = target[path[-1]]
        target[path[-1]] = value[:-1] + ("0" if value[-1] != "0" else "1") if isinstance(value, str) and value else "x"
    return changed


def test_a_change_to_any_field_is_found() -> None:
    said = json.loads(receipt())
    paths = list(_leaves(said))
    assert len(paths) > 60
    for path in paths:
        with pytest.raises(KeptError):
            verify_receipt(json.dumps(_changed(said, path)), KEY)


def test_a_field_more_or_less_is_found() -> None:
    said = json.loads(receipt())
    for name in said:
        with pytest.raises(KeptError):
            verify_receipt(json.dumps({key: value for key, value in said.items() if key != name}), KEY)
    for changed in ({**said, "more": "x"}, {**said, "act": {**said["act"], "more": "x"}}, {**said, "ledger": {**said["ledger"], "x": "y"}}):
        with pytest.raises(KeptError):
            verify_receipt(json.dumps(changed), KEY)


def test_another_key_and_parts_of_other_receipts_do_not_do() -> None:
    with pytest.raises(KeptError, match="KEPT-L006"):
        verify_receipt(receipt(), str(OTHER.verifier))
    one, two = json.loads(receipt()), json.loads(receipt("functions.trial"))
    with pytest.raises(KeptError, match="KEPT-A021"):
        verify_receipt(json.dumps({**one, "ledger": two["ledger"]}), KEY)


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", "no json", '{"a":1,"a":2}', "[" * 2000, '{"ledger": NaN}', " " * 300_000])
def test_what_is_no_receipt_is_refused_as_such(text: str) -> None:
    with pytest.raises(KeptError, match="KEPT-A020"):
        verify_receipt(text, KEY)
