"""Controls can be installed again, taken away, and compared with what stands; fixed columns are fixed; default deny is tried."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import literal, select

from kept.protect.drifting import drift
from kept.protect.fixing import fixed_column
from kept.protect.kinds.encryption_rest import sealed
from kept.stores import execute
from tests.live.protect.small_service import SHOP, Small


def drifted(small: Small) -> list[tuple[str, str]]:
    found = drift("shop.one", small.address, [control.install for control in small.controls])
    return [(one.found, one.object) for one in found]


def test_installed_controls_have_not_drifted_and_installing_again_changes_nothing(small: Small) -> None:
    assert drifted(small) == []
    for control in small.controls:
        execute(small.owner, control.install)
    assert drifted(small) == []
    assert small.verdict("tenant-isolation").outcome == "kept"


def test_what_has_come_apart_is_named_and_comparing_changes_nothing(small: Small) -> None:
    small.sql("drop policy kept_tenant on shop.shop; grant delete on shop.visitor to public")
    small.sql("create or replace view support.shop_visitor as select * from shop.visitor; revoke select on shop.country from kept_tenant")
    expected = [
        ("surplus", "grant of DELETE on shop.visitor to public"),
        ("missing", "grant of SELECT on shop.country to kept_tenant"),
        ("missing", "policy kept_tenant on shop.shop"),
        ("missing", "row security of support.shop_visitor"),
        ("altered", "view support.shop_visitor"),
    ]
    assert drifted(small) == expected
    assert drifted(small) == expected


def test_controls_taken_away_leave_nothing(small: Small) -> None:
    for control in reversed(small.controls):
        execute(small.owner, control.undo)
    assert small.sql("select from pg_policy") == []
    assert small.sql("select from pg_namespace where nspname = 'support'") == []
    assert small.sql("select from pg_class where relrowsecurity") == []
    granted = "select from pg_class, aclexplode(relacl) where relnamespace = 'shop'::regnamespace and grantee <> relowner"
    assert small.sql(granted) == []


def test_a_fixed_column_is_fixed_for_everybody_until_its_control_is_undone(small: Small) -> None:
    control = fixed_column(SHOP, "shop.shop", "plan")
    for _ in range(2):
        execute(small.owner, control.install)
    for session in ("select 1", "set session_replication_role = replica"):
        small.sql(session)
        with pytest.raises(psycopg.errors.RestrictViolation, match="plan is fixed"):
            small.sql("update shop.shop set plan = 'gold' where \"shop id\" = 'a1'")
    small.sql("update shop.shop set plan = plan; insert into shop.shop values ('c3', 'free')")
    execute(small.owner, control.undo)
    small.sql("update shop.shop set plan = 'gold'")


def test_default_deny_is_kept_and_grants_that_nobody_meant_break_it(small: Small) -> None:
    before = small.verdict("access-control")
    assert before.outcome == "kept", before.findings
    for opening, closing, key in (
        ("grant select on shop.visitor to public", "revoke select on shop.visitor from public", "public"),
        ("grant select (email) on shop.visitor to pg_monitor", "revoke select (email) on shop.visitor from pg_monitor", "pg_monitor"),
        ('grant insert on shop."order" to small_app', 'revoke insert on shop."order" from small_app', "small_app"),
        ("grant pg_read_all_data to small_support", "revoke pg_read_all_data from small_support", "small_support"),
        ("alter role small_app createrole", "alter role small_app nocreaterole", "small_app"),
    ):
        small.sql(opening)
        try:
            found = small.verdict("access-control")
        finally:
            small.sql(closing)
        assert found.outcome == "broken"
        assert key in {finding.key for finding in found.findings}, (opening, found.findings)
    assert small.verdict("access-control").outcome == "kept"


@pytest.mark.parametrize(
    ("value", "is_sealed"),
    [
        ("aes-256-gcm:k1:" + "A" * 40, True),
        ("sm4-gcm:2026-07:" + "ab+/" * 12 + "QQ==", True),
        ("aes-256-gcm:k1:MzEuMjMwNA==", False),
        ("des-ecb:k1:" + "A" * 40, False),
        ("aes-256-gcm::" + "A" * 40, False),
        ("aes-256-gcm:k1:31.2304, 121.4737, a place in clear words here", False),
        ("31.2304", False),
    ],
)
def test_what_counts_as_sealed(small: Small, value: str, is_sealed: bool) -> None:
    assert execute(small.owner, select(sealed(literal(value)))).fetchone() == (is_sealed,)
