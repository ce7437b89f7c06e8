"""Opening connections, running statements and loading rows on a real server."""

from __future__ import annotations

import os
from collections.abc import Iterator

import psycopg
import pytest
import sqlalchemy as sa

from kept.errors import KeptError
from kept.stores import (
    ITERATIONS_FOR_GENERATED,
    Address,
    Instance,
    Role,
    compiled,
    copy_rows,
    create_database,
    drop_database,
    ensure_roles,
    execute,
    open_connection,
)

VISIT = sa.Table(
    "visit", sa.MetaData(), sa.Column("id", sa.BigInteger, primary_key=True), sa.Column("place 100%", sa.Text), sa.Column("facts", sa.JSON)
)


@pytest.fixture
def writer(database: Address) -> Iterator[psycopg.Connection]:
    with open_connection(database, read_only=False) as connection:
        yield connection


def refused(address: Address) -> KeptError:
    with pytest.raises(KeptError) as caught:
        open_connection(address)
    return caught.value


def test_a_wrong_password_is_told_with_the_store_and_the_user(database: Address) -> None:
    error = refused(database.on(password="not the one", store="crm.p06"))
    assert error.code == "KEPT-T021"
    assert "crm.p06" in error.fault.text("zh") and "crm.p06" in error.fault.text("en")
    assert "not the one" not in str(error)


def test_an_unknown_user_is_told_like_a_wrong_password(database: Address) -> None:
    assert refused(database.on(user="stranger")).code == "KEPT-T021"


def test_an_unknown_database_is_told(database: Address) -> None:
    error = refused(database.on(database="no such"))
    assert error.code == "KEPT-T022" and "no such" in str(error)


def test_a_server_that_is_not_there_is_told() -> None:
    assert refused(Address("127.0.0.1", 1, "x", "x", "x")).code == "KEPT-T020"


def test_a_host_that_does_not_exist_is_told() -> None:
    assert refused(Address("nowhere.invalid", 5432, "x", "x", "x")).code == "KEPT-T020"


def test_the_embedded_server_refuses_tls_with_its_reason(cluster: Instance) -> None:
    address = Address.parse(cluster.address(tcp=True).url(with_password=True) + "?sslmode=require")
    error = refused(address)
    assert error.code == "KEPT-T026" and "sslmode=require" in str(error)


def test_a_read_only_connection_writes_nothing(database: Address) -> None:
    with open_connection(database, autocommit=True) as connection, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        execute(connection, "CREATE TABLE t ()")


def test_a_statement_over_its_time_is_told(database: Address) -> None:
    with open_connection(database, statement_timeout_ms=20) as connection, pytest.raises(KeptError) as caught:
        execute(connection, "SELECT pg_sleep(60)")
    assert caught.value.code == "KEPT-T024"


def test_a_connection_cut_in_the_middle_is_told_with_its_store(database: Address) -> None:
    with open_connection(database.on(store="crm.p06"), autocommit=True) as connection, open_connection(database) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [connection.info.backend_pid])
        with pytest.raises(KeptError) as caught:
            while True:
                execute(connection, "SELECT 1")
    assert caught.value.code == "KEPT-T028" and "crm.p06" in str(caught.value)


def test_a_missing_right_is_told(database: Address, cluster: Instance) -> None:
    role = Role(f"reader_{database.database}", password="quite-long-enough")
    with open_connection(database, read_only=False, autocommit=True) as owner:
        ensure_roles(owner, [role], os.urandom)
        execute(owner, f'GRANT CONNECT ON DATABASE {database.database} TO "{role.name}"')
        execute(owner, "CREATE TABLE secret ()")
        with open_connection(database.on(user=role.name, password=role.password)) as connection, pytest.raises(KeptError) as caught:
            execute(connection, "SELECT * FROM secret")
        assert caught.value.code == "KEPT-T023" and role.name in str(caught.value)


def test_a_missing_table_is_told(writer: psycopg.Connection) -> None:
    with pytest.raises(KeptError) as caught:
        execute(writer, sa.select(VISIT))
    assert caught.value.code == "KEPT-T031"


def test_what_sqlalchemy_builds_psycopg_runs(writer: psycopg.Connection) -> None:
    execute(writer, sa.schema.CreateTable(VISIT))
    execute(writer, sa.insert(VISIT), {"id": 1, "place 100%": "上海 50%", "facts": {"a": [1]}})
    rows = execute(writer, sa.select(VISIT).where(VISIT.c["place 100%"] == "上海 50%", VISIT.c.id.in_([1, 2]))).fetchall()
    assert rows == [(1, "上海 50%", {"a": [1]})]


