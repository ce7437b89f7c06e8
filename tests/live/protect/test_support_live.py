"""What support staff see is masked, asked for with a ticket, recorded in the books and in the ledger; and breaches of it are found."""

from __future__ import annotations

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from kept.deidentify.masks import EXPRESSIONS, Style, mask_of, masked
from kept.ledger.event import decode
from tests.live.protect.small_service import Small

OPEN = "select * from support.open_shop_order(%s, %s)"


def test_staff_see_masked_values_of_one_tenant(small: Small) -> None:
    with small.signed_in("small_support") as staff:
        rows = staff.execute(OPEN, ("TK-1042", "a1")).fetchall()
    assert [row[:8] for row in rows] == [("a1", 1, 11, "王**", "138****8000", "x***@example.com", "****", "****")]


def test_each_read_is_recorded_and_told_to_the_ledger(small: Small) -> None:
    with small.signed_in("small_support") as staff:
        staff.execute(OPEN, ("TK-1042", "a1"))
        staff.execute("select * from support.open_shop_visitor('TK-7')")
    said = "select reader, ticket_ref, tenant_ref, data_set, rows_read, unmasked from kept.staff_read order by read_id"
    assert small.sql(said) == [
        ("small_support", "TK-1042", "a1", "shop.order", 1, False),
        ("small_support", "TK-7", "operator", "shop.visitor", 1, False),
    ]
    events = [decode(line) for (line,) in small.sql("select line from kept.ledger_intake order by ord")]
    assert [(event.kind, event.facts["ticket"], event.facts["tenant"], event.facts["rows"]) for event in events] == [
        ("staff.read", "TK-1042", "a1", 1),
        ("staff.read", "TK-7", "operator", 1),
    ]
    assert all(event.event_id.version == 7 for event in events)


def test_without_a_ticket_or_where_nothing_can_be_recorded_nothing_is_shown(small: Small) -> None:
    for ticket in ("", "1042", "13800138000", "TK-", "a b-1", None):
        with small.signed_in("small_support") as staff, pytest.raises(psycopg.errors.InvalidParameterValue):
            staff.execute(OPEN, (ticket, "a1"))
    with small.signed_in("small_support", read_only=True) as staff, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        staff.execute(OPEN, ("TK-1", "a1"))
    assert small.sql("select from kept.staff_read") == []


def test_staff_read_no_table_no_view_and_no_record_but_their_own(small: Small) -> None:
    for path in ('shop."order"', "shop.visitor", "support.shop_order", "kept.subject", "kept.ledger_intake"):
        with small.signed_in("small_support") as staff, pytest.raises(psycopg.errors.InsufficientPrivilege):
            staff.execute(f"select from {path}".encode())
    small.sql(
        "insert into kept.staff_read (reader, ticket_ref, tenant_ref, data_set, rows_read, at) "
        "values ('another', 'TK-1', 'a1', 'shop.order', 1, now())"
    )
    with small.signed_in("small_support") as staff:
        assert staff.execute("select from kept.staff_read").fetchall() == []
    with small.signed_in("small_t_a1_x") as tenant, pytest.raises(psycopg.errors.InsufficientPrivilege):
        tenant.execute(OPEN, ("TK-1", "a1"))


def test_the_promise_is_kept_and_the_probe_leaves_nothing_behind(small: Small) -> None:
    assert small.verdict("masking").outcome == "kept"
    assert small.sql("select from kept.staff_read") == []
    assert small.sql("select from kept.ledger_intake") == []


@pytest.mark.parametrize(
    ("opening", "key"),
    [
        ('create or replace view support.shop_order as select * from shop."order"', "mobile"),
        ("grant usage on schema shop to small_support; grant select on shop.visitor to small_support", "shop.visitor"),
        ("grant select on support.shop_order to small_support", "support.shop_order"),
        ("alter table kept.staff_read disable trigger to_ledger", "shop.order"),
        ("create rule forget as on insert to kept.staff_read do instead nothing", "shop.order"),
    ],
)
def test_whatever_shows_more_or_records_less_is_found(small: Small, opening: str, key: str) -> None:
    small.sql(opening)
    found = small.verdict("masking")
    assert found.outcome == "broken"
    assert key in {finding.key for finding in found.findings}, found.findings


def test_without_the_functions_nothing_is_claimed(small: Small) -> None:
    small.sql("drop view support.shop_order cascade")
    assert small.verdict("masking").outcome == "unproven"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(st.one_of(st.none(), st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), st.emails())))
def test_masks_in_sql_and_in_python_agree(small: Small, values: list[str | None]) -> None:
    style: Style
    for style in EXPRESSIONS:
        query = sql.SQL("select {} from unnest(%s::text[]) with ordinality given(v, n) order by n").format(
            mask_of(sql.Identifier("v"), style)
        )
        assert [row[0] for row in small.owner.execute(query, (values,))] == [masked(value, style) for value in values]
