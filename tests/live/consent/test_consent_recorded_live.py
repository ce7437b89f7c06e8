"""Giving and withdrawing on a real server: row, event and receipt together or not at all, once however often they are submitted."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from kept.consent import agreements, give, receipts_of, verify_receipt, withdraw
from kept.errors import KeptError
from kept.ledger import sequence
from kept.stores import open_connection
from tests.live.consent.consenting import (
    ADULT,
    CHILD,
    GONE,
    GUARDIAN,
    LEFT,
    NOBODY_KNOWS,
    NOW,
    TRIAL,
    WORK_ORDERS,
    Region,
    giving,
    neocrm,
    random,
    withdrawing,
)

COUNTED = ("consent", "ledger_intake", "subject_event")


def counted(region: Region) -> list[int]:
    return [region.rows(f"select count(*) from kept.{table}")[0][0] for table in COUNTED]


def test_row_event_and_receipt_are_committed_together_or_not_at_all(region: Region) -> None:
    give(region.connection, neocrm(), region.signer, giving(), NOW, random)
    region.connection.rollback()
    assert counted(region) == [0, 0, 0]
    given = give(region.connection, neocrm(), region.signer, giving(), NOW, random)
    region.connection.commit()
    assert counted(region) == [1, 1, 1]
    prompt = neocrm().prompt(WORK_ORDERS, "zh")
    rows = region.rows("select matter, form, language, encode(wording_sha256, 'hex'), event_id, withdrawn_at from kept.consent")
    assert rows == [(WORK_ORDERS, "separate", "zh", prompt.sha256, given.event_id, None)]
    assert region.rows("select wording from kept.consent_terms") == [(prompt.wording,)]
    assert verify_receipt(given.receipt, region.key).matter == WORK_ORDERS


def test_the_same_key_again_is_the_same_act_even_if_the_person_could_not_agree_any_more(region: Region) -> None:
    act = giving()
    first = give(region.connection, neocrm(), region.signer, act, NOW, random)
    region.connection.commit()
    region.connection.execute("update kept.subject set ended_at = now() where subject_id = %s", (ADULT,))
    second = give(region.connection, neocrm(), region.signer, act, NOW + timedelta(days=1), random)
    region.connection.commit()
    assert (second.receipt, second.event_id, second.again) == (first.receipt, first.event_id, True)
    assert counted(region) == [1, 1, 1]
    with pytest.raises(KeptError, match="KEPT-A012"):
        give(region.connection, neocrm(), region.signer, giving(TRIAL, key=act.key), NOW, random)


def test_agreeing_twice_to_the_same_words_is_one_agreement(region: Region) -> None:
    first = give(region.connection, neocrm(), region.signer, giving(), NOW, random)
    second = give(region.connection, neocrm(), region.signer, giving(), NOW, random)
    region.connection.commit()
    assert (second.again, second.receipt) == (True, first.receipt)
    assert counted(region) == [1, 1, 1]


def test_withdrawing_takes_no_more_than_giving_and_tells_what_rested_on_it(region: Region) -> None:
    given = give(region.connection, neocrm(), region.signer, giving(), NOW, random)
    region.connection.execute(
        """insert into kept.decision (subject_id, label, function, purpose, act, basis, consent_id, allowed, decided_at)
           values (%s, 'neocrm-2023', %s, 'purposes.location_services', 'collect', 'consent', %s, true, %s)""",
        (ADULT, WORK_ORDERS, given.consent_id, NOW),
    )
    region.connection.execute(
        """insert into kept.disclosure (subject_id, recipient, purpose, items, direction, kind, consent_id, from_country, to_country, at)
           values (%s, 'recipients.amap', %s, '{}', 'out', 'shared', %s, 'CN', 'CN', %s)""",
        (ADULT, WORK_ORDERS, given.consent_id, NOW),
    )
    ended = withdraw(region.connection, neocrm(), region.signer, withdrawing(), NOW + timedelta(hours=1), random)
    region.connection.commit()
    assert ended.depended is not None
    assert ended.depended.functions == (WORK_ORDERS,)
    assert ended.depended.purposes == ("purposes.location_services",)
    assert ended.depended.recipients == ("recipients.amap",)
    checked = verify_receipt(ended.receipt, region.key)
    assert (checked.state, checked.matter) == ("consent withdrawn", WORK_ORDERS)
    assert json.loads(ended.receipt)["record_id"] == str(given.event_id)


def test_withdrawn_twice_is_the_same_answer(region: Region) -> None:
    give(region.connection, neocrm(), region.signer, giving(), NOW, random)
    act = withdrawing()
    first = withdraw(region.connection, neocrm(), region.signer, act, NOW, random)
    same_key = withdraw(region.connection, neocrm(), region.signer, act, NOW, random)
    other_key = withdraw(region.connection, neocrm(), region.signer, withdrawing(), NOW + timedelta(days=3), random)
    region.connection.commit()
    assert same_key.receipt == other_key.receipt == first.receipt
    assert same_key.depended == other_key.depended == first.depended
    assert counted(region) == [1, 2, 2]


def test_a_clock_that_runs_backwards_ends_nothing_before_it_began(region: Region) -> None:
    give(region.connection, neocrm(), region.signer, giving(), NOW, random)
    withdraw(region.connection, neocrm(), region.signer, withdrawing(), NOW - timedelta(hours=2), random)
    give(region.connection, neocrm(), region.signer, giving(), NOW - timedelta(hours=1), random)
    region.connection.commit()
    assert region.rows("select given_at, withdrawn_at from kept.consent order by consent_id") == [(NOW, NOW), (NOW, None)]


def test_what_was_agreed_to_before_receipts_were_kept_can_be_withdrawn_with_a_receipt(region: Region) -> None:
    region.connection.execute(
        """insert into kept.consent (subject_id, label, matter, form, language, wording_sha256, channel, given_at)
           values (%s, 'neocrm-2021', %s, 'separate', 'zh', sha256('then'), 'app', %s)""",
        (ADULT, WORK_ORDERS, NOW - timedelta(days=900)),
    )
    ended = withdraw(region.connection, neocrm(), region.signer, withdrawing(), NOW, random)
    region.connection.commit()
    checked = verify_receipt(ended.receipt, region.key)
    assert (checked.label, checked.wording, checked.state) == ("neocrm-2021", None, "consent withdrawn")


@pytest.mark.parametrize(
    ("code", "act"),
    [
        ("KEPT-A001", giving("functions.work_order")),
        ("KEPT-A002", giving("functions.identity_verification")),
        ("KEPT-A002", giving("recipients.deduplication")),
        ("KEPT-A002", giving("transfer:CN")),
        ("KEPT-A003", giving(f"{WORK_ORDERS},{TRIAL}")),
        ("KEPT-A004", giving(language="fr")),
        ("KEPT-A005", giving(wording_sha256="0" * 64)),
        ("KEPT-A006", giving(subject_id=CHILD)),
        ("KEPT-A007", giving(subject_id=CHILD, guardian_id=GUARDIAN)),
        ("KEPT-A008", giving(subject_id=CHILD, guardian_id=ADULT, guardian_verified="signed-letter")),
        ("KEPT-A009", giving(guardian_id=GUARDIAN, guardian_verified="signed-letter")),
        ("KEPT-A011", giving(subject_id=4711)),
        ("KEPT-A011", giving(subject_id=GONE)),
        ("KEPT-A011", giving(subject_id=LEFT)),
        ("KEPT-A015", giving(channel="张三")),
        ("KEPT-A015", giving(key="13800138000")),
    ],
    ids=lambda value: value if isinstance(value, str) else value.matter,
)
def test_what_is_refused_leaves_no_trace_and_has_its_code(region: Region, code: str, act: object) -> None:
    with pytest.raises(KeptError, match=code):
        give(region.connection, neocrm(), region.signer, act, NOW, random)  # type: ignore[arg-type]
    region.connection.commit()
    assert counted(region) == [0, 0, 0]


def test_a_version_that_is_not_in_force_is_refused(region: Region) -> None:
    earlier = neocrm("neocrm-2021")
    shown = earlier.prompt(WORK_ORDERS, "zh")
    with pytest.raises(KeptError, match="KEPT-A010"):
        give(region.connection, earlier, region.signer, giving(wording_sha256=shown.sha256), NOW, random)
    region.connection.rollback()
    with pytest.raises(KeptError, match="KEPT-A010"):
        give(region.connection, neocrm(), region.signer, giving(), NOW - timedelta(days=365 * 5), random)


def test_nothing_is_withdrawn_that_was_never_given(region: Region) -> None:
    with pytest.raises(KeptError, match="KEPT-A013"):
        withdraw(region.connection, neocrm(), region.signer, withdrawing(), NOW, random)
    region.connection.rollback()
    with pytest.raises(KeptError, match="KEPT-A001"):
        withdraw(region.connection, neocrm(), region.signer, withdrawing("functions.wrk_orders"), NOW, random)


def test_a_guardian_agrees_for_a_child_and_the_child_alone_may_withdraw(region: Region) -> None:
    by_guardian = giving(subject_id=CHILD, guardian_id=GUARDIAN, guardian_verified="signed-letter")
    given = give(region.connection, neocrm(), region.signer, by_guardian, NOW, random)
    said = json.loads(given.receipt)
    assert said["act"]["by"] == "guardian"
    assert said["events"][0]["entity_id"] != said["pii_principal_id"]
    with pytest.raises(KeptError, match="KEPT-A008"):
        withdraw(region.connection, neocrm(), region.signer, withdrawing(subject_id=CHILD, guardian_id=ADULT), NOW, random)
    withdraw(region.connection, neocrm(), region.signer, withdrawing(subject_id=CHILD), NOW, random)
    region.connection.commit()
    assert region.rows("select form, guardian_id, guardian_verified, withdrawn_at is not null from kept.consent") == [
        ("guardian", GUARDIAN, "signed-letter", True)
    ]


def test_who_has_left_may_still_withdraw(region: Region) -> None:
    give(region.connection, neocrm(), region.signer, giving(subject_id=NOBODY_KNOWS), NOW, random)
    region.connection.execute("update kept.subject set ended_at = now() where subject_id = %s", (NOBODY_KNOWS,))
    assert withdraw(region.connection, neocrm(), region.signer, withdrawing(subject_id=NOBODY_KNOWS), NOW, random).receipt


def test_a_connection_outside_a_transaction_is_refused(region: Region) -> None:
    with (
        open_connection(region.address, read_only=False, autocommit=True) as connection,
        pytest.raises(ValueError, match="transaction"),
    ):
        give(connection, neocrm(), region.signer, giving(), NOW, random)


def test_what_stands_and_what_was_is_read_in_both_languages(region: Region) -> None:
    give(region.connection, neocrm(), region.signer, giving(), NOW, random)
    give(region.connection, neocrm(), region.signer, giving(TRIAL, language="en"), NOW + timedelta(minutes=1), random)
    withdraw(region.connection, neocrm(), region.signer, withdrawing(), NOW + timedelta(minutes=2), random)
    found = agreements(region.connection, neocrm(), ADULT)
    assert [one.matter for one in found.standing] == [TRIAL]
    assert [one.matter for one in found.history] == [WORK_ORDERS, TRIAL]
    assert "撤回" in found.history[0].said("zh") and "withdrawn" in found.history[0].said("en")
    assert found.standing[0].wording == neocrm().prompt(TRIAL, "en").wording


def test_a_receipt_gets_its_place_in_the_ledger_once_that_is_numbered(region: Region) -> None:
    give(region.connection, neocrm(), region.signer, giving(), NOW, random)
    region.connection.commit()
    (before,) = receipts_of(region.connection, ADULT)
    assert verify_receipt(before, region.key).position is None
    region.connection.commit()
    sequence(region.connection, region.signer, lambda: NOW)
    (after,) = receipts_of(region.connection, ADULT, WORK_ORDERS)
    assert verify_receipt(after, region.key).position == 0


def test_neither_ledger_nor_receipt_nor_error_knows_anybody(region: Region) -> None:
    by_guardian = giving(subject_id=CHILD, guardian_id=GUARDIAN, guardian_verified="signed-letter")
    answers = [give(region.connection, neocrm(), region.signer, act, NOW, random) for act in (by_guardian, giving(TRIAL), giving())]
    answers.append(withdraw(region.connection, neocrm(), region.signer, withdrawing(), NOW, random))
    region.connection.commit()
    texts = [answer.receipt for answer in answers] + [row[0] for row in region.rows("select line from kept.ledger_intake")]
    vault = region.rows("select encode(key, 'hex'), born_on::text, encode(sha256(subject_id::text::bytea), 'hex') from kept.subject")
    secrets = {value for row in vault for value in row if value}
    assert not [secret for secret in secrets for text in texts if secret in text]
    numbers = {f'"{name}": {number}' for name in ("person", "subject_id", "consent_id", "guardian") for number in range(10)}
    assert not [number for number in numbers for text in texts if number in text]
    principals = [json.loads(answer.receipt)["pii_principal_id"] for answer in answers]
    assert len(set(principals)) == len(principals), "two receipts of one person can be told to be hers"
