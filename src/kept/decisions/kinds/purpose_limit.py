"""What data may be used for, and nothing else."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, and_, or_

from kept.datamap.columns import holders, placed
from kept.decisions.disclosing import STATED_PURPOSES, alter_one, asked, asked_by_store, refused
from kept.decisions.tagging import bound_rows, decided_rows, refused_in_views, refusing_rows, tagged_rows, view_columns, views_of
from kept.promises import Look, Name, Question, Rehearsal, Stage, Verdict, Words, act, breach, judged, kind
from kept.statement.weighing import as_registered, partly, together

WRONG: Final = Words(
    "信息被用于未声明的目的，或者用到了该目的以外的信息，或者用到了已拒绝营销的人。",
    "Data was used for a purpose that nobody declared, or beyond what the purpose allows, or of people who had refused.",
)
NOTHING: Final = Words("还没有为这一目的使用信息的记录。", "Nothing shows that data has been used for this purpose yet.")
NEEDS_ACT: Final = Words(
    "自己的记录中没有其他用途，还不足以证明其他用途会被拒绝；要由演练用户实际尝试，该服务的应用尚未接入。",
    "That our own records show no other use does not prove that one would be refused; it takes an attempt in the running service, "
    "whose application is not connected yet.",
)
SAME_ROW: Final = ("third-party-data", "marketing-optout", "recipient", "processor", "minimisation", "affiliate", "consent", "collection")

TRIED: Final = Words("改用于其他目的的尝试：成功与否、是否被拒。", "A try to use it for something else: done, and refused.")
NO_MESSAGE: Final = Words("此人因此收到的消息数。", "How many messages this person got by it.")


@kind(
    "purpose-limit",
    section="purposes",
    named="purpose",
    takes={
        "use": "purposes",
        "triggers": "trigger",
        "threats": "trigger",
        "measures": "acts",
        "guarantee": "other_use",
        "standard": "standards",
        "test": "standards",
        "basis": "limit",
    },
)
class PurposeLimit:
    """What data may be used for, and nothing else.

    The data map names the tables that serve the purpose. Rows that name their purpose (``purpose_column``) name one of the
    table's; columns ``within`` a field of the purpose say only what it allows (``items``, ``channels``); rows that stand on a
    decision stand on one for a purpose of the table; views that serve it show its ``items`` only. Nobody who has refused
    marketing is in what was sent or selected. With a ``rule`` it is every disclosure that needs a declared purpose and a ground;
    with a ``limit``, the disclosures for this purpose.

    ``purposes`` are several that one clause states together; ``standards`` what every use has to satisfy; ``trigger`` what occasions the
    use or what it guards against, and ``acts`` what is then done; ``condition`` what has to come first; ``other_use`` whether anything
    else is allowed, and ``who`` is bound by it. PIPL art. 6; GDPR art. 5(1)(b).
    """

    channels: tuple[str, ...] | None = None
    items: tuple[Name, ...] | None = None
    aim: str | None = None
    rule: str | None = None
    other_use: str | None = None
    limit: str | None = None
    purposes: tuple[str, ...] | None = None
    standards: tuple[str, ...] | None = None
    trigger: tuple[str, ...] | None = None
    acts: tuple[str, ...] | None = None
    condition: str | None = None
    who: str | None = None

    def questions(self, look: Look) -> Sequence[Question]:
        if self.rule or self.limit:
            return self._disclosures(look)
        name, rows = look.promise.path.partition(".")[2], list[Question]()
        tables = holders(look, "purposes", name)
        views = views_of(look, tables)
        for path, mapped in tables.items():
            if path in views:
                rows += refused_in_views(look, path, mapped)
                continue
            rows += [*tagged_rows(look, name, path, mapped, self), *bound_rows(look, path, mapped, self)]
            rows += [*decided_rows(look, path, mapped), *(refusing_rows(look, path, mapped) if _marketing(mapped.purposes, look) else ())]
        return rows

    def _disclosures(self, look: Look) -> Sequence[Question]:
        given = look.table("kept.disclosure")
        if given is None:
            return ()
        declared = [path for path, one in look.statement.declarations.items() if one.section in STATED_PURPOSES]
        grounds = ("consent_id", "exemption_id", "contract_ref", "authority_request_id", "succession_id")
        groundless = and_(*(given.c[ground].is_(None) for ground in grounds)) & ~given.c.anonymised
        if self.rule:
            return asked(look, or_(given.c.purpose.not_in(declared), groundless), given.c.direction == "out", "purposes of disclosures")

        def wrong(store: str) -> ColumnElement[bool]:
            return or_(refused(look, store, given.c.subject_id, given.c["at"]), given.c.consent_id.is_(None), groundless)

        return asked_by_store(look, wrong, given.c.purpose == look.promise.path, f"disclosures for {look.promise.path}")

    def prove(self, look: Look) -> Verdict:
        looks = [judged(look.counts(), WRONG, NOTHING)]
        views = views_of(look, holders(look, "purposes", look.promise.path.partition(".")[2]))
        if views and self.items:
            looks.append(view_columns(look, views, frozenset(self.items)))
        verdict = together(*looks)
        if "act" in look.promise.origin:
            return partly(verdict, NEEDS_ACT)
        return as_registered(verdict) if "register" in look.promise.origin else verdict

    @act("a use for another purpose is tried, and refused")
    def misusing(self, stage: Stage) -> None:
        if "act" not in stage.promise.origin:
            return
        somebody, boss = stage.person("contact"), stage.person("administrator")
        before = {message.subject for message in somebody.messages()}
        tried = boss.misuse(stage.promise.path)
        stage.expect(TRIED, (tried.done, tried.refused), (False, True))
        stage.expect(NO_MESSAGE, [said for said in {message.subject for message in somebody.messages()} - before if said == tried.what], [])
        for path, mapped in stage.datamap.tables.items():
            if mapped.sent and mapped.subject:
                stage.leaves(path, somebody, rows=0)

    @breach("a row is used for a purpose that nobody declared", also=SAME_ROW)
    def undeclared_purpose(self, rehearsal: Rehearsal) -> None:
        tables = holders(rehearsal, "purposes", rehearsal.promise.path.partition(".")[2])
        for path, mapped, database in placed(rehearsal, tables):
            if mapped.purpose_column:
                text = (
                    f"update {path} set {mapped.purpose_column} = 'purposes.event_analysis' where ctid = (select ctid from {path} limit 1)"  # noqa: S608
                )
                if rehearsal.sql(database, text):
                    return

    @breach("somebody who refused marketing is among those it was sent to", also=SAME_ROW)
    def refusal_ignored(self, rehearsal: Rehearsal) -> None:
        tables = holders(rehearsal, "purposes", rehearsal.promise.path.partition(".")[2])
        for path, mapped, database in placed(rehearsal, tables):
            for other, said in rehearsal.datamap.tables.items() if mapped.subject and mapped.collected_at and not mapped.opted_out else ():
                if said.opted_out and said.subject and said.store == mapped.store and _marketing(mapped.purposes, rehearsal):
                    text = f"""update {other} set {said.opted_out} = timestamptz '2000-01-01' where {said.subject} =
                               (select r.{mapped.subject} from {path} r join {other} o on o.{said.subject} = r.{mapped.subject} limit 1)"""  # noqa: S608
                    if rehearsal.sql(database, text):
                        return

    @breach(
        "the view that the purpose reads shows a column more",
        also=("collection", "third-party-data", "definition", "masking", "tenant-isolation"),
    )
    def wider_view(self, rehearsal: Rehearsal) -> None:
        if not self.items:
            return
        for path, mapped in holders(rehearsal, "purposes", rehearsal.promise.path.partition(".")[2]).items():
            if mapped.source_column or mapped.purpose_column or mapped.subject or not mapped.columns:
                continue
            text = f"""do $$ begin execute 'create or replace view {path} as select v.*, cast(null as text) as name_in_full from ('
                       || rtrim(pg_get_viewdef(cast('{path}' as regclass)), ';') || ') v'; end $$"""  # noqa: S608
            rehearsal.sql(rehearsal.databases(mapped.store)[0], text)
            return

    @breach("data is passed on for a purpose that nobody declared", also=SAME_ROW)
    def undeclared_disclosure(self, rehearsal: Rehearsal) -> None:
        if self.rule:
            alter_one(rehearsal, "purpose = 'purposes.credit_scoring'", "direction = 'out'")

    @breach("data is passed on without any ground", also=SAME_ROW)
    def groundless_disclosure(self, rehearsal: Rehearsal) -> None:
        if self.rule or self.limit:
            among = "direction = 'out' and contract_ref is not null" if self.rule else "purpose = :path"
            alter_one(rehearsal, "contract_ref = null, consent_id = null", f"{among} and :path <> ''", path=rehearsal.promise.path)


def _marketing(purposes: Sequence[str], seen: Look | Rehearsal) -> bool:
    """Whether one of a table's purposes is to address people: those whose rows a view without the refusing ones serves."""
    addressed = {
        name for mapped in seen.datamap.tables.values() if mapped.opted_out is None and mapped.subject is None for name in mapped.purposes
    }
    return bool(addressed & set(purposes))
