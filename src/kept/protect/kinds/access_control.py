"""Who may reach or change data, and that nobody else can."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Final, Protocol

from sqlalchemy import func, or_

from kept.promises import Control, Database, Finding, Ground, Look, Question, Rehearsal, Stage, Verdict, Words, act, breach, judged, kind
from kept.protect.granted import access, governed, refused_reads, refused_writes, ungranted
from kept.protect.secured import READER
from kept.statement.weighing import found, partly, together

ALSO: Final = ("tenant-isolation", "masking", "audit-log")
WRONG: Final = Words("有角色可以读取或者改动它不应触及的数据。", "A role can read or change data that it has no business with.")
NOTHING: Final = Words("没有可供检查的表，或受限角色无法登录。", "There is no table to look at, or the restricted role cannot sign in.")
NO_TICKET: Final = Words(
    "工作人员改动了客户的权限，却没有客户的请求。", "Staff changed a customer's permissions without a request of the customer's."
)
NO_CHANGES: Final = Words("还没有工作人员改动客户权限的记录。", "No change of a customer's permissions by staff has been recorded yet.")
BESIDE_THE_RECORD: Final = Words(
    "记录在案的每项改动都写明了请求，数据库也不允许留空；但权限本身的改动与这份记录没有绑定，账外的改动看不出来，请求是否真由客户提出也无从核对。"
    "要由演练用户实际尝试，服务的应用尚未接入。",
    "Every recorded change names its request, and the database insists on one. But a permission can be changed beside that record, and "
    "whether the request came from the customer cannot be told; it takes an attempt in the running service, which is not connected yet.",
)
OPTIONAL: Final = Words("记录改动的表允许不写工单。", "The table of these changes lets the ticket be left out.")

BEYOND_GRANTS: Final = Words(
    "数据库中的授权没有问题；声明还说到登录验证、限时访问、拦截或者追责，这些要由演练用户在运行中的服务上尝试来证明，该服务的应用尚未接入。",
    "The grants in the databases are right. The promise also speaks of sign-in checks, limited visits, interception or consequences; these "
    "take attempts in the running service, and its application is not connected yet.",
)


class Trying(Protocol):
    """Tries something on every governed table of a database as a role: how much was tried, and what was let through."""

    __name__: str

    def __call__(self, look: Look, database: Database, role: str) -> tuple[int, list[Finding]]: ...


GOT_THROUGH: Final = Words("得手的途径。", "What got through.")
TRIES: Final = {"unauthorised access": ("read",), "unauthorised modification": ("change",), "use in breach of rules": ("read", "change")}


def tried_for(against: Iterable[Words]) -> Iterator[str]:
    """What planted people try of what the measures are against."""
    return (what for said in against for what in TRIES.get(said.en, ()))


@kind(
    "access-control",
    section="security",
    takes={
        "risks": "against",
        "control": "measures",
        "technique": "measures",
        "means": "measures",
        "measure": ("document", "measures"),
        "duty": "duties",
        "basis": "rule",
        "consequence": "effect",
        "scope": "place",
    },
)
class AccessControl:
    """Who may reach or change data, and that nobody else can.

    Kept revokes whatever everybody has and grants each role what it needs. The probe reads the grants of every table and column, and
    what roles can do beyond grants, in every database; then it signs in as the support role, which has no privilege on any table, and
    tries to read each of them, and as Kept's own reader, which may only read, and tries to write. With ``trigger: customer request``
    it looks at the changes that staff made for a customer (the data map's ``ticket``): each needs the customer's request; a change
    without one breaks the promise, but that no change is made beside that record only an attempt can show.
    A promise of ``measures`` alone, of the ``items`` and the ``duration`` of a look into an account, or of the ``effect`` of a breach says
    more than grants can show. PIPL art. 51(2) and (6).

    ``against``: what is kept off (access, modification, …); ``measures``: how; ``who``: whose access; ``rule``: by what rights are given
    (need to know, post); ``place``: where; ``document`` and ``duties``: what people sign and are bound to; ``trigger`` and ``action``:
    whose request sets off what.
    """

    trigger: str | None = None
    action: str | None = None
    against: tuple[Words, ...] | None = None
    measures: tuple[Words, ...] | None = None
    who: tuple[Words, ...] | None = None
    rule: Words | None = None
    place: Words | None = None
    document: Words | None = None
    duties: tuple[Words, ...] | None = None
    items: tuple[Words, ...] | None = None
    duration: Words | None = None
    effect: tuple[Words, ...] | None = None

    def _only(self, risk: str) -> bool:
        """Whether it is kept off this one risk and no other."""
        return bool(self.against) and all(one.en == f"unauthorised {risk}" for one in self.against or ())

    @property
    def beyond_grants(self) -> bool:
        """Whether it says more than who has which right."""
        return bool(self.items or self.duration or self.effect or (self.measures and not self.against))

    def keep(self, ground: Ground) -> Iterator[Control]:
        return access(ground) if self.trigger is None else iter(())

    def questions(self, look: Look) -> Sequence[Question]:
        if self.trigger is None:
            return ()
        asked = []
        for path, table in look.datamap.tables.items():
            rows = look.table(path)
            if table.ticket and rows is not None:
                ticket = rows.c[table.ticket]
                key = next(column for column, said in table.columns.items() if said == "key" and column != table.held_for)
                lacking = or_(ticket.is_(None), func.btrim(ticket) == "")
                asked.append(Question(look.holding(path), rows, lacking, rows.c[key], None, f"{path}: changes by staff"))
        return asked

    def prove(self, look: Look) -> Verdict:
        if self.trigger is not None:
            return partly(together(judged(look.counts(), NO_TICKET, NO_CHANGES), _required(look)), BESIDE_THE_RECORD)
        looks = [_catalogue(look)]
        if not self._only("modification"):
            looks.append(_tried(look, refused_reads, look.datamap.roles.support, "tables that the support role tried to read"))
        if not self._only("access"):
            looks.append(_tried(look, refused_writes, look.datamap.roles.support, "writes that the support role tried"))
            looks.append(_tried(look, refused_writes, READER, "writes that the reading role tried"))
        verdict = together(*looks)
        return partly(verdict, BEYOND_GRANTS) if self.beyond_grants else verdict

    @act("somebody of another organisation tries every page and parameter, and gets nothing")
    def attacking(self, stage: Stage) -> None:
        for what in tried_for(self.against or ()):
            stage.expect(GOT_THROUGH, (what, list(stage.person("outsider").attack(stage.person(), what))), (what, []))

    @breach("everybody may read a table", also=ALSO)
    def everybody(self, rehearsal: Rehearsal) -> None:
        if self.trigger is None:
            database, path = _table(rehearsal)
            rehearsal.sql(database, f"grant select on {path} to public")

    @breach("support staff may change a table", also=ALSO)
    def changing(self, rehearsal: Rehearsal) -> None:
        if self.trigger is None:
            database, path = _table(rehearsal)
            rehearsal.sql(database, f"grant update on {path} to {rehearsal.datamap.roles.support}")

    @breach("a role that nobody knows may read a column", also=ALSO)
    def stranger(self, rehearsal: Rehearsal) -> None:
        if self.trigger is None:
            database, path = _table(rehearsal)
            column = next(iter(rehearsal.datamap.tables[path].columns))
            rehearsal.sql(database, "create role kept_breach")
            rehearsal.sql(database, f"grant select ({column}) on {path} to kept_breach")

    @breach("support staff become members of a role that reads everything", also=ALSO)
    def member(self, rehearsal: Rehearsal) -> None:
        if self.trigger is None:
            rehearsal.sql(_table(rehearsal)[0], f"grant pg_read_all_data to {rehearsal.datamap.roles.support}")

    @breach("staff changed permissions and named no request")
    def without_ticket(self, rehearsal: Rehearsal) -> None:
        path, ticket = _ticketed(rehearsal)
        if self.trigger is not None and path:
            for database in rehearsal.databases(rehearsal.datamap.tables[path].store):
                text = f"update {path} set {ticket} = ' ' where ctid = (select min(ctid) from {path})"  # noqa: S608
                if rehearsal.sql(database, text):
                    return

    @breach("the ticket of such a change may be left out")
    def optional_ticket(self, rehearsal: Rehearsal) -> None:
        path, ticket = _ticketed(rehearsal)
        if self.trigger is not None and path:
            database = rehearsal.databases(rehearsal.datamap.tables[path].store)[0]
            rehearsal.sql(database, f"alter table {path} alter column {ticket} drop not null")


def _required(look: Look) -> Verdict:
    """Whether the database itself refuses such a change without a ticket."""
    findings, checked = [], 0
    for path, table in look.datamap.tables.items():
        for database in look.holding(path) if table.ticket else ():
            there = look.schema(database).tables.get(path)
            checked += 1
            if there is None or table.ticket not in there.not_null:
                findings.append(Finding(f"{database.name} {path}", table.ticket or "", OPTIONAL))
    return found("columns that must name the request", checked, findings, OPTIONAL, NO_CHANGES, query="pg_attribute")


def _catalogue(look: Look) -> Verdict:
    findings: list[Finding] = []
    checked = 0
    for database in look.databases():
        findings += look.once(database, "privileges", partial(_ungranted, look, database))
        checked += len(governed(look.datamap, database, look.schema(database)))
    return found("tables whose grants were read", checked, findings, WRONG, NOTHING, query="pg_class, pg_attribute, pg_roles")


def _ungranted(look: Look, database: Database) -> list[Finding]:
    return list(ungranted(look, database))


def _tried(look: Look, trying: Trying, role: str, what: str) -> Verdict:
    findings: list[Finding] = []
    checked = 0
    for database in look.databases():
        tried, let = look.once(database, f"{trying.__name__} as {role}", partial(trying, look, database, role))
        if not tried:
            return found(what, 0, (), WRONG, NOTHING)
        checked += tried
        findings += let
    return found(what, checked, findings, WRONG, NOTHING, query="select, insert, update, delete")


def _table(rehearsal: Rehearsal) -> tuple[Database, str]:
    """The first table of which no tenant's policy stands in the way, or simply the first, in its first database."""
    path = next(path for path, table in rehearsal.datamap.tables.items() if table.subject)
    return rehearsal.databases(rehearsal.datamap.tables[path].store)[0], path


def _ticketed(rehearsal: Rehearsal) -> tuple[str, str]:
    return next(((path, table.ticket) for path, table in rehearsal.datamap.tables.items() if table.ticket), ("", ""))
