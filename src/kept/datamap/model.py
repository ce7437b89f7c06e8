"""Where personal data lives, whose it is, and by what right it is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass as typed

from kept.errors import Place
from kept.promises import Refers

FORBID = ConfigDict(extra="forbid", str_strip_whitespace=True)

NOT_ITEMS: Final = frozenset({"fact", "key", "free text"})


@typed(frozen=True, kw_only=True, config=FORBID)
class Store:
    """A kind of governed store: the statement's clusters that have a database of it, and the SQL schemas in each."""

    kind: Literal["postgresql"]
    clusters: Annotated[tuple[str, ...], Refers("storage")]
    schemas: tuple[str, ...]


@typed(frozen=True, kw_only=True, config=FORBID)
class Kept:
    """How long rows are kept: the statement's rule (``retention.<rule>``), and from when its time runs.

    ``since`` is a date column of the table itself, or ``subject.ended_at`` (the person, through ``subject_id``),
    or ``consent.withdrawn_at``
    (through the row's decision). A rule without a duration means that the column holds the end itself. ``reduced`` lists the columns that
    must be empty once the time is over where the row itself may stay (anonymised); without it the row must be gone.
    """

    rule: Annotated[str, Refers("retention")]
    since: str
    reduced: tuple[str, ...] = ()


@typed(frozen=True, kw_only=True, config=FORBID)
class Account:
    """How an organisation's account ends: columns of the table that lists the tenants.

    ``plan`` says ``paying`` or ``free``; the others hold a day or an instant, empty where it never came to that.
    """

    plan: str
    paid_until: str
    renewal_asked: str
    taken_back: str
    cancel_asked: str
    ended: str


@typed(frozen=True, kw_only=True, config=FORBID)
class Reminder:
    """Of what people are reminded: ``since`` is when it last happened, ``sent`` when they were last reminded."""

    notice: Annotated[str, Refers("notices")]
    since: str
    sent: str


@typed(frozen=True, kw_only=True, config=FORBID)
class PermissionLog:
    """What a table of device permissions records: columns for which one (``permissions.gps``), what befell it, and when.

    ``event`` holds ``prompted``, ``granted``, ``refused``, ``used`` or ``revoked``.
    """

    permission: str
    event: str
    at: str


@typed(frozen=True, kw_only=True, config=FORBID)
class Grant:
    """By which device permission a table's rows were read: ``event`` is the column that names the granting event in the permission log."""

    event: str
    permission: Annotated[str, Refers("permissions")]


@typed(frozen=True, kw_only=True, config=FORBID)
class TableMap:
    """One table: whose rows they are, by which function and decision they came, what each column holds.

    ``functions`` are those that collect its rows (``function_column`` tells them apart where there are several, holding their names);
    ``cookies`` the cookies that fill it, where no function does; ``source`` the statement's source for rows that come from others,
    ``source_column`` the column that must name it; ``purposes`` what its rows may be used for.
    ``about`` maps a key column to an ownership word and the kind of person (``owned_by member``). ``columns`` maps every column to an
    item of the statement, a list of items, ``fact`` (not personal), ``key`` (surrogate or foreign key) or ``free text``.
    ``masked`` names the columns that the vendor's support staff see masked; ``subject`` the column that holds the vault's subject id.

    ``source_when`` is a yes-or-no column where only some rows come from the source. ``purpose_column`` names each row's purpose by
    its path (``purposes.eligibility``). ``within`` binds a column's values to the words of a field of the row's source or purpose
    (``category: categories``). ``opted_out`` is the instant at which the person refused marketing. ``appoints`` is the class of
    person whose appointment a row records.

    ``permission_log`` makes the table the record of device permissions; ``grant`` says by which of them other tables'
    rows were read. ``cleared_by`` names a column of another table (``web.child_session.session``): rows whose own
    column of that name is listed there have to be gone. ``sent`` is the instant at which a row's message went out.

    ``ticket`` is the column that names the customer's request on which the vendor's staff made the change that a row records.
    """

    store: str
    about: Mapping[str, str] = Field(default_factory=dict)
    subject: str | None = None
    held_for: str | None = None
    functions: Annotated[tuple[str, ...], Refers("functions")] = ()
    function_column: str | None = None
    cookies: Annotated[tuple[str, ...], Refers("cookies")] = ()
    source: Annotated[str | None, Refers("sources")] = None
    source_column: str | None = None
    source_when: str | None = None
    purposes: Annotated[tuple[str, ...], Refers("purposes")] = ()
    purpose_column: str | None = None
    ticket: str | None = None
    within: Mapping[str, str] = Field(default_factory=dict)
    opted_out: str | None = None
    appoints: str | None = None
    account: Account | None = None
    reminders: tuple[Reminder, ...] = ()
    collected_at: str | None = None
    decision: str | None = None
    permission_log: PermissionLog | None = None
    grant: Grant | None = None
    cleared_by: str | None = None
    sent: str | None = None
    kept: tuple[Kept, ...] = ()
    masked: tuple[str, ...] = ()
    columns: Mapping[str, str | tuple[str, ...]] = Field(default_factory=dict)


@typed(frozen=True, kw_only=True, config=FORBID)
class Roles:
    """The database roles that controls serve and probes take on.

    ``application`` is the service's own role in a database, ``support`` the vendor's staff; ``tenant`` the pattern of a tenant's own
    role, with ``{tenant}`` for its id; ``tenants`` the table and column that list the tenants (``crm.tenant.tenant_id``).
    """

    application: str
    support: str
    tenant: str
    tenants: str


@dataclass(frozen=True)
class DataMap:
    """A whole data map, checked against its statement: ``tables`` by ``schema.name``, ``documents`` by name, relative to the pack."""

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

    def within(self, store: str) -> Mapping[str, TableMap]:
        """The tables that a store's databases have: its own, and other stores' whose schema it includes (there usually empty)."""
        schemas = self.stores[store].schemas
        return {path: table for path, table in self.tables.items() if table.store == store or path.partition(".")[0] in schemas}

    def items_of(self, path: str) -> frozenset[str]:
        """The items that a table's columns hold."""
        said = self.tables[path].columns.values()
        words = [word for entry in said for word in ((entry,) if isinstance(entry, str) else entry)]
        return frozenset(word for word in words if word not in NOT_ITEMS)
