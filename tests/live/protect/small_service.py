"""What the tests of the room share: the small service's schema, and a handle on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from kept.promises import Control, Database, Verdict
from kept.proof.looking import Governed, Looking
from kept.stores import Address, Connection, open_connection

SHOP = Database("shop", "one", "CN")
SCHEMA = """
create schema shop;
create table shop.shop ("shop id" text primary key, plan text not null);
create table shop."order" (
  "shop id" text not null references shop.shop, order_id bigint not null, subject_id bigint not null, name text, mobile text, email text,
  allergy text, note text, placed_at timestamptz not null default now(), primary key ("shop id", order_id));
create table shop.country (code text primary key);
create table shop.visitor (visitor_id bigint primary key, subject_id bigint not null, email text);
insert into shop.shop values ('a1', 'free'), ('b2', 'paying');
insert into shop."order" values
  ('a1', 1, 11, '王小明', '13800138000', 'xiaoming@example.com', 'nuts', 'rings twice'),
  ('b2', 1, 21, 'Ada Example', '+65 6123 4567', 'ada@example.org', 'milk', null);
insert into shop.visitor values (1, 31, 'visitor@example.net');
"""


@dataclass(frozen=True)
class Small:
    """The database's owner address, the owner's connection (each statement a transaction), a fresh look, and the controls."""

    address: Address
    owner: Connection
    look: Callable[[], Governed]
    controls: Sequence[Control]

    def verdict(self, kind: str) -> Verdict:
        governed = self.look()
        promise = next(promise for promise in governed.statement.promises if promise.kind == kind)
        if hasattr(promise.parameters, "questions"):
            governed.ask({promise.id: promise.parameters.questions(Looking(governed, promise))})
        found: Verdict = promise.parameters.prove(Looking(governed, promise))
        governed.close()
        return found

    def sql(self, text: str) -> list[tuple[Any, ...]]:
        cursor = self.owner.execute(text.encode())
        return cursor.fetchall() if cursor.description else []

    def signed_in(self, role: str, read_only: bool = False) -> Connection:
        return open_connection(self.address.on(user=role, password="secret"), read_only=read_only)
