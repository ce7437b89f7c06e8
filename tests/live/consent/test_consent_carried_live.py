"""Agreements carried in and out: streamed, checked like those given here, marked as imported, and never against a later withdrawal."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from kept.consent import Carried, Importing, agreements, export_consents, give, import_consents, receipts_of, verify_receipt, withdraw
from kept.errors import Fault, KeptError
from kept.ledger import audit_database, sequence
from kept.stores import open_connection
from tests.live.consent.consenting import (
    ADULT,
    CHILD,
    GONE,
    GUARDIAN,
    NOW,
    TRIAL,
    WORK_ORDERS,
    Region,
    giving,
    neocrm,
    random,
    withdrawing,
)

BEFORE = NOW - timedelta(days=100)


def how(region: Region, source: str = "old-crm") -> Importing:
    versions = {label: neocrm(label) for label in ("neocrm-2021", "neocrm-2023")}
    return Importing(versions, region.signer, source, NOW, random)


def line(matter: str = WORK_ORDERS, person: int = ADULT, label: str = "neocrm-2023", **changes: Any) -> str:
    shown = neocrm(label).prompts.get((matter, "zh"))
    said = {
        "person": person,
        "matter": matter,
        "label": label,
        "language": "zh",
        "wording_sha256": shown.sha256 if shown else "0" * 64,
        "channel": "form",
        "given_at": BEFORE.isoformat(),
    }
    return json.dumps(said | changes, ensure_ascii=False)


def carried(region: Region, *lines: str) -> tuple[Carried, list[Fault]]:
    faults: list[Fault] = []
    region.connection.commit()
    return import_consents(region.connection, how(region), lines, faults.append), faults


def test_what_was_imported_says_so_and_from_where(region: Region) -> None:
    found, faults = carried(region, line(), line(TRIAL, withdrawn_at=(BEFORE + timedelta(days=1)).isoformat()), "")
    assert (found, faults) == (Carried(2, 2, 0, 0), [])
    assert region.rows("select distinct imported_from, imported_at from kept.consent") == [("old-crm", NOW)]
    checked = [verify_receipt(receipt, region.key) for receipt in receipts_of(region.connection, ADULT)]
    assert sorted((one.matter, one.state, one.imported_from) for one in checked) == [
        (TRIAL, "consent given", "old-crm"),
        (TRIAL, "consent withdrawn", "old-crm"),
        (WORK_ORDERS, "consent given", "old-crm"),
    ]
    assert [row[0] for row in region.rows("select line::json ->> 'kind' from kept.ledger_intake order by 1")] == [
        "consent.imported",
        "consent.imported",
        "consent.withdrawn",
    ]
    said = agreements(region.connection, neocrm(), ADULT).standing[0]
    assert "自 old-crm 导入" in said.said("zh") and "taken over from old-crm" in said.said("en")


def test_the_same_file_again_changes_nothing(region: Region) -> None:
    lines = [line(), line(TRIAL)]
    carried(region, *lines)
    assert carried(region, *lines, *lines)[0] == Carried(4, 0, 4, 0)
    assert region.rows("select count(*) from kept.consent") == [(2,)]


def test_an_agreement_to_an_older_version_is_taken_if_it_was_in_force_then(region: Region) -> None:
    then = (NOW - timedelta(days=365 * 4)).isoformat()
    assert carried(region, line(label="neocrm-2021", given_at=then))[0].taken == 1
    found, faults = carried(region, line(TRIAL, label="neocrm-2021"))
    assert found.refused == 1 and faults[0].code == "KEPT-A010"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("KEPT-A001", line("functions.nowhere")),
        ("KEPT-A002", line("functions.identity_verification")),
        ("KEPT-A005", line(wording_sha256="0" * 64)),
        ("KEPT-A006", line(person=CHILD)),
        ("KEPT-A008", line(person=CHILD, guardian=ADULT, guardian_verified="letter")),
        ("KEPT-A010", line().replace("neocrm-2023", "neocrm-1999")),
        ("KEPT-A011", line(person=4711)),
        ("KEPT-A011", line(person=GONE)),
        ("KEPT-A014", "no JSON"),
        ("KEPT-A014", "[]"),
        ("KEPT-A014", '{"person": 1}'),
        ("KEPT-A014", line(person="1")),
        ("KEPT-A014", line(more="x")),
        ("KEPT-A014", line(given_at="yesterday")),
        ("KEPT-A014", line(given_at="2026-01-01T00:00:00")),
        ("KEPT-A014", line(given_at=(NOW + timedelta(days=1)).isoformat())),
        ("KEPT-A014", line(withdrawn_at=(BEFORE - timedelta(days=1)).isoformat())),
        ("KEPT-A014", line(form="conduct")),
        ("KEPT-A014", line(form="presumed")),
        ("KEPT-A014", " " + "x" * 70_000),
        ("KEPT-A015", line(channel="王伟")),
    ],
    ids=lambda value: value if value.startswith("KEPT-") else "",
)
def test_a_line_that_is_refused_has_its_code_and_stops_no_other(region: Region, code: str, said: str) -> None:
    found, faults = carried(region, line(TRIAL), said, line())
    assert (found.taken, found.refused, [fault.code for fault in faults]) == (2, 1, [code])
    assert faults[0].text("zh") and "2" in faults[0].text("en")


def test_a_childs_agreement_comes_with_its_verified_guardian(region: Region) -> None:
    found, _ = carried(region, line(person=CHILD, guardian=GUARDIAN, guardian_verified="signed-letter"))
    assert found.taken == 1
    assert region.rows("select form, guardian_id from kept.consent") == [("guardian", GUARDIAN)]


def test_an_import_never_brings_back_what_was_withdrawn_here(region: Region) -> None:
    give(region.connection, neocrm(), region.signer, giving(), NOW - timedelta(days=2), random)
    withdraw(region.connection, neocrm(), region.signer, withdrawing(), NOW - timedelta(days=1), random)
    found, faults = carried(region, line())
    assert (found.refused, [fault.code for fault in faults]) == (1, ["KEPT-A019"])
    assert agreements(region.connection, neocrm(), ADULT).standing == []


def test_a_system_without_a_code_is_refused(region: Region) -> None:
    with pytest.raises(KeptError, match="KEPT-A015"):
        import_consents(region.connection, how(region, "the old one"), [line()], print)


def test_what_was_exported_can_be_imported_elsewhere(region: Region) -> None:
    give(region.connection, neocrm(), region.signer, giving(), BEFORE, random)
    give(region.connection, neocrm(), region.signer, giving(TRIAL), BEFORE, random)
    withdraw(region.connection, neocrm(), region.signer, withdrawing(TRIAL), BEFORE + timedelta(days=1), random)
    region.connection.commit()
    lines = list(export_consents(region.connection))
    region.connection.execute("delete from kept.consent")
    found, faults = carried(region, *lines)
    assert (found.taken, faults) == (2, [])
    assert [one.matter for one in agreements(region.connection, neocrm(), ADULT).standing] == [WORK_ORDERS]


def test_thousands_of_lines_pass_in_flat_memory_and_the_ledger_holds(region: Region) -> None:
    peopled_here = 3_000
    with open_connection(region.address, read_only=False) as connection:
        connection.execute(
            """insert into kept.subject (subject_id, key, class, country, born_on, created_at)
               select n, sha256(n::text::bytea), 'member', 'CN', '1990-01-01', %s from generate_series(1000, 999 + %s) n""",
            (NOW, peopled_here),
        )

    def lines(count: int) -> Iterator[str]:
        for number in range(count):
            yield line(person=1000 + number)

    def peak(count: int) -> int:
        tracemalloc.start()
        found = import_consents(region.connection, how(region), lines(count), lambda fault: None)
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert found.lines == count and found.refused == 0
        return highest

    region.connection.commit()
    few, many = peak(500), peak(peopled_here)
    assert many < 2 * few
    assert region.rows("select count(*) from kept.consent") == [(peopled_here,)]
    sequence(region.connection, region.signer, lambda: NOW)
    assert audit_database(region.connection, [region.key]).problems == ()
    assert len(list(export_consents(region.connection))) == peopled_here
