"""Tenants are kept apart in a real database, and whatever brings them together is seen by the probe, signed in as they are."""

from __future__ import annotations

import psycopg
import pytest

from tests.live.protect.small_service import Small

ORDER = 'shop."order"'


def test_two_tenants_with_text_keys_are_kept_apart(small: Small) -> None:
    found = small.verdict("tenant-isolation")
    assert found.outcome == "kept", found
    assert found.evidence[1].sample == ("small_t_a1_x", "small_t_b2_x")


def test_a_tenant_sees_changes_and_adds_its_own_rows_only(small: Small) -> None:
    with small.signed_in("small_t_a1_x") as tenant:
        assert tenant.execute('select "shop id" from shop."order"').fetchall() == [("a1",)]
        assert tenant.execute("update shop.\"order\" set note = 'x'").rowcount == 1
        assert tenant.execute("insert into shop.\"order\" values ('a1', 2, 12, null, null, null, null, null)").rowcount == 1
        assert tenant.execute("select code from shop.country").fetchall() == []
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            tenant.execute("insert into shop.\"order\" values ('b2', 1, 12, null, null, null, null, null)")


def test_a_tenant_can_neither_set_nor_become_another(small: Small) -> None:
    becoming = ("set session authorization small_t_b2_x", "set role small_t_b2_x")
    for trick in (*becoming, "select * from kept.staff_read", "select * from shop.visitor"):
        with small.signed_in("small_t_a1_x") as tenant, pytest.raises(psycopg.errors.InsufficientPrivilege):
            tenant.execute(trick.encode())
    with small.signed_in("small_t_a1_x") as tenant:
        tenant.execute("set kept.tenant = 'b2'; set search_path = shop")
        assert tenant.execute('select count(*) from "order" where "shop id" = \'b2\'').fetchone() == (0,)


def test_neither_the_application_nor_the_support_role_sees_tenants_rows(small: Small) -> None:
    for role in ("small_app", "small_support"):
        with small.signed_in(role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute('select from shop."order"')
    with small.signed_in("small_app") as connection:
        assert connection.execute("select count(*) from shop.visitor").fetchone() == (1,)


@pytest.mark.parametrize(
    ("opening", "key"),
    [
        (f"alter table {ORDER} disable row level security", "shop.order"),
        (f"alter table {ORDER} no force row level security", "shop.order"),
        (f"drop policy kept_tenant on {ORDER}", "shop.order"),
        (f"create policy anybody on {ORDER} for insert to kept_tenant with check (true)", "anybody"),
        (f"alter policy kept_tenant on {ORDER} using (\"shop id\" = current_setting('my.shop', true))", "kept_tenant"),
        (f"create view shop.all_orders as select * from {ORDER}; grant select on shop.all_orders to kept_tenant", "shop.all_orders"),
        (f"create materialized view shop.copy as select * from {ORDER}; grant select on shop.copy to public", "shop.copy"),
        (f"alter table {ORDER} add unique (mobile)", "order_mobile_key"),
        (f"create unique index one_mail on {ORDER} (lower(email))", "one_mail"),
        (f"alter table {ORDER} owner to small_app", "small_app"),
        ("grant select on shop.visitor to kept_tenant", "shop.visitor"),
        (
            f"create function shop.peek() returns setof {ORDER} language sql security definer as 'select * from {ORDER}'",
            "shop.peek()",
        ),
    ],
)
def test_whatever_opens_the_way_to_others_rows_is_found(small: Small, opening: str, key: str) -> None:
    small.sql(opening)
    found = small.verdict("tenant-isolation")
    assert found.outcome == "broken"
    assert key in {finding.key for finding in found.findings}, found.findings


def test_roles_that_could_pass_are_found(small: Small) -> None:
    for opening, closing, key in (
        ("alter role small_app bypassrls", "alter role small_app nobypassrls", "small_app"),
        ("grant small_t_a1_x to small_t_b2_x", "revoke small_t_a1_x from small_t_b2_x", "small_t_b2_x"),
        ("create role small_passing bypassrls", "drop role small_passing", "small_passing"),
    ):
        small.sql(opening)
        try:
            found = small.verdict("tenant-isolation")
        finally:
            small.sql(closing)
        assert found.outcome == "broken"
        assert key in {finding.key for finding in found.findings}, found.findings


def test_an_attack_shows_what_the_catalogue_alone_would_not(small: Small) -> None:
    small.sql("create or replace function kept.tenant_of(role name) returns text language sql stable as $$ select 'b2' $$")
    found = small.verdict("tenant-isolation")
    assert found.outcome == "broken"
    assert {finding.place for finding in found.findings} >= {"shop.one shop.order", "shop.one shop.shop"}


def test_without_rows_of_two_tenants_nothing_is_claimed(small: Small) -> None:
    small.sql('delete from shop."order" where "shop id" = \'b2\'; delete from shop.shop where "shop id" = \'b2\'')
    assert small.verdict("tenant-isolation").outcome == "unproven"


def test_without_a_role_for_the_tenant_nothing_is_claimed(small: Small) -> None:
    small.sql("alter role small_t_b2_x nologin")
    try:
        assert small.verdict("tenant-isolation").outcome == "unproven"
    finally:
        small.sql("alter role small_t_b2_x login")
