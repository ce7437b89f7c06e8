"""What a function collects, and nothing else."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from sqlalchemy import ColumnElement, FromClause, TableClause, false, or_

from kept.datamap.columns import columns_as_mapped, columns_of, declared_items, holders, items_in, key_of, placed, surplus_items
from kept.datamap.model import TableMap
from kept.promises import (
    FILLED,
    Finding,
    Look,
    Name,
    Question,
    Rehearsal,
    Stage,
    Verdict,
    Whole,
    Words,
    act,
    breach,
    judged,
    kind,
    unproven,
)
from kept.statement.weighing import found, partly, peopled, together

if TYPE_CHECKING:
    from kept.statement import Statement

MORE: Final = Words("收集了声明没有列出的信息。", "More is collected than the statement lists.")
ROWS: Final = Words(
    "记录中有该功能不得收集的信息，或者收集时没有有效的同意。",
    "A row holds what this function may not collect, or was collected without valid agreement.",
)
NO_TABLE: Final = Words("数据地图没有登记这项功能所填写的表。", "The data map knows no table that this function fills.")
NO_ROW: Final = Words("这项功能还没有收集过任何记录。", "This function has not collected a single row yet.")
NO_ITEMS: Final = Words("声明没有列出这项功能收集的信息。", "The statement lists nothing that this function collects.")
OCCASIONS: Final = Words("声明列出的收集场景数目与条款不符。", "The number of occasions differs from the clauses that list them.")
MISCOUNTED: Final = Words("声明列出的信息数目与其所称不符。", "The number of items listed differs from the number that is stated.")
UNKNOWN: Final = Words("记录的功能不在声明之列。", "A row names a function that the statement does not know.")
NEEDS_DEVICE: Final = Words(
    "记录只显示收集了哪些信息；权限是否在安装和使用时给予，要在设备上实际操作才能证明。",
    "Rows show what was collected; that the permission was granted at installation and use only a device can show.",
)
SAME_COLUMN: Final = (
    "third-party-data",
    "definition",
    "purpose-limit",
    "function-basic",
    "function-extended",
    "cookie",
    "beacon",
    "permission",
    "role",
)

NO_MORE: Final = Words("表单要求而声明没有列出的项目", "items that the form asks for and the statement does not list")
REFUSED: Final = Words("没有同意，或者撤回之后，服务不收这些信息。", "Without agreement, or once it is withdrawn, this data is not taken.")
USED: Final = Words("同意之后可以提供这些信息。", "Having agreed, the person can give this data.")


@kind(
    "collection",
    section="functions",
    named="function",
    takes={
        "class": "category",
        "source": "sources",
        "modes": "sources",
        "action": "acts",
        "choice": "rule",
        "when": "trigger",
        "condition": "trigger",
        "occasions": "trigger",
        "purposes": "purpose",
        "client": "clients",
    },
)
class Collection:
    """What a function collects, and nothing else.

    The data map names the tables that a function fills. Their columns in every database are exactly the mapped ones, and hold
    no item that no function (or source) of the table declares; where several functions fill one table, a row of this one holds
    nothing in columns of items that are only the others'. Where ``consent`` is required or the items are ``sensitive``, each row
    stands on a decision with a consent to this very function that was valid when it was collected. ``count`` is the number of
    occasions of direct collection: so many clauses list them, and no row names a function beyond them; beside ``items`` it is their
    number.

    ``rule`` says how many of the items are needed (one of two); ``sources`` where they come from (the person, use of the service);
    ``trigger`` on what occasions; ``purpose`` what for; ``who`` about whom; ``collector`` who takes them if not the operator;
    ``clients`` in which app; ``decided_by`` who decides beside the person; ``acts`` what else is done (association); ``channels`` and
    ``examples`` of what is then sent. PIPL art. 6, 13, 29; GDPR art. 5(1)(c).
    """

    count: Whole | None = None
    sources: tuple[str, ...] | None = None
    items: tuple[Name, ...] | None = None
    optional: str | None = None
    sensitive: bool | None = None
    basis: str | None = None
    category: str | None = None
    consent: str | None = None
    rule: str | None = None
    trigger: tuple[str, ...] | None = None
    purpose: tuple[Words, ...] | None = None
    who: tuple[str, ...] | None = None
    collector: str | None = None
    clients: tuple[str, ...] | None = None
    decided_by: str | None = None
    acts: tuple[str, ...] | None = None
    channels: tuple[str, ...] | None = None
    examples: tuple[str, ...] | None = None

    def questions(self, look: Look) -> Sequence[Question]:
        name = _name(look)
        if self.of_occasions:
            shared = {path: mapped for path, mapped in look.datamap.tables.items() if mapped.functions and mapped.function_column}
            asked = [_unknown_function(look, path, mapped) for path, mapped in shared.items()]
        else:
            asked = [self._rows(look, name, path, mapped) for path, mapped in holders(look, "functions", name).items()]
        return [question for question in asked if question is not None]

    def _rows(self, look: Look, name: str, path: str, mapped: TableMap) -> Question | None:
        rows = look.table(path)
        if rows is None or not set(mapped.columns) <= set(rows.c.keys()):
            return None
        among = rows.c[mapped.function_column] == name if mapped.function_column else None
        foreign = columns_of(mapped, declared_items(look, name)) if mapped.function_column else ()
        failing: ColumnElement[bool] = or_(false(), *(rows.c[column].is_not(None) for column in foreign))
        source: FromClause = rows
        if self.needs_consent:
            source, unfounded = _agreed(look, rows, mapped)
            failing = or_(failing, unfounded)
        return Question(look.holding(path), source, failing, key_of(rows, mapped), among, f"rows that {name} collected in {path}")

    @property
    def of_occasions(self) -> bool:
        """Whether the promise counts occasions of collection; beside ``items`` the count is theirs."""
        return self.count is not None and not self.items

    @property
    def needs_consent(self) -> bool:
        return bool(self.sensitive) or self.consent == "required"

    def prove(self, look: Look) -> Verdict:
        if self.of_occasions:
            return together(self._occasions(look), judged(look.counts(), UNKNOWN, NO_ROW))
        tables = holders(look, "functions", _name(look))
        if not self.items:
            return unproven(NO_ITEMS)
        if self.count not in (None, len(self.items)):
            wrong = [Finding("statement", look.promise.path, MISCOUNTED)]
            return found("items counted", len(self.items), wrong, MISCOUNTED, NO_ITEMS, "registered")
        if not tables:
            return unproven(NO_TABLE)
        holding = [items_in(said) for mapped in tables.values() for said in mapped.columns.values() if items_in(said)]
        listed = found(
            "items of the mapped columns", len(holding), surplus_items(tables, _allowed(look, tables)), MORE, NO_TABLE, "registered"
        )
        rows = judged(look.counts(), ROWS, NO_ROW) if self._asks_of_rows(look, tables) else peopled(look.counts(), NO_ROW)
        verdict = together(columns_as_mapped(look, tables), listed, rows)
        return partly(verdict, NEEDS_DEVICE) if self.basis else verdict

    def _asks_of_rows(self, look: Look, tables: Mapping[str, TableMap]) -> bool:
        """Whether a row by itself could be wrong: for lack of agreement, or by a column that is only another function's."""
        items = declared_items(look, _name(look))
        return self.needs_consent or any(mapped.function_column and columns_of(mapped, items) for mapped in tables.values())

    def _occasions(self, look: Look) -> Verdict:
        listed = occasions(look.statement, look.promise.clauses)
        what = Words(
            f"条款列出 {len(listed)} 种场景，声明称有 {self.count} 种。", f"The clauses list {len(listed)} occasions, not {self.count}."
        )
        wrong = [] if len(listed) == self.count else [Finding("statement", look.promise.path, what)]
        return found("occasions listed in the clauses", len(listed), wrong, OCCASIONS, NO_ITEMS, "registered")

    @act("nothing is kept of whoever does not agree, and nothing remains when agreement is withdrawn")
    def agreeing(self, stage: Stage) -> None:
        if self.consent != "required":
            return
        somebody, matter = stage.person(), stage.promise.path
        somebody.refuse(matter)
        stage.expect(REFUSED, somebody.use(matter).refused)
        somebody.agree(matter)
        stage.expect(USED, somebody.use(matter).done)
        somebody.withdraw(matter)
        stage.expect(REFUSED, somebody.use(matter).refused)
        for path, mapped in stage.datamap.tables.items():
            if stage.promise.path.partition(".")[2] in mapped.functions and mapped.subject:
                stage.leaves(path, somebody, rows=0)
        stage.leaves("kept.consent", somebody, rows=1, where={"matter": matter, "withdrawn_at": FILLED})

    @act("a form asks for no more than is declared, and takes nothing without agreement")
    def filling(self, stage: Stage) -> None:
        if "act" not in stage.promise.origin or not self.items or self.consent == "required":
            return
        path = stage.promise.path
        somebody = stage.person(f"for {path}")
        stage.expect(NO_MORE, sorted(somebody.fields(path) - set(self.items)), [])
        stage.expect(REFUSED, somebody.use(path, agreeing=False).refused)
        stage.expect(USED, somebody.use(path).done)
        tables = [table for table, mapped in stage.datamap.tables.items() if path.partition(".")[2] in mapped.functions and mapped.subject]
        stage.leaves(tables, somebody, rows=1)
        stage.leaves("kept.consent", somebody, rows=1, where={"matter": path, "withdrawn_at": None})

    @breach("a column that nobody declared", also=SAME_COLUMN)
    def undeclared_column(self, rehearsal: Rehearsal) -> None:
        for path, _, database in placed(rehearsal, holders(rehearsal, "functions", _name(rehearsal))):
            rehearsal.sql(database, f"alter table {path} add column marital_status text")
            return

    @breach("a row of the function with another function's item", also=("consent", "purpose-limit", "deletion"))
    def foreign_item(self, rehearsal: Rehearsal) -> None:
        for path, mapped, database in placed(rehearsal, holders(rehearsal, "functions", _name(rehearsal))):
            for column in columns_of(mapped, self.items or ()) if mapped.function_column else ():
                text = f"""update {path} set {column} = '0' where ctid =
                           (select ctid from {path} where {mapped.function_column} = :name and {column} is null limit 1)"""  # noqa: S608
                if rehearsal.sql(database, text, name=_name(rehearsal)):
                    return

    @breach(
        "the agreement behind a row is gone from the books",
        also=("consent", "right-withdraw", "function-extended", "minors", "jurisdiction"),
    )
    def no_agreement(self, rehearsal: Rehearsal) -> None:
        if not self.needs_consent:
            return
        for path, mapped, database in placed(rehearsal, holders(rehearsal, "functions", _name(rehearsal))):
            among = f"where {mapped.function_column} = :name" if mapped.function_column else "where :name <> ''"
            text = f"""update kept.decision set consent_id = null
                       where decision_id = (select {mapped.decision} from {path} {among} limit 1)"""  # noqa: S608
            if mapped.decision and rehearsal.sql(database, text, name=_name(rehearsal)):
                return

    @breach("a row names a function that the statement does not know", also=("consent", "function-basic", "function-extended"))
    def unknown_function(self, rehearsal: Rehearsal) -> None:
        if not self.of_occasions:
            return
        tables = {path: mapped for path, mapped in rehearsal.datamap.tables.items() if mapped.function_column}
        for path, mapped, database in placed(rehearsal, tables):
            text = f"update {path} set {mapped.function_column} = 'lottery' where ctid = (select ctid from {path} limit 1)"  # noqa: S608
            if rehearsal.sql(database, text):
                return


