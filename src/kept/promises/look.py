"""What a probe may look through (``Look``) and what a breach may do (``Rehearsal``): interfaces without any I/O of their own.

``stores`` and ``proof`` provide them. Every read is memoised for the run, and questions about one source are asked in one pass.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from sqlalchemy import ColumnElement, FromClause, Select, TableClause

from kept.promises.values import Words
from kept.promises.verdict import Evidence, Origin

if TYPE_CHECKING:
    from kept.datamap import DataMap
    from kept.promises.promise import Promise
    from kept.statement import Statement

T = TypeVar("T")


@dataclass(frozen=True)
class Database:
    """One governed database: ``store`` of the data map (``crm``), ``cluster`` (``p06``), ISO country of its instance.

    ``place`` is ``observed`` when the instance is the country's own, ``registered`` when several regions share one server.
    """

    store: str
    cluster: str
    country: str
    place: Origin = "observed"

    @property
    def name(self) -> str:
        return f"{self.store}.{self.cluster}"


@dataclass(frozen=True, eq=False)
class Question:
    """Count rows of ``source`` in each of ``databases``: all that ``among`` admits, and of them those for which ``failing`` is true.

    ``key`` is the surrogate key (or hashed natural key) shown for failing rows. Questions about one source are answered in one
    pass over it in each database; joins belong in ``source``, or as EXISTS in ``failing``. ``about`` says in words what is counted.
    ``within`` is set by whoever asks: the rows that this version of the statement judges (those collected while it was in force).
    """

    databases: Sequence[Database]
    source: FromClause
    failing: ColumnElement[bool]
    key: ColumnElement[Any]
    among: ColumnElement[bool] | None = None
    about: str = ""
    within: ColumnElement[bool] | None = None


@dataclass(frozen=True)
class Count:
    """The answer to a question in one database. ``place`` reads ``crm.p06 crm.visit``; ``sample`` holds at most ten keys of failing rows.

    ``missing`` says why there is no answer: the table or column is not there, or the database cannot be reached.
    """

    place: str
    checked: int
    failing: int
    sample: tuple[str, ...]
    evidence: Evidence
    missing: Words | None = None


@dataclass(frozen=True)
class Table:
    """A table or view as the database itself describes it (reflected, never typed in)."""

    schema: str
    name: str
    columns: Mapping[str, str]
    not_null: frozenset[str] = frozenset()
    primary_key: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...] = ()
    row_security: bool = False
    row_security_forced: bool = False
    policies: tuple[Mapping[str, Any], ...] = ()
    triggers: Mapping[str, str] = field(default_factory=dict)
    grants: Mapping[str, frozenset[str]] = field(default_factory=dict)
    column_grants: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    owner: str = ""
    is_view: bool = False

    @property
    def path(self) -> str:
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True)
class Schema:
    """All user tables and views of a database by ``schema.name``, its roles and settings."""

    tables: Mapping[str, Table]
    roles: Mapping[str, Mapping[str, Any]]
    settings: Mapping[str, str]


@dataclass(frozen=True)
class Attempt:
    """What happened when a role tried something: refused (with SQLSTATE), or how many rows it got or changed."""

    refused: bool
    sqlstate: str = ""
    rows: tuple[tuple[Any, ...], ...] = ()
    affected: int = 0


@dataclass(frozen=True)
class Page:
    """A published page as it came over HTTP."""

    url: str
    status: int
    html: str


class Ground(Protocol):
    """What a control stands on: the statement, the data map and the governed databases. ``keep`` of a kind reads nothing else."""

    @property
    def promise(self) -> Promise: ...
    @property
    def statement(self) -> Statement: ...
    @property
    def datamap(self) -> DataMap: ...
    def databases(self, store: str | None = None) -> Sequence[Database]: ...


@dataclass(frozen=True)
class Control:
    """One idempotent piece of SQL that installs a control in a database, and the SQL that takes it away.

    ``install`` and ``undo`` are texts or psycopg compositions, run as the owner in one transaction per database.
    """

    database: Database
    name: str
    install: Any
    undo: Any


class Look(Protocol):
    """What ``prove`` sees. Reads only. All answers are as of one run; equal reads are done once."""

    @property
    def promise(self) -> Promise: ...
    @property
    def statement(self) -> Statement: ...
    @property
    def datamap(self) -> DataMap: ...
    @property
    def now(self) -> datetime: ...
    @property
    def staged(self) -> bool:
        """Whether the rows come from a data generator; row evidence then has the origin ``staged``."""

    def databases(self, store: str | None = None) -> Sequence[Database]:
        """The governed databases (of one store of the data map), whether reachable or not."""

    def table(self, path: str) -> TableClause | None:
        """The table ``schema.name`` for building questions, as the databases themselves describe it; None if none of them has it."""

    def holding(self, path: str) -> Sequence[Database]:
        """The databases that have the table ``schema.name`` (every one of the store's, if the data map maps it)."""

    def counts(self) -> Sequence[Count]:
        """The answers to this promise's own ``questions``, asked together with those of all other promises; in their order, by database."""

    def schema(self, database: Database) -> Schema: ...
    def rows(self, database: Database, query: Select[Any] | str) -> Sequence[tuple[Any, ...]]:
        """Run a small read as Kept's own reader (at most a few hundred rows). ``query`` is SQLAlchemy Core or literal SQL."""

    def attempt(self, database: Database, role: str, query: Any, then: Any = None) -> Attempt:
        """Try a statement as ``role``, inside a transaction that is always rolled back. ``query`` is SQLAlchemy Core or literal SQL.

        ``then`` is a second query, run as Kept's own reader in the same transaction if the first was not refused; its rows are returned.
        """

    def once(self, database: Database, what: str, find: Callable[[], T]) -> T:
        """What ``find`` makes of one database, made once for the run, and again only when a rehearsal has touched that database.

        ``what`` names it for all promises: the same name must always mean the same, and ``find`` must look at nothing else.
        """

    def plain_connection(self, database: Database) -> Attempt | None:
        """Try to connect without TLS. None where the engine cannot do TLS at all (the embedded one)."""

    def page(self, language: str) -> Page | None:
        """The statement's published page over HTTP; None when it is not served."""

    def document(self, name: str) -> bytes | None:
        """A file that the service declares in its data map under ``documents`` (build file, manifest, outgoing log); None if absent."""


class Rehearsal(Protocol):
    """What a breach may do, on the rehearsal cluster only. Everything is undone after the probes have run."""

    @property
    def statement(self) -> Statement: ...
    @property
    def datamap(self) -> DataMap: ...
    @property
    def promise(self) -> Promise: ...
    def databases(self, store: str | None = None) -> Sequence[Database]: ...
    def sql(self, database: Database, statement: str, **values: Any) -> int:
        """Run plain SQL (``:name`` placeholders) as the owner; returns the number of rows touched. Rolled back afterwards."""

    def page(self, language: str, old: str, new: str) -> None:
        """Alter the published page: every ``old`` becomes ``new``. ``old`` must occur."""

    def withdraw_page(self, language: str) -> None:
        """The page is no longer there (404)."""

    def document(self, name: str, content: bytes) -> None:
        """Replace a declared document by ``content``."""
