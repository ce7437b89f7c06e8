"""Reaches a pack's databases while another process (the demonstration) runs their servers, or starts them for one statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg

from kept.cli.home import configuration, house
from kept.cli.packed import read_pack
from kept.errors import KeptError
from kept.staging import opened
from kept.stores import execute, open_connection


def ran(name: str, store: str, statement: str) -> tuple[Sequence[Sequence[Any]], int]:
    """Run one statement in a governed database as its owner, and commit it; returns rows (if any) and how many were touched."""
    pack = read_pack(name)
    with opened(house(), configuration(), pack.statement, pack.datamap) as estate:
        if store not in estate.sites:
            raise KeptError("KEPT-C012", store=store, known=", ".join(estate.sites))
        with open_connection(estate.sites[store].address, read_only=False) as connection:
            try:
                cursor = execute(connection, statement)
            except psycopg.Error as error:
                raise KeptError("KEPT-C013", store, problem=error.diag.message_primary or str(error)) from error
            return (cursor.fetchall() if cursor.description else []), cursor.rowcount