def occasions(statement: "Statement", under: Sequence[str]) -> Sequence[str]:
    """The numbered clauses right below these, ``2.1(1)`` or ``2.1.1``; one on data about others is no occasion on which you give yours."""
    clauses = {clause.id: clause for clause in statement.clauses}
    numbers = [number for clause in under for n in range(1, 100) for number in (f"{clause}({n})", f"{clause}.{n}") if number in clauses]
    return [number for number in numbers if not any(state.startswith("sources.") for state in clauses[number].states)]


def _name(seen: Look | Rehearsal) -> str:
    return seen.promise.path.partition(".")[2]


def _allowed(look: Look, tables: Mapping[str, TableMap]) -> Mapping[str, frozenset[str]]:
    """By table the items that its functions declare; a source that lists no items allows whatever the data map puts under it."""
    allowed = {}
    for path, mapped in tables.items():
        items = frozenset[str]().union(*(declared_items(look, function) for function in mapped.functions))
        if mapped.source is not None:
            items |= frozenset(getattr(look.statement.section("sources")[mapped.source].body, "items", None) or look.datamap.items_of(path))
        allowed[path] = items
    return allowed


def _unknown_function(look: Look, path: str, mapped: TableMap) -> Question | None:
    rows = look.table(path)
    if rows is None or mapped.function_column is None or mapped.function_column not in rows.c:
        return None
    failing = rows.c[mapped.function_column].not_in(mapped.functions)
    return Question(look.holding(path), rows, failing, key_of(rows, mapped), None, f"functions named in {path}")


def _agreed(look: Look, rows: TableClause, mapped: TableMap) -> tuple[FromClause, ColumnElement[bool]]:
    """The rows joined to their consents, and when a row lacks one that was valid as it was collected."""
    decision, consent = look.table("kept.decision"), look.table("kept.consent")
    if decision is None or consent is None or mapped.decision is None or mapped.collected_at is None:
        return rows, ~false()
    at = rows.c[mapped.collected_at]
    source = rows.outerjoin(decision, decision.c.decision_id == rows.c[mapped.decision]).outerjoin(
        consent, consent.c.consent_id == decision.c.consent_id
    )
    agreed = (consent.c.matter == look.promise.path) & (consent.c.given_at <= at)
    return source, or_(consent.c.consent_id.is_(None), ~agreed, consent.c.withdrawn_at <= at)