def test_a_statement_of_one_shape_has_one_text() -> None:
    texts = {compiled(sa.select(VISIT).where(VISIT.c.id == number))[0] for number in range(5)}
    assert len(texts) == 1


def test_values_are_bound_never_written_into_the_statement() -> None:
    text, values = compiled(sa.select(VISIT).where(VISIT.c["place 100%"] == "'; DROP TABLE visit; --"))
    assert "DROP" not in text and "'; DROP TABLE visit; --" in values.values()


def test_copy_loads_rows_and_text_alike(writer: psycopg.Connection) -> None:
    execute(writer, "CREATE SCHEMA crm")
    execute(writer, 'CREATE TABLE crm."a b" (id bigint, "na""me" text)')
    assert copy_rows(writer, ("crm", "a b"), ["id", 'na"me'], ((n, f"人{n}") for n in range(1000))) == 1000
    assert copy_rows(writer, ("crm", "a b"), ["id", 'na"me'], ["1000\t甲\n10", "01\t\\N\n"]) == 2
    assert execute(writer, 'SELECT count(*), sum(id), count("na""me") FROM crm."a b"').fetchone() == (1002, 501501, 1001)


def test_sessions_speak_utc(database: Address) -> None:
    with open_connection(database) as connection:
        assert execute(connection, "SHOW timezone").fetchone() == ("UTC",)


def test_making_roles_again_changes_only_what_differs(database: Address, cluster: Instance) -> None:
    prefix = database.database
    group = Role(f"{prefix}_support")
    user = Role(f'{prefix}_us"er', "first-password", (group.name,), settings=(("statement_timeout", "5s"),))
    with open_connection(database, read_only=False, autocommit=True) as connection:
        assert ensure_roles(connection, [group, user], os.urandom) == 2
        assert ensure_roles(connection, [group, user], os.urandom) == 0
        execute(connection, f"GRANT CONNECT ON DATABASE {prefix} TO {prefix}_support")
        changed = Role(user.name, "second-password", user.member_of, frozenset({"BYPASSRLS"}))
        ensure_roles(connection, [changed], os.urandom)
        facts = execute(connection, "SELECT rolcanlogin, rolbypassrls FROM pg_roles WHERE rolname = %s", [user.name]).fetchone()
        assert facts == (True, True)
        ensure_roles(connection, [user], os.urandom)
        facts = execute(connection, "SELECT rolcanlogin, rolbypassrls FROM pg_roles WHERE rolname = %s", [user.name]).fetchone()
        assert facts == (True, False)
    with open_connection(database.on(user=user.name, password="first-password")) as connection:
        assert execute(connection, "SHOW statement_timeout").fetchone() == ("5s",)
    assert refused(database.on(user=user.name, password="second-password")).code == "KEPT-T021"


def test_a_database_is_made_from_a_template_nobody_uses(database: Address, cluster: Instance) -> None:
    copy = f"{database.database}_copy"
    with open_connection(database, read_only=False) as connection:
        execute(connection, "CREATE TABLE mark AS SELECT 7 AS n")
        connection.commit()
        with open_connection(cluster.address(), read_only=False, autocommit=True) as admin, pytest.raises(KeptError) as caught:
            create_database(admin, copy, "kept", template=database.database)
    assert caught.value.code == "KEPT-T032"
    with open_connection(cluster.address(), read_only=False, autocommit=True) as admin:
        create_database(admin, copy, "kept", template=database.database)
        with open_connection(cluster.address(copy)) as connection:
            assert execute(connection, "SELECT n FROM mark").fetchone() == (7,)
        drop_database(admin, copy)
        drop_database(admin, copy)


def test_a_thousand_tenants_roles_are_made_and_each_may_enter_with_its_own_password(database: Address) -> None:
    group = Role(f"{database.database}_tenants")
    tenants = [Role(f"{database.database}_t{number}", f"password-of-{number}", (group.name,)) for number in range(1000)]
    with open_connection(database, read_only=False, autocommit=True) as connection:
        assert ensure_roles(connection, [group, *tenants], os.urandom, iterations=ITERATIONS_FOR_GENERATED) == 1001
        execute(connection, f"GRANT CONNECT ON DATABASE {database.database} TO {group.name}")
        assert ensure_roles(connection, [group, *tenants], os.urandom, iterations=ITERATIONS_FOR_GENERATED) == 0
    with open_connection(database.on(user=tenants[999].name, password="password-of-999")) as connection:
        assert execute(connection, "SELECT current_user").fetchone() == (tenants[999].name,)
    assert refused(database.on(user=tenants[999].name, password="password-of-998")).code == "KEPT-T021"
