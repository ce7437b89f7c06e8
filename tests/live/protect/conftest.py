"""A small service of another make than the packs: tenants with text ids, one table of theirs, one of nobody's, under Kept's controls."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from kept.books import migrate
from kept.datamap import DataMap, Roles, Store, TableMap
from kept.deidentify.kinds.masking import Masking
from kept.errors import Place
from kept.promises import Database, Item, Promise, Words
from kept.proof.looking import Governed
from kept.protect.kinds.access_control import AccessControl
from kept.protect.kinds.tenant_isolation import TenantIsolation
from kept.staging.controlling import Grounded
from kept.staging.estate import Site
from kept.statement import Declared, Statement
from kept.statement.model import Languages
from kept.stores import Address, Role, Source, ensure_roles, execute, open_connection
from tests.live.protect.small_service import SCHEMA, SHOP, Small

ITEMS = {
    "name": Item(zh="姓名", en="name", group="identity"),
    "mobile": Item(zh="手机号码", en="mobile", group="contact"),
    "email": Item(zh="邮箱", en="email", group="contact"),
    "health": Item(zh="健康", en="health", group="health", sensitive=True),
}
ORDER = TableMap(
    store="shop",
    subject="subject_id",
    held_for="shop id",
    masked=("name", "mobile", "email"),
    columns={
        "shop id": "key", "order_id": "key", "subject_id": "key", "name": "name", "mobile": "mobile", "email": "email",
        "allergy": "health", "note": "free text", "placed_at": "fact",
    },
)  # fmt: skip
TABLES = {
    "shop.shop": TableMap(store="shop", held_for="shop id", columns={"shop id": "key", "plan": "fact"}),
    "shop.order": ORDER,
    "shop.country": TableMap(store="shop", columns={"code": "key"}),
    "shop.visitor": TableMap(
        store="shop", subject="subject_id", masked=("email",), columns={"visitor_id": "key", "subject_id": "key", "email": "email"}
    ),
}
ROLES = Roles(application="small_app", support="small_support", tenant="small_t_{tenant}_x", tenants="shop.shop.shop id")
DATAMAP = DataMap("small", {"shop": Store(kind="postgresql", clusters=("one",), schemas=("shop",))}, TABLES, ROLES, {}, {})
KINDS = {
    "tenant-isolation": TenantIsolation(unit="tenant"),
    "masking": Masking(methods=("character masks",)),
    "access-control": AccessControl(against=(Words("未经授权的访问", "unauthorised access"),)),
}


def _promise(name: str, parameters: object) -> Promise:
    return Promise(f"security.{name}", f"security.{name}", name, parameters, "auto", (), (), "act", Place("small.yaml"))


PROMISES = tuple(_promise(name, parameters) for name, parameters in KINDS.items())
DECLARED = {
    f"items.{name}": Declared(f"items.{name}", "items", name, "item", item, Words(item.zh, item.en), Place("small.yaml"))
    for name, item in ITEMS.items()
}
STATEMENT = Statement(
    "small",
    date(2026, 1, 1),
    "small-2026",
    Words("小店", "Small"),
    Languages(prevailing="zh", also=("en",)),
    ("CN",),
    DECLARED,
    (),
    PROMISES,
)


@pytest.fixture
def small(database: Address) -> Iterator[Small]:
    """The service with its rows and controls; every promise that it makes is kept."""
    migrate(database)
    roles = [
        Role("kept_tenant"),
        Role("kept_prover", "secret", ("pg_read_all_data",), frozenset({"BYPASSRLS"})),
        Role(ROLES.application, "secret", ("kept_writer",)),
        Role(ROLES.support, "secret"),
        *(Role(f"small_t_{shop}_x", "secret", ("kept_tenant",)) for shop in ("a1", "b2")),
    ]
    site = Site(SHOP, database)
    with open_connection(database, read_only=False, autocommit=True) as owner:
        ensure_roles(owner, roles, os.urandom, iterations=1)
        execute(owner, SCHEMA)
        for role in (ROLES.support, ROLES.application, "kept_prover"):
            execute(owner, f"do $$ begin execute format('grant connect on database %I to {role}', current_database()); end $$")
        controls = [
            control for promise in PROMISES for control in promise.parameters.keep(Grounded(promise, STATEMENT, DATAMAP, {"": site}))
        ]
        for control in controls:
            execute(owner, control.install)

        def look() -> Governed:
            source = Source(SHOP, database.on(user="kept_prover", password="secret"), lambda role: "secret", "observed")
            governed = Governed(STATEMENT, DATAMAP, {SHOP.name: source}, lambda language: None, lambda name: None, CLOCK, staged=False)
            governed.read_schemas()
            return governed

        yield Small(database, owner, look, controls)


CLOCK = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
assert Database("shop", "one", "CN") == SHOP
