"""Data about others, or from others: who hands it over, by what right, and where each row came from."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Final

from sqlalchemy import or_

from kept.datamap.columns import UNCHECKED, columns_as_mapped, holders, items_in, key_of, placed
from kept.datamap.matching import bound_columns, register_of, said_by
from kept.datamap.model import TableMap
from kept.decisions.disclosing import beyond
from kept.promises import (
    Finding,
    Look,
    Name,
    Phrase,
    Phrases,
    Question,
    Refers,
    Rehearsal,
    Stage,
    Verdict,
    Words,
    act,
    breach,
    judged,
    kind,
    unproven,
)
from kept.statement.weighing import found, together

WRONG: Final = Words(
    "来自他人的记录没有写明来源、依据或者日期，或者其类别不在声明之列。",
    "A row from others lacks its source, its ground or its date, or is of a category that the statement does not list.",
)
LISTED: Final = Words("从外部取得的信息与声明所列不一致。", "What comes from outside is not exactly what the statement lists.")
INBOUND: Final = Words(
    "从未登记的对方取得信息，或者取得了登记以外的信息。",
    "Data came from a party that is not declared, or more of it than is declared.",
)
NO_TABLE: Final = Words("数据地图没有登记来自这一来源的表。", "The data map knows no table that this source fills.")
NO_ROW: Final = Words("还没有来自这一来源的记录。", "No row has come from this source yet.")
NO_INBOUND: Final = Words("账簿中还没有外部向我们提供信息的记录。", "The books record nothing that outside parties have handed to us.")

NOT_TAKEN: Final = Words("没有勾选声明，不收他人的信息。", "Without the declaration other people's data is not taken.")
TAKEN: Final = Words("勾选声明之后收下。", "With the declaration it is.")


@kind(
    "third-party-data",
    section="sources",
    takes={
        "source": "sources",
        "provider": "sources",
        "related_sdk": "sdks",
        "visibility": "recipients",
        "audience": "recipients",
        "operation": "effect",
        "duty": "basis",
        "assurance": "basis",
        "gate": "condition",
    },
)
class ThirdPartyData:
    """Data about others, or from others: who hands it over, by what right, and where each row came from.

    The data map names the tables (``source``) and the column in which each row names its source or the ground on which it was
    handed over (``source_column``, only rows of ``source_when``): it is never empty, refers to an entry of the register where
    there is one, and the row says when it came. ``categories`` and ``purpose`` bind the columns that the data map puts ``within``
    them. ``items`` are exactly what the tables hold. With a ``direction`` the source is whoever stands in the books' inbound
    disclosures: a declared party, giving what it is declared to give; with a ``function`` it only says whom the function shows data to.
    ``sources`` are who or what data comes from, through which ``sdks``; ``subjects`` whom it is about; ``recipients`` who gets or
    sees it; ``data`` what an organisation may hand over, when (``timing``), with agreement of which ``form``; ``actor`` who makes
    the ``declaration`` of a right, on what ``basis`` (``joined_with_right``: ``and``, ``or``), confirming what (``confirm``);
    ``effect`` what is done with data from outside, once the ``condition`` is met; ``reference`` the document that governs it.
    PIPL art. 17, 23; GDPR art. 14.
    """

    data: Phrases | None = None
    timing: Phrase | None = None
    form: Phrase | None = None
    actor: Phrase | None = None
    recipients: Phrases | None = None
    subjects: Phrases | None = None
    declaration: Phrase | None = None
    basis: Phrase | None = None
    joined_with_right: str | None = None
    confirm: Phrase | None = None
    sources: Phrases | None = None
    sdks: tuple[Annotated[str, Refers("sdks")], ...] | None = None
    effect: Phrase | None = None
    condition: Phrase | None = None
    categories: tuple[str, ...] | None = None
    items: tuple[Name, ...] | None = None
    purpose: tuple[str, ...] | None = None
    function: Annotated[str, Refers("functions")] | None = None
    direction: Phrase | None = None
    reference: Phrase | None = None

    @property
    def inbound(self) -> bool:
        """Whether an outside party hands the data to the company."""
        return self.direction is not None and self.function is None

    def questions(self, look: Look) -> Sequence[Question]:
        asked = [_inbound(look)] if self.inbound else [self._rows(look, path, mapped) for path, mapped in _filled(look).items()]
        return [question for question in asked if question is not None]

    def _rows(self, look: Look, path: str, mapped: TableMap) -> Question | None:
        rows = look.table(path)
        if rows is None or mapped.source_column is None or not set(mapped.columns) <= set(rows.c.keys()):
            return None
        origin = rows.c[mapped.source_column]
        register = register_of(look, path, mapped.source_column)
        wrong = [origin.is_(None), *(~said_by(rows.c[column], words) for column, words in bound_columns(mapped, self))]
        if register is not None:
            wrong.append(origin.not_in(register))
        if mapped.collected_at:
            wrong.append(rows.c[mapped.collected_at].is_(None))
        among = rows.c[mapped.source_when] if mapped.source_when else None
        return Question(look.holding(path), rows, or_(*wrong), key_of(rows, mapped), among, f"rows of {path} that came from others")

    def prove(self, look: Look) -> Verdict:
        if self.inbound:
            return judged(look.counts(), INBOUND, NO_INBOUND)
        tables = _filled(look)
        if not tables:
            return unproven(NO_TABLE)
        looks = [columns_as_mapped(look, tables), judged(look.counts(), WRONG, NO_ROW)]
        if self.items:
            looks.append(self._listed(tables))
        return together(*looks)

    def _listed(self, tables: Mapping[str, TableMap]) -> Verdict:
        held = {(path, item) for path, mapped in tables.items() for said in mapped.columns.values() for item in items_in(said)}
        findings = [
            Finding(path, item, Words(f"声明没有列出 {item}。", f"{item} is not listed in the statement."))
            for path, item in sorted(held)
            if item not in (self.items or ())
        ]
        return found("items of the mapped columns", len(held), findings, LISTED, NO_TABLE, "registered")

    @act("somebody enters another person's data, first without the declaration and then with it")
    def declaring(self, stage: Stage) -> None:
        if not self.declaration:
            return
        somebody, other, boss = stage.person("stranger"), stage.person("contact"), stage.person("administrator")
        stage.expect(NOT_TAKEN, boss.enter_others(somebody, declared=False).refused)
        stage.expect(TAKEN, boss.enter_others(somebody, declared=True).done)
        for person in (somebody, other):
            stage.leaves("kept.subject", person, rows=1)

    @breach("a row from others without its source")
    def no_source(self, rehearsal: Rehearsal) -> None:
        for path, mapped, database in placed(rehearsal, [] if self.inbound else _filled(rehearsal)):
            rehearsal.sql(database, UNCHECKED.format(path=path))
            rehearsal.sql(database, f"alter table {path} alter column {mapped.source_column} drop not null")
            text = f"""update {path} set {mapped.source_column} = null
                       where ctid = (select ctid from {path} where {mapped.source_when or "true"} limit 1)"""  # noqa: S608
            if rehearsal.sql(database, text):
                return

    @breach("a row of a category that is not listed", also=("purpose-limit",))
    def unlisted_category(self, rehearsal: Rehearsal) -> None:
        for path, mapped, database in placed(rehearsal, [] if self.inbound else _filled(rehearsal)):
            for column, _ in bound_columns(mapped, self):
                rehearsal.sql(database, UNCHECKED.format(path=path))
                text = f"update {path} set {column} = 'union_membership' where ctid = (select ctid from {path} limit 1)"  # noqa: S608
                if rehearsal.sql(database, text):
                    return

    @breach(
        "a column for something that the source is not declared to give",
        also=("collection", "definition", "purpose-limit", "cookie", "role"),
    )
    def undeclared_column(self, rehearsal: Rehearsal) -> None:
        for path, _, database in placed(rehearsal, [] if self.inbound else _filled(rehearsal)):
            rehearsal.sql(database, f"alter table {path} add column credit_score integer")
            return

    @breach("data from a party that nobody declared", also=("minimisation", "recipient", "purpose-limit"))
    def undeclared_party(self, rehearsal: Rehearsal) -> None:
        if self.inbound:
            text = """update kept.disclosure set recipient = 'recipients.data_broker' where disclosure_id =
                      (select min(disclosure_id) from kept.disclosure where direction = 'in')"""
            any(rehearsal.sql(database, text) for database in rehearsal.databases())

    @breach("data comes in without agreement or contract", also=("minimisation", "recipient", "purpose-limit", "consent"))
    def groundless(self, rehearsal: Rehearsal) -> None:
        if self.inbound:
            text = """update kept.disclosure set consent_id = null, contract_ref = null, exemption_id = null where disclosure_id =
                      (select min(disclosure_id) from kept.disclosure where direction = 'in')"""
            any(rehearsal.sql(database, text) for database in rehearsal.databases())


def _filled(seen: Look | Rehearsal) -> Mapping[str, TableMap]:
    """The tables whose rows name this source; what merely shows them (a view, an aggregate) names none."""
    tables = holders(seen, "sources", seen.promise.path.partition(".")[2])
    return {path: mapped for path, mapped in tables.items() if mapped.source_column}


def _inbound(look: Look) -> Question | None:
    given = look.table("kept.disclosure")
    if given is None:
        return None
    unfounded = given.c.consent_id.is_(None) & given.c.contract_ref.is_(None) & given.c.exemption_id.is_(None)
    failing = or_(beyond(given, look.statement), unfounded)
    among = given.c.direction == "in"
    return Question(look.holding("kept.disclosure"), given, failing, given.c.disclosure_id, among, "disclosures to us")
