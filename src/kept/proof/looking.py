"""What probes look through: the live system of one pack, read once however many promises ask.

Questions are asked in one pass per source and database; reflections, attempts, pages and documents are remembered for the run.
A rehearsal tells which databases a breach has touched, and only what was read there is read again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from threading import RLock
from typing import Any, TypeVar

from sqlalchemy import TableClause, column, table
from sqlalchemy import types as sqltypes

from kept.datamap import DataMap
from kept.errors import KeptError
from kept.promises import Attempt, Count, Database, Page, Promise, Question, Schema
from kept.proof.attesting import Attestation
from kept.proof.binding import Window, bound
from kept.statement import Statement
from kept.stores import Pass, Source, fused, spoken

T = TypeVar("T")
Fetch = Callable[[str], Page | None]
Fetched = Callable[[str], bytes | None]
# Where a promise may look besides databases; no database has such a name.
PAGES, DOCUMENTS = "pages", "documents"
COLUMN_TYPES: Mapping[str, type[sqltypes.TypeEngine[Any]]] = {
    "boolean": sqltypes.Boolean,
    "integer": sqltypes.Integer,
    "bigint": sqltypes.BigInteger,
    "smallint": sqltypes.SmallInteger,
    "date": sqltypes.Date,
    "timestamp with time zone": sqltypes.DateTime,
    "text": sqltypes.Text,
    "double precision": sqltypes.Float,
}


class PresentSystem(Exception):
    """An earlier version of a statement was about to look at the system as it is now, which the version in force binds."""


@dataclass
class Governed:
    """A pack and everything of it that can be looked at, with what has been seen so far.

    ``window`` says which rows its version judges; without one it judges all of them.
    """

    statement: Statement
    datamap: DataMap
    sources: Mapping[str, Source]
    fetch: Fetch
    read: Fetched
    now: datetime
    staged: bool
    attestations: Mapping[str, Attestation] = field(default_factory=dict)
    workers: int = 2
    window: Window | None = None
    _schemas: dict[str, Schema] = field(default_factory=dict)
    _tables: dict[str, TableClause | None] = field(default_factory=dict)
    _reads: dict[tuple[str, ...], Any] = field(default_factory=dict)
    _locks: defaultdict[tuple[str, ...], RLock] = field(default_factory=lambda: defaultdict(RLock), repr=False)
    _pages: dict[str, Page | None] = field(default_factory=dict)
    _passes: Sequence[Pass] = ()
    _asked: dict[str, Sequence[Question]] = field(default_factory=dict)
    _counts: dict[tuple[int, str], Count] = field(default_factory=dict)
    _looked: dict[str, set[str]] = field(default_factory=dict)
    _baseline: tuple[Any, Any, Any, Any] = field(default=({}, {}, {}, {}))

    def databases(self, store: str | None = None) -> Sequence[Database]:
        return [source.database for source in self.sources.values() if store in (None, source.database.store)]

    def schema(self, database: Database) -> Schema:
        if database.name not in self._schemas:
            self._schemas[database.name] = self.sources[database.name].schema()
        return self._schemas[database.name]

    def read_schemas(self) -> None:
        """Reflect every reachable database, several at a time."""
        missing = [name for name in self.sources if name not in self._schemas]
        with ThreadPoolExecutor(self.workers) as pool:
            for name, schema in zip(missing, pool.map(self._reflected, missing), strict=True):
                if schema is not None:
                    self._schemas[name] = schema

    def _reflected(self, name: str) -> Schema | None:
        try:
            return self.sources[name].schema()
        except KeptError:
            return None

    def table(self, path: str) -> TableClause | None:
        if path not in self._tables:
            found = next((schema.tables[path] for schema in self._schemas.values() if path in schema.tables), None)
            self._tables[path] = None if found is None else _clause(path, found.columns)
        return self._tables[path]

    def holding(self, path: str) -> Sequence[Database]:
        mapped = self.datamap.tables.get(path)
        if mapped is not None:
            schema = path.partition(".")[0]
            return [database for database in self.databases() if schema in self.datamap.stores[database.store].schemas]
        return [database for database in self.databases() if path in getattr(self._schemas.get(database.name), "tables", ())]

    def ask(self, questions: Mapping[str, Sequence[Question]]) -> None:
        """Take the questions of every promise (by its id) and answer them all."""
        self._asked = {name: self._bound(asked) for name, asked in questions.items()}
        self._passes = fused([question for asked in self._asked.values() for question in asked])
        self.answer(self.sources)

    def _bound(self, asked: Sequence[Question]) -> Sequence[Question]:
        if self.window is None:
            return asked
        bounded = (bound(question, self.datamap, self.window) for question in asked)
        return [question for question in bounded if question is not None]

    @property
    def past(self) -> bool:
        """Whether a later version of the statement is in force, which binds the system itself."""
        return self.window is not None and self.window.past

    def answer(self, names: Iterable[str]) -> None:
        """Answer every pass anew in these databases."""
        with ThreadPoolExecutor(self.workers) as pool:
            for found in pool.map(self._answered, list(names)):
                self._counts |= found

    def _answered(self, name: str) -> dict[tuple[int, str], Count]:
        source = self.sources[name]
        passes = [asked for asked in self._passes if source.database in asked.databases]
        return {(question, name): count for question, count in source.answers(passes).items()} if passes else {}

    def counts(self, promise: Promise) -> Sequence[Count]:
        asked = self._asked.get(promise.id, ())
        return [self._counts[(id(question), database.name)] for question in asked for database in question.databases]

    def remembered(self, key: tuple[str, ...], read: Callable[[], Any]) -> Any:
        """What was read under this key, read now if nobody has; who asks for the same at the same time waits for it."""
        with self._locks[key]:
            if key not in self._reads:
                self._reads[key] = read()
            return self._reads[key]

    def noted(self, promise: Promise, *places: str) -> None:
        """Note where a promise has looked, beyond the answers to its questions: databases by name, PAGES, DOCUMENTS."""
        self._looked.setdefault(promise.id, set()).update(places)

    def concerned(self, promise: Promise, touched: Collection[str]) -> bool:
        """Whether the promise saw anything before that may be different now that these places were touched and answered anew."""
        if not self._looked.get(promise.id, set()).isdisjoint(touched):
            return True
        before = self._baseline[2]
        keys = [(id(question), database.name) for question in self._asked.get(promise.id, ()) for database in question.databases]
        return any(self._counts[key] != before[key] for key in keys if key[1] in touched)

    def page(self, language: str) -> Page | None:
        if language not in self._pages:
            self._pages[language] = self.fetch(language)
        return self._pages[language]

    def forget(self, names: Iterable[str], pages: bool = False) -> None:
        """What was read in these databases is no longer believed; with ``pages``, nor are the pages."""
        touched = set(names)
        for name in touched:
            self._schemas.pop(name, None)
        self._reads = {key: value for key, value in self._reads.items() if key[0] not in touched}
        if pages:
            self._pages.clear()

    def remember(self) -> None:
        """Take what has been seen so far as the undisturbed state, to which ``restore`` returns."""
        self._baseline = (dict(self._schemas), dict(self._reads), dict(self._counts), dict(self._pages))

    def restore(self) -> None:
        """Believe again what was seen before a breach; nothing is read anew."""
        schemas, reads, counts, pages = self._baseline
        self._schemas, self._reads, self._counts, self._pages = dict(schemas), dict(reads), dict(counts), dict(pages)

    def close(self) -> None:
        for source in self.sources.values():
            source.close()


def _clause(path: str, columns: Mapping[str, str]) -> TableClause:
    schema, _, name = path.partition(".")
    return table(name, *(column(name, COLUMN_TYPES.get(kind, sqltypes.NullType)()) for name, kind in columns.items()), schema=schema)


@dataclass(frozen=True)
class Looking:
    """The look of one promise; see ``kept.promises.Look``. With ``rows_only``, whatever is no count of rows raises PresentSystem."""

    governed: Governed
    promise: Promise
    rows_only: bool = False

    @property
    def statement(self) -> Statement:
        return self.governed.statement

    @property
    def datamap(self) -> DataMap:
        return self.governed.datamap

    @property
    def now(self) -> datetime:
        return self.governed.now

    @property
    def staged(self) -> bool:
        return self.governed.staged

    def databases(self, store: str | None = None) -> Sequence[Database]:
        return self.governed.databases(store)

    def table(self, path: str) -> TableClause | None:
        return self.governed.table(path)

    def holding(self, path: str) -> Sequence[Database]:
        if path not in self.datamap.tables:
            self.governed.noted(self.promise, *self.governed.sources)
        return self.governed.holding(path)

    def counts(self) -> Sequence[Count]:
        return self.governed.counts(self.promise)

    def schema(self, database: Database) -> Schema:
        self._look_at(database.name)
        return self.governed.schema(database)

    def rows(self, database: Database, query: Any) -> Sequence[tuple[Any, ...]]:
        text, values = spoken(query)
        return self._remembered(database, ("rows", text, str(values)), lambda source: source.rows(text, values))

    def attempt(self, database: Database, role: str, query: Any, then: Any = None) -> Attempt:
        tried, after = spoken(query), None if then is None else spoken(then)
        return self._remembered(database, ("attempt", role, str(tried), str(after)), lambda source: source.attempt(role, tried, after))

    def once(self, database: Database, what: str, find: Callable[[], T]) -> T:
        return self._remembered(database, ("once", what), lambda source: find())

    def plain_connection(self, database: Database) -> Attempt | None:
        if self.schema(database).settings.get("ssl") != "on":
            return None
        return self._remembered(database, ("plain",), lambda source: source.without_tls())

    def _remembered(self, database: Database, what: tuple[str, ...], read: Callable[[Source], T]) -> T:
        self._look_at(database.name)
        source = self.governed.sources[database.name]
        found: T = self.governed.remembered((database.name, *what), lambda: read(source))
        return found

    def page(self, language: str) -> Page | None:
        self._look_at(PAGES)
        return self.governed.page(language)

    def document(self, name: str) -> bytes | None:
        self._look_at(DOCUMENTS)
        return self.governed.read(name)

    def _look_at(self, place: str) -> None:
        if self.rows_only:
            raise PresentSystem(place)
        self.governed.noted(self.promise, place)
