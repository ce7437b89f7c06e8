"""Where personal data lives, whose it is, and by what right it is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass as typed

from kept.errors import Place
from kept.promises import Duration, Refers

FORBID = ConfigDict(extra="forbid", str_strip_whitespace=True)

ItemOrFact = str
NOT_PERSONAL = "fact"


@typed(frozen=True, kw_only=True, config=FORBID)
class Store:
    """A kind of governed store. ``clusters`` names the statement's clusters that have a database of it; ``schema`` its SQL file's parts."""

    kind: Literal["postgresql"]
    clusters: Annotated[tuple[str, ...], Refers("clusters")]
    schemas: tuple[str, ...]


@typed(frozen=True, kw_only=True, config=FORBID)
class Kept:
    """How long rows are kept: the statement's rule, and the column from which its time runs (``closed_at``, or ``member.closed_at`` through a key).

    ``hold`` names a boolean or hold-id column that suspends the end. ``reduced`` lists the columns that must be empty once the time is over,
    where the row itself may stay (anonymised); without it the row must be gone.
    """

    rule: str
    since: str
    reduced: tuple[str, ...] = ()


@typed(frozen=True, kw_only=True, config=FORBID)
class TableMap:
    """One table: whose rows they are, by which function and decision they came, what each column holds.

    ``about`` maps a key column to an ownership word and the kind of person (``owned_by member``). ``columns`` maps every column to an
    item of the statement, a list of items, ``fact`` (not personal), ``key`` (surrogate or foreign key) or ``free text``.
    ``masked`` names the columns that ordinary roles see masked.
    """

    store: str
    about: Mapping[str, str] = Field(default_factory=dict)
    held_for: str | None = None
    function: str | None = None
    collected_at: str | None = None
    decision: str | None = None
    kept: tuple[Kept, ...] = ()
    masked: tuple[str, ...] = ()
    child: str | None = None
    columns: Mapping[str, str | tuple[str, ...]] = Field(default_factory=dict)


@typed(frozen=True, kw_only=True, config=FORBID)
class Roles:
    """The database roles that probes may take on: the application's, vendor support, and the pattern of a tenant's own role."""

    application: str
    support: str
    tenant: str


@typed(frozen=True, kw_only=True, config=FORBID)
class Header:
    """What stands at the top of a data map."""

    service: str
    backups_every: Duration | None = None


@dataclass(frozen=True)
class DataMap:
    """A whole data map, checked against its statement. ``tables`` by ``schema.name``; ``documents`` are files by name, relative to the pack."""

    service: str
    stores: Mapping[str, Store]
    tables: Mapping[str, TableMap]
    roles: Roles
    documents: Mapping[str, str]
    places: Mapping[str, Place]
    file: str = ""
    sha256: str = ""

    def of_store(self, store: str) -> Mapping[str, TableMap]:
        """The tables of one store."""
        return {path: table for path, table in self.tables.items() if table.store == store}

    def items_of(self, path: str) -> frozenset[str]:
        """The items that a table's columns hold."""
        said = self.tables[path].columns.values()
        words = [word for entry in said for word in ((entry,) if isinstance(entry, str) else entry)]
        return frozenset(word for word in words if word not in NOT_ITEMS)


NOT_ITEMS = frozenset({"fact", "key", "free text"})
