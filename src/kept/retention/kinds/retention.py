"""How long data is kept, and for which reason."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, TableClause, and_, false, or_, select

from kept.datamap.model import NOT_ITEMS, DataMap
from kept.promises import (
    Duration,
    Evidence,
    Finding,
    Look,
    Question,
    Rehearsal,
    SeveralWords,
    Verdict,
    Words,
    breach,
    broken,
    judged,
    kept,
    kind,
    unproven,
)

ERASED_IN_USE: Final = Words("仍在使用平台的人，其数据已被清除。", "Data of somebody who still uses the platform has been erased.")
NO_RULE: Final = Words(
    "这张表含有个人信息，却没有任何保存期限规则。", "This table holds personal data and no rule says how long it is kept."
)
NO_PEOPLE: Final = Words("还没有任何仍在使用平台的人。", "Nobody uses the platform yet.")
NO_TABLE: Final = Words("没有读到任何含个人信息的表。", "No table with personal data could be read.")
NEEDS_REGISTER: Final = Words(
    "要有一份登记，逐项写明每类信息保存多久、依据哪一项标准和理由，才能核对；目前没有这样的登记。",
    "It takes a register that says for each kind of data how long it stays, by which criterion and for which reason; there is none yet.",
)
NEEDS_ACTS: Final = Words(
    "要由演练用户在运行中的服务上实际选择期限并等它届满才能证明，该服务的应用尚未接入。",
    "Only choosing a span in the running service and letting it pass can show it, and its application is not connected yet.",
)
OTHERS: Final = Words(
    "数据由服务提供方保存，在自己的数据库中看不到；要由其证明。",
    "The data is kept by service providers and is not in our own databases; only they can show it.",
)
IN_USE: Final = "duration of use"
UNLIMITED: Final = "not stated"

COPIED: Final = ("collection", "access-control", "tenant-isolation", "masking", "third-party-data", "definition")


@kind(
    "retention",
    section="retention",
    takes={
        "guarantee": "limit",
        "numbers": "period",
        "criterion": "criteria",
        "law": "laws",
        "end_events": "until",
        "exception": "exceptions",
        "options_days": "options",
    },
)
class Retention:
    """How long data is kept, and for which reason.

    ``period`` (``duration of use``): as long as somebody uses the platform they are not erased, and their own row is there. ``limit``: no
    longer than the service needs, so every table in the databases that holds personal data stands under a rule with an end.

    Another ``period`` is the statement's words for it (``not stated`` where it gives no number); ``until``: the events that end it;
    ``options``: the spans one can choose. ``criteria`` by which it is measured, and the ``rule`` where several apply; ``laws`` it follows.
    ``ground``: why data may stay, with ``examples`` and ``purpose``; ``exceptions``: when it may stay longer. ``who``: others who keep it.
    PIPL art. 17 and 19; GDPR art. 5(1)(e) and 13(2)(a).
    """

    period: str | None = None
    limit: str | None = None
    until: SeveralWords | None = None
    options: tuple[Duration, ...] | None = None
    criteria: SeveralWords | None = None
    rule: Words | None = None
    laws: SeveralWords | None = None
    ground: Words | None = None
    examples: SeveralWords | None = None
    purpose: Words | None = None
    exceptions: SeveralWords | None = None
    who: Words | None = None

    @property
    def _in_use(self) -> bool:
        return self.period == IN_USE

    @property
    def _limited(self) -> bool:
        return bool(self.limit) and self.limit != UNLIMITED and self.who is None

    def questions(self, look: Look) -> Sequence[Question]:
        subject = look.table("kept.subject")
        if subject is None or not self._in_use:
            return ()
        in_use = subject.c.ended_at.is_(None)
        asked = []
        for store in look.datamap.stores:
            where = [database for database in look.holding("kept.subject") if database.store == store]
            gone = or_(subject.c.erased_at.is_not(None), *self._without_row(look, store, subject))
            asked.append(Question(where, subject, gone, subject.c.subject_id, in_use, "people in use"))
        return asked

    def _without_row(self, look: Look, store: str, subject: TableClause) -> Sequence[ColumnElement[bool]]:
        """That none of the tables that hold the people of a store itself (or, if it has none, accounts) has a row of the person's."""
        tables = {path: mapped for path, mapped in look.datamap.tables.items() if mapped.store == store and mapped.subject}
        themselves = {path for path, mapped in tables.items() if any(said.startswith("is ") for said in mapped.about.values())}
        missing = []
        for path in themselves or tables:
            rows, column = look.table(path), tables[path].subject
            if rows is not None and column is not None:
                missing.append(subject.c.subject_id.not_in(select(rows.c[column]).where(rows.c[column].is_not(None))))
        return [and_(*missing, ~self._nothing_yet(look, subject))] if missing else []

    def _nothing_yet(self, look: Look, subject: TableClause) -> ColumnElement[bool]:
        """That an application brought the person, and nothing of theirs was ever allowed to be kept: there is nothing to be missed."""
        brought, decision = look.table("kept.person_reference"), look.table("kept.decision")
        if brought is None or decision is None:
            return false()
        decided = select(decision.c.subject_id).where(decision.c.allowed, decision.c.subject_id.is_not(None))
        return subject.c.subject_id.in_(select(brought.c.subject_id)) & subject.c.subject_id.not_in(decided)

    def prove(self, look: Look) -> Verdict:
        if self._in_use:
            return judged(look.counts(), ERASED_IN_USE, NO_PEOPLE)
        if self._limited:
            return self._ruled(look)
        if self.who:
            return unproven(OTHERS)
        return unproven(NEEDS_ACTS if self.options else NEEDS_REGISTER)

    def _ruled(self, look: Look) -> Verdict:
        findings: list[Finding] = []
        evidence: list[Evidence] = []
        checked = 0
        for database in look.databases():
            schemas = look.datamap.stores[database.store].schemas
            tables = {path: table for path, table in look.schema(database).tables.items() if table.schema in schemas and not table.is_view}
            without = [path for path in tables if unruled(look.datamap, path)]
            checked += len(tables)
            findings += [Finding(f"{database.name} {path}", path, NO_RULE) for path in without]
            evidence.append(Evidence(f"tables of {database.name}", "observed", "pg_catalog.pg_class", len(tables), tuple(without[:10])))
        if findings:
            return broken(checked, len(findings), evidence, findings, NO_RULE)
        return kept(checked, evidence) if checked else unproven(NO_TABLE)

    @breach("somebody uses the platform and their own row is gone")
    def row_gone(self, rehearsal: Rehearsal) -> None:
        text = """insert into kept.subject (subject_id, key, class, country, created_at)
                  select max(subject_id) + 1, sha256(convert_to('kept', 'UTF8')), min(class), min(country), now() from kept.subject"""
        if self._in_use:
            rehearsal.sql(rehearsal.databases()[0], text)

    @breach("somebody who still uses the platform is marked as erased", also=("shutdown", "minors", "definition"))
    def too_early(self, rehearsal: Rehearsal) -> None:
        text = (
            "update kept.subject set erased_at = now() where subject_id = (select min(subject_id) from kept.subject where ended_at is null)"
        )
        for database in rehearsal.databases():
            if self._in_use and rehearsal.sql(database, text):
                return

    @breach("everybody in a database is erased at once", also=("shutdown", "minors", "definition"))
    def wiped(self, rehearsal: Rehearsal) -> None:
        if self._in_use:
            rehearsal.sql(rehearsal.databases()[-1], "update kept.subject set erased_at = now()")

    @breach(
        "a table of personal data that no rule knows",
        also=COPIED,
    )
    def unknown_table(self, rehearsal: Rehearsal) -> None:
        if self._limited:
            self._copy(rehearsal, "kept_breach_copy")

    @breach(
        "personal data is copied into an archive that never ends",
        also=COPIED,
    )
    def archive(self, rehearsal: Rehearsal) -> None:
        if self._limited:
            self._copy(rehearsal, "archive_2019", " with no data")

    def _copy(self, rehearsal: Rehearsal, name: str, ending: str = "") -> None:
        path, table = next(
            (path, table) for path, table in rehearsal.datamap.tables.items() if rehearsal.datamap.items_of(path) and table.kept
        )
        database = rehearsal.databases(table.store)[0]
        schema = path.partition(".")[0]
        rehearsal.sql(database, f"create table {schema}.{name} as select * from {path}{ending}")  # noqa: S608


def unruled(datamap: DataMap, path: str) -> bool:
    """Whether a table of a governed schema has personal data and no rule; a table that the data map does not know has none."""
    table = datamap.tables.get(path)
    if table is None:
        return True
    words = [word for said in table.columns.values() for word in ((said,) if isinstance(said, str) else said)]
    personal = any(word not in NOT_ITEMS or word == "free text" for word in words)
    return personal and not table.kept
