"""What promises about passing data on say where no database is connected, and what they ask where the books are there."""

from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import column, table

from kept.promises import Words
from kept.recipients.kinds.affiliate import Affiliate
from kept.recipients.kinds.law_enforcement import LawEnforcement
from kept.recipients.kinds.ownership_transfer import OwnershipTransfer
from kept.recipients.kinds.processor import Processor
from kept.recipients.kinds.public_disclosure import PublicDisclosure
from kept.recipients.kinds.recipient import Recipient

LAW = (Words("法律", "law"),)
COLUMNS = "disclosure_id subject_id kind direction recipient purpose items consent_id exemption_id anonymised deidentified contract_ref at"
BOOKS = {
    "kept.disclosure": table("disclosure", *map(column, [*COLUMNS.split(), "succession_id"]), schema="kept"),
    "kept.consent": table("consent", *map(column, ("consent_id", "given_at", "withdrawn_at", "matter")), schema="kept"),
    "kept.succession": table("succession", *map(column, ("succession_id", "event", "at", "notified_at", "undertaking_ref")), schema="kept"),
}


def look_at(books: dict[str, Any], origin: str = "rows") -> Any:
    statement = SimpleNamespace(declarations={}, section=lambda _: {}, of_kind=lambda _: [])
    return SimpleNamespace(
        table=books.get,
        holding=lambda _: [],
        counts=lambda: (),
        document=lambda _: None,
        statement=statement,
        datamap=SimpleNamespace(tables={}, stores={}),
        promise=SimpleNamespace(path="recipients.all", origin=origin, clauses=()),
    )


@pytest.mark.parametrize(
    "promise",
    [
        Affiliate(data=("name",)),
        Affiliate(default="this statement"),
        LawEnforcement(bases=LAW),
        OwnershipTransfer(listed="closed", count=2),
        OwnershipTransfer(case=1, grounds=LAW),
        Processor(tasks=LAW),
        PublicDisclosure(grounds=LAW, count=3),
        Recipient(listed="closed"),
        Recipient(grounds=LAW, count=3),
    ],
)
@pytest.mark.parametrize("origin", ["rows", "act", "traffic"])
def test_nothing_connected_is_unproven_with_a_reason(promise: Any, origin: str) -> None:
    look = look_at({}, origin)
    assert list(promise.questions(look)) == []
    verdict = promise.prove(look)
    assert (verdict.outcome, bool(verdict.reason)) == ("unproven", True)


def test_a_rule_for_all_recipients_asks_of_everything_that_is_shared_and_one_recipient_of_its_own() -> None:
    (closed,) = Recipient(listed="closed").questions(look_at(BOOKS))
    (own,) = Recipient(data=("name",)).questions(look_at(BOOKS))
    assert str(closed.among) == "kept.disclosure.kind = :kind_1"
    assert str(own.among) == "kept.disclosure.recipient = :recipient_1"


def test_a_transfer_on_agreement_needs_a_consent_and_a_merger_its_record() -> None:
    (agreed,) = OwnershipTransfer(case=1, grounds=LAW).questions(look_at(BOOKS))
    (merged,) = OwnershipTransfer(events=(Words("合并", "merger"),)).questions(look_at(BOOKS))
    assert "consent_id IS NULL" in str(agreed.failing)
    assert "succession_id IS NULL" in str(merged.failing)
    assert "'merger'" in str(merged.failing.compile(compile_kwargs={"literal_binds": True}))
