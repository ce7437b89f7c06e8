"""What stands in the way of a proof: databases that cannot be read, and tables or columns that the data map declares and they lack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kept.errors import Fault, KeptError, Place
from kept.promises import Database, Schema
from kept.proof.looking import Governed


def faults_standing(governed: Governed) -> Sequence[Fault]:
    """One fault for each database that cannot be read (KEPT-T020 and the like) or is not built as declared (KEPT-T034).

    Promises that look there are unproven, each with a reason of its own; this says the cause once.
    """
    return list(_faults(governed))


def _faults(governed: Governed) -> Iterator[Fault]:
    for database in governed.databases():
        try:
            lacking = _lacking(governed, database, governed.schema(database))
        except KeptError as error:
            yield error.fault
            continue
        if lacking:
            yield Fault("KEPT-T034", Place(name=database.name), {"store": database.name, "lacking": ", ".join(lacking)})


def _lacking(governed: Governed, database: Database, schema: Schema) -> Sequence[str]:
    held = governed.datamap.stores[database.store].schemas
    found: list[str] = []
    for path, mapped in governed.datamap.tables.items():
        if path.partition(".")[0] not in held:
            continue
        table = schema.tables.get(path)
        found += [path] if table is None else [f"{path}.{name}" for name in mapped.columns if name not in table.columns]
    return found
