"""What a verdict rests on is counted by the weakest of its evidence."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kept.cli.packed import read_pack
from kept.promises import Evidence, Verdict, Words, kept, unproven
from kept.promises.verdict import Origin
from kept.proof import Proof
from kept.statement import Statement

AT = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture(scope="module")
def neocrm() -> Statement:
    return read_pack("neocrm-2023").statement


def _resting(*origins: Origin) -> Verdict:
    return kept(1, [Evidence("what", origin, "query", 1) for origin in origins])


def test_staged_rows_are_not_observed_because_a_page_was_fetched_too(neocrm: Statement) -> None:
    verdicts = {"a": _resting("observed", "staged"), "b": _resting("observed"), "c": _resting("acted", "registered")}
    assert dict(Proof(neocrm, AT, verdicts).origins) == {"staged": 1, "observed": 1, "registered": 1}


def test_what_is_unproven_rests_on_nothing(neocrm: Statement) -> None:
    assert dict(Proof(neocrm, AT, {"a": unproven(Words("没有", "nothing"))}).origins) == {}
