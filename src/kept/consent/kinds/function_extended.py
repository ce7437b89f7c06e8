"""A function that may be refused, at the cost of that function only."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Select, select

from kept.consent.standing import collected_by, costly_refusal
from kept.promises import (
    FILLED,
    Evidence,
    Finding,
    Look,
    Name,
    Question,
    Rehearsal,
    Stage,
    Table,
    Verdict,
    Words,
    act,
    breach,
    broken,
    judged,
    kind,
    unproven,
)

WITHOUT: Final = Words("没有本人授权就收集了这项功能的信息。", "Data of this function was collected without the person's authorisation.")
DEPENDS: Final = Words(
    "数据库要求必须有这项可选功能的信息，拒绝它就无法使用其他功能。",
    "The database insists on data of this optional function, so that refusing it would cost other functions.",
)
NOBODY: Final = Words(
    "没有人在未提供这些信息的情况下使用其他功能，无从观察拒绝的后果。",
    "Nobody uses other functions without this data, so that the effect of refusing cannot be seen.",
)
NO_TABLE: Final = Words("数据地图没有把任何表归于这项功能。", "The data map has no table that this function fills.")
REFUSED: Final = Words("拒绝后，服务把这件事显示为未同意。", "After a no, the service shows the matter as not agreed to.")
NOT_USED: Final = Words("未同意或者撤回之后，不能使用这项功能。", "Without agreement, or once it is withdrawn, it is not to be had.")
ELSE_WORKS: Final = Words("其他功能全部可用（列出不可用的）。", "Everything else works (what does not is listed).")
USED: Final = Words("愿意的人可以使用这项功能。", "Whoever wants to can use the function.")
AFTER_WITHDRAWAL: Final = ("consent", "deletion", "collection", "recipient", "minimisation", "right-withdraw", "purpose-limit")


@kind(
    "function-extended",
    section="functions",
    named="function",
    takes={
        "item": "items",
        "inputs": "items",
        "mandatory": ("mandatory", "prerequisite"),
        "without": "kept",
        "purposes": "purpose",
        "client": "clients",
        "tool": "clients",
        "module": "clients",
        "platforms": "providers",
        "store": "providers",
        "target": "targets",
        "labels": "targets",
        "binding": "scope",
        "user_types": "who",
        "switch": "label",
        "class": "category",
        "class_stated": "category_stated",
    },
)
class FunctionExtended:
    """A function that may be refused, at the cost of that function only.

    ``prerequisite``: every row stands on the person's own consent, given before and not withdrawn by then. ``optional``: the
    database insists on nothing of it (none of several items is required, no other table refers to its rows), and people who
    gave none of it use other functions. PIPL art. 16; GB/T 35273 on extended functions.

    ``items`` are what it takes or works on, ``purpose`` what for; ``functions`` what it comprises where it stands for several; ``kept``
    what stays usable without it; ``review`` who checks before it opens; ``label`` the switch that turns it on; ``clients`` the apps,
    add-ons and modules that have it, ``providers`` the outside platforms it works with; ``scope`` whose records it reaches or to what
    they are bound; ``targets`` where its result goes or what it is marked as; ``who`` it is for, and their ``duty``. ``category`` is the
    class that the statement gives it, ``category_stated`` whether the clause itself says so.
    """

    items: tuple[Name, ...] | None = None
    optional: bool | None = None
    prerequisite: str | None = None
    purpose: tuple[Words, ...] | None = None
    functions: tuple[Words, ...] | None = None
    kept: str | None = None
    review: str | None = None
    label: Words | None = None
    clients: tuple[str, ...] | None = None
    providers: tuple[str, ...] | None = None
    scope: str | None = None
    targets: tuple[str, ...] | None = None
    who: tuple[str, ...] | None = None
    duty: str | None = None
    category: str | None = None
    category_stated: str | None = None

    @property
    def mandatory(self) -> bool | None:
        """The other way round of ``optional``, as some inventories say it."""
        return None if self.optional is None else not self.optional

    def questions(self, look: Look) -> Sequence[Question]:
        if self.prerequisite:
            return list(collected_by(look, [look.promise.path.partition(".")[2]], by_consent=True))
        return list(self._others(look))

    def _tables(self, look: Look) -> Sequence[str]:
        name = look.promise.path.partition(".")[2]
        return [path for path, mapped in look.datamap.tables.items() if name in mapped.functions]

    def _others(self, look: Look) -> Iterator[Question]:
        """People active elsewhere who gave none of this, and of them those to whom any other function was refused."""
        decision, consent, subject = (look.table(f"kept.{name}") for name in ("decision", "consent", "subject"))
        for path in self._tables(look):
            rows, active, mapped = look.table(path), self._active(look, path), look.datamap.tables[path]
            if rows is None or active is None or mapped.subject is None or decision is None or consent is None or subject is None:
                continue
            without = subject.c.subject_id.in_(active) & subject.c.subject_id.not_in(select(rows.c[mapped.subject]))
            costly = costly_refusal(look, decision, consent) & (decision.c.function != look.promise.path)
            refusals = select(decision.c.subject_id).where(costly)
            refused = subject.c.subject_id.in_(refusals)
            yield Question(look.holding(path), subject, refused, subject.c.subject_id, without, f"people with nothing in {path}")

    def _active(self, look: Look, path: str) -> Select[Any] | None:
        """People with rows in a table of the same kind of person that records the use of the service."""
        mapped, functions = look.datamap.tables[path], look.statement.section("functions")
        for other, rows_of in look.datamap.tables.items():
            rows = look.table(other)
            same = rows_of.about == mapped.about and rows_of.store == mapped.store
            recorded = bool(rows_of.functions) and all(functions[name].kind == "collection" for name in rows_of.functions)
            if rows is not None and same and recorded and rows_of.subject:
                return select(rows.c[rows_of.subject])
        return None

    def prove(self, look: Look) -> Verdict:
        paths = self._tables(look)
        if not paths:
            return unproven(NO_TABLE)
        if self.prerequisite:
            return judged(look.counts(), WITHOUT, NO_TABLE)
        counted = judged(look.counts(), DEPENDS, NOBODY)
        findings, checked = list(counted.findings), counted.checked
        for path in paths:
            for database in look.holding(path):
                tables = look.schema(database).tables
                findings += [Finding(f"{database.name} {path}", what, DEPENDS) for what in self._insists(look, path, tables)]
                checked += 1
        evidence = (*counted.evidence, Evidence("what the schema insists on", "observed", "pg_catalog.pg_constraint", len(paths)))
        if findings:
            return broken(checked, len(findings), evidence, findings, DEPENDS)
        return Verdict(counted.outcome, checked, 0, evidence, (), counted.reason)

    def _insists(self, look: Look, path: str, tables: Mapping[str, Table]) -> Iterator[str]:
        """Columns of items that must be filled though there are others, and tables that refer to these rows."""
        mapped = look.datamap.tables[path]
        columns = [column for column, said in mapped.columns.items() if said in (self.items or ())]
        table = tables.get(path)
        if table is not None and len(columns) > 1:
            yield from (column for column in columns if column in table.not_null)
        for other, found in tables.items():
            if other != path and any(target == path for _, target, _ in found.foreign_keys):
                yield other

    @act("a person says no to it, or nothing, and everything else works")
    def refusing(self, stage: Stage) -> None:
        if not self.prerequisite and not self.optional:
            return
        somebody, matter = stage.person(), stage.promise.path
        if self.prerequisite:
            somebody.refuse(matter)
            stage.expect(REFUSED, somebody.agreed(matter), False)
            stage.expect(NOT_USED, somebody.use(matter).refused)
        stage.expect(ELSE_WORKS, list(somebody.works()), [])
        for path in self._tables_of(stage):
            stage.leaves(path, somebody, rows=0)

    @act("a person uses it, and then withdraws what had to be agreed to")
    def using(self, stage: Stage) -> None:
        if not self.prerequisite and not self.optional:
            return
        somebody, matter = stage.person(), stage.promise.path
        if self.prerequisite:
            somebody.agree(matter)
        stage.expect(USED, somebody.use(matter).done)
        for path in self._tables_of(stage):
            stage.leaves(path, somebody, rows=0 if self.prerequisite else 1, most=1)
        if self.prerequisite:
            somebody.withdraw(matter)
            stage.expect(NOT_USED, somebody.use(matter).refused)
            stage.expect(ELSE_WORKS, list(somebody.works()), [])
            stage.leaves("kept.consent", somebody, rows=1, where={"matter": matter, "withdrawn_at": FILLED})

    def _tables_of(self, stage: Stage) -> Sequence[str]:
        name = stage.promise.path.partition(".")[2]
        return [path for path, mapped in stage.datamap.tables.items() if name in mapped.functions and mapped.subject]

    @breach("another table needs this function's rows", also=("minimisation",))
    def needed(self, rehearsal: Rehearsal) -> None:
        for path, mapped in rehearsal.datamap.tables.items():
            if not self.optional or rehearsal.promise.path.partition(".")[2] not in mapped.functions or not mapped.held_for:
                continue
            key = next(iter(mapped.about))
            others = [
                other
                for other, rows_of in rehearsal.datamap.tables.items()
                if rows_of.about == mapped.about and rows_of.store == mapped.store
            ]
            other = next(other for other in others if other != path and mapped.held_for == rehearsal.datamap.tables[other].held_for)
            pair = f"{mapped.held_for}, {key}"
            rehearsal.sql(
                rehearsal.databases(mapped.store)[0], f"alter table {other} add foreign key ({pair}) references {path} ({pair}) not valid"
            )
            return

    @breach("who gave nothing is refused something else", also=("consent",))
    def refused(self, rehearsal: Rehearsal) -> None:
        for path, mapped in rehearsal.datamap.tables.items():
            for database in rehearsal.databases(mapped.store) if self.optional and mapped.subject else ():
                if rehearsal.promise.path.partition(".")[2] not in mapped.functions:
                    continue
                text = f"""insert into kept.decision (subject_id, label, function, purpose, act, basis, allowed, decided_at)
                           select s.subject_id, (select min(label) from kept.statement_version), 'functions.other', 'purposes.other', 'use',
                                  'consent', false, now()
                           from kept.subject s where tenant_ref is not null
                           and not exists (select 1 from {path} r where r.{mapped.subject} = s.subject_id)"""  # noqa: S608
                if rehearsal.sql(database, text):
                    return

    @breach("rows are collected after the authorisation was withdrawn", also=AFTER_WITHDRAWAL)
    def withdrawn(self, rehearsal: Rehearsal) -> None:
        self._against(rehearsal, "withdrawn_at = given_at")

    @breach("rows are collected on an agreement in another matter", also=("consent", "collection"))
    def other_matter(self, rehearsal: Rehearsal) -> None:
        self._against(rehearsal, "matter = 'functions.other'")

    def _against(self, rehearsal: Rehearsal, change: str) -> None:
        for path, mapped in rehearsal.datamap.tables.items():
            ours = self.prerequisite and mapped.decision and rehearsal.promise.path.partition(".")[2] in mapped.functions
            for database in rehearsal.databases(mapped.store) if ours else ():
                one = f"""(select d.consent_id from {path} r join kept.decision d on d.decision_id = r.{mapped.decision}
                           where d.consent_id is not null limit 1)"""  # noqa: S608
                if rehearsal.sql(database, f"update kept.consent set {change} where consent_id = {one}"):  # noqa: S608
                    return
