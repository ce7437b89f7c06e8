"""A word that the statement defines, with the numbers and categories that make it testable."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Final

from pydantic import BeforeValidator
from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select

from kept.promises import (
    Finding,
    Look,
    Name,
    Phrase,
    Phrases,
    Question,
    Rehearsal,
    Stage,
    Table,
    Verdict,
    Whole,
    Words,
    act,
    breach,
    judged,
    kind,
)
from kept.statement.emphasis import Emphasis, emphasised, name_plainly
from kept.statement.saying import PAGE_KINDS, said_with, unsay, withdraw_translation
from kept.statement.weighing import found, partly, together

UNTAGGED: Final = Words("有的列没有在数据地图中标明是否属于个人信息。", "A column is not marked as personal or not in the data map.")
INSENSITIVE: Final = Words("属于敏感类别的信息没有标为敏感。", "Data of a sensitive category is not marked as sensitive.")
OTHERWISE: Final = Words(
    "定义所指的信息没有按定义标明是否敏感。",
    "Items of this definition are not marked as sensitive, or as not sensitive, in the way that it says.",
)
UNAPPOINTED: Final = Words("管理员没有组织的授权或者指定记录。", "An administrator has no record of appointment by the organisation.")
RETRACEABLE: Final = Words(
    "匿名化之后仍留有个人信息，或者留有可以还原的密钥、记录。",
    "Personal data is left where somebody was anonymised, or a key or record by which it could be undone.",
)
PLAIN: Final = Words(
    "日志中的个人信息没有标为个人信息，或者没有归属于本人。", "Personal data in a log is not marked as such, or is tied to nobody."
)
NOTHING: Final = Words("没有可供查看的记录。", "There is no row to look at.")
NO_COLUMNS: Final = Words("数据库中没有可供核对的列。", "The databases have no such column.")
NEEDS_ACT: Final = Words(
    "页面写明了这一定义；各类人员能否据此行使权利，要由演练用户实际操作才能证明，该服务的应用尚未接入。",
    "The page gives this definition; that it is acted upon for each class of person only acts in the running service can show, and its "
    "application is not connected yet.",
)
BOOKS: Final = "kept"
SAME_COLUMN: Final = ("collection", "third-party-data", "purpose-limit", "cookie", "function-basic", "function-extended", "role")


def _under(age: object) -> object:
    """An age alone means below it, so that the number itself can stay with the definition of a child."""
    return f"under {age}" if str(age).isdigit() else age


WORK: Final = Words("这类用户不能用的功能。", "What this kind of user cannot use.")
ADMINISTER: Final = Words("这类用户不能管理组织。", "This kind of user administers nothing.")


@kind(
    "definition",
    section="definitions",
    named="term",
    takes={
        "recording": "form",
        "account_types": "types",
        "members": "groups",
        "clients": "means",
        "entity": "means",
        "examples": "categories",
        "item": "items",
        "class": "classed",
        "condition": "conditions",
        "control": "conditions",
        "varies_by": "conditions",
        "registrant": "actors",
        "mark": "emphasis",
        "child_age_under": "age_under",
        "fallback": "documents",
    },
)
class Definition:
    """A word that the statement defines, with the numbers and categories that make it testable.

    Every definition stands on the page in every language; what it ``means`` (a company, the clients) and its ``address`` too. Its
    own name, label or ``also`` is the term. *Personal information* (``test`` or ``excludes``): each column of the governed
    databases is marked as an item or as none. Its ``items`` are sensitive or not, as ``sensitive`` says; sensitive ones stand out
    on the page as ``emphasis`` says. *Sensitive* (``categories``): items of the ``item_groups`` that they cover are marked so.
    *Administrator* (``appointment``): each has a record of appointment. *Anonymised* (``reversible: no``): nothing personal, no
    key and no record is left of who was. ``personal_example``: columns of that name hold an item and belong to a person.
    ``types`` and ``groups`` are who or what falls under the word, ``conditions`` what that hangs on, ``classed`` what the thing then
    counts as; ``actors`` act for it, through its ``holder``; ``purposes`` are what it is for, ``effect`` what it brings about,
    ``documents`` where words that are not defined here are. PIPL art. 4, 28, 73; GDPR art. 4.
    """

    means: Phrases | None = None
    address: Phrase | None = None
    types: Phrases | None = None
    exhaustive: bool | None = None
    appointment: Phrase | None = None
    powers: Phrases | None = None
    groups: Phrases | None = None
    addressed_as: Phrase | None = None
    actors: Phrases | None = None
    holder: Phrase | None = None
    form: Phrases | None = None
    test: Phrases | None = None
    excludes: Phrase | None = None
    conditions: Phrases | None = None
    classed: Phrase | None = None
    purposes: Phrases | None = None
    effect: Phrases | None = None
    documents: Phrases | None = None
    harm: Phrases | None = None
    categories: Phrases | None = None
    item_groups: tuple[str, ...] | None = None
    items: tuple[Name, ...] | None = None
    sensitive: bool | None = None
    emphasis: Emphasis | None = None
    minors: Annotated[str, BeforeValidator(_under)] | None = None
    country: str | None = None
    age_under: Whole | None = None
    identifiable: bool | None = None
    reversible: bool | None = None
    personal_example: str | None = None

    def questions(self, look: Look) -> Sequence[Question]:
        if self.appointment:
            return list(_appointed(look, look.promise.path.partition(".")[2]))
        return [*_left_of_erased(look), *_left_in_rows(look)] if self.reversible is False else ()

    def prove(self, look: Look) -> Verdict:
        said = said_with(look, [*(self.means or ()), self.address])
        if self.appointment:
            return together(said, judged(look.counts(), UNAPPOINTED, NOTHING))
        if self.reversible is False:
            return together(said, judged(look.counts(), RETRACEABLE, NOTHING))
        if self.test or self.excludes:
            return together(said, _tagged(look))
        looks = [
            *([self._sensitive(look)] if self.categories else []),
            *([self._marked(look, self.items)] if self.items and self.sensitive is not None else []),
            *([emphasised(look, self.emphasis)] if self.emphasis else []),
            *([self._example(look)] if self.personal_example else []),
        ]
        if looks or look.promise.origin == "config":
            return together(said, *looks)
        return partly(said, NEEDS_ACT)

    def _marked(self, look: Look, names: Sequence[str]) -> Verdict:
        declared = look.statement.section("items")
        wrong = [Finding("statement", f"items.{name}", OTHERWISE) for name in names if declared[name].body.sensitive != self.sensitive]
        return found("items of the definition", len(names), wrong, OTHERWISE, NO_COLUMNS, "registered")

    def _sensitive(self, look: Look) -> Verdict:
        named = look.statement.section("items").items()
        items = {name: one.body for name, one in named if one.body.group in (self.item_groups or ())}
        wrong = [Finding("statement", f"items.{name}", INSENSITIVE) for name, item in items.items() if not item.sensitive]
        return found("items of sensitive groups", len(items), wrong, INSENSITIVE, NO_COLUMNS, "registered")

    def _example(self, look: Look) -> Verdict:
        token, checked, findings = (self.personal_example or "").split()[0].lower(), 0, []
        for path, mapped in look.datamap.tables.items():
            for column, said in mapped.columns.items():
                if token not in column.split("_"):
                    continue
                checked += 1
                items = frozenset((said,) if isinstance(said, str) else said) & frozenset(look.statement.section("items"))
                if not items or not (mapped.subject or mapped.about):
                    findings.append(Finding(path, column, PLAIN))
        return found(f"columns named {token}", checked, findings, PLAIN, NO_COLUMNS, "registered")

    @act("members and outside users work with the service, and administer nothing")
    def belonging(self, stage: Stage) -> None:
        if not self.groups or not any("admin" in group.en for group in self.groups):
            return
        for role in ("member", "external"):
            somebody = stage.person(role)
            stage.expect(WORK, (role, list(somebody.works())), (role, []))
            stage.expect(ADMINISTER, (role, somebody.may("administer")), (role, False))
            stage.leaves("kept.subject", somebody, rows=1, where={"class": role})

    @breach("a column that nobody has marked", also=SAME_COLUMN)
    def unmarked_column(self, rehearsal: Rehearsal) -> None:
        tables = rehearsal.datamap.tables.items() if self.test or self.excludes else ()
        for path, mapped in [(path, mapped) for path, mapped in tables if not mapped.functions and not mapped.source][:1]:
            rehearsal.sql(rehearsal.databases(mapped.store)[0], f"alter table {path} add column blood_type text")

    @breach("a table that nobody has marked", also=("tenant-isolation", "access-control", "residency", "retention"))
    def unmarked_table(self, rehearsal: Rehearsal) -> None:
        tables = list(rehearsal.datamap.tables.items()) if self.test or self.excludes else []
        for path, mapped in tables[:1]:
            schema = path.partition(".")[0]
            rehearsal.sql(rehearsal.databases(mapped.store)[0], f"create table {schema}.side_list (name text, mobile text)")

    @breach("an administrator whom nobody appointed")
    def unappointed(self, rehearsal: Rehearsal) -> None:
        for path, mapped in rehearsal.datamap.tables.items() if self.appointment else ():
            if mapped.appoints:
                text = f"delete from {path} where ctid = (select ctid from {path} limit 1)"  # noqa: S608
                any(rehearsal.sql(database, text) for database in rehearsal.databases(mapped.store))

    @breach("more administrators than were appointed", also=("right-cancel",))
    def promoted(self, rehearsal: Rehearsal) -> None:
        for mapped in rehearsal.datamap.tables.values() if self.appointment else ():
            if mapped.appoints:
                text = """update kept.subject set class = :class where subject_id =
                          (select subject_id from kept.subject where class = 'member' and ended_at is null limit 1)"""
                any(rehearsal.sql(database, text, **{"class": mapped.appoints}) for database in rehearsal.databases(mapped.store))

    @breach("the key of somebody who was anonymised is still there", also=("deletion", "retention", "pseudonymisation"))
    def key_kept(self, rehearsal: Rehearsal) -> None:
        if self.reversible is False:
            text = """update kept.subject set key = sha256(convert_to('kept', 'UTF8')) where subject_id =
                      (select subject_id from kept.subject where erased_at is not null limit 1)"""
            any(rehearsal.sql(database, text) for database in rehearsal.databases())

    @breach("a value is left in a row that was anonymised", also=("deletion", "retention"))
    def value_left(self, rehearsal: Rehearsal) -> None:
        for path, mapped in rehearsal.datamap.tables.items() if self.reversible is False else ():
            emptied = [column for kept in mapped.kept for column in kept.reduced if column != mapped.subject]
            for database in rehearsal.databases(mapped.store) if emptied and mapped.subject else ():
                text = f"update {path} set {emptied[0]} = 'x' where ctid = (select ctid from {path} where {mapped.subject} is null limit 1)"  # noqa: S608
                if rehearsal.sql(database, text):
                    return

    @breach("the page names sensitive data where nothing sets it off", also=PAGE_KINDS)
    def named_plainly(self, rehearsal: Rehearsal) -> None:
        if self.emphasis:
            name_plainly(rehearsal)

    @breach("the page no longer exists in one language", also=PAGE_KINDS)
    def no_translation(self, rehearsal: Rehearsal) -> None:
        withdraw_translation(rehearsal)

    @breach("the sentence is no longer on the page", also=PAGE_KINDS)
    def unsaid(self, rehearsal: Rehearsal) -> None:
        unsay(rehearsal)


def _tagged(look: Look) -> Verdict:
    """Every column of every table of the governed schemas is in the data map."""
    checked, findings = 0, []
    for database in look.databases():
        schemas = look.datamap.stores[database.store].schemas
        for path, table in look.schema(database).tables.items():
            if table.schema in schemas and table.schema != BOOKS:
                checked += len(table.columns)
                findings += [Finding(f"{database.name} {path}", column, UNTAGGED) for column in _unknown(look, path, table)]
    return found("columns of the governed databases", checked, findings, UNTAGGED, NO_COLUMNS, query="pg_catalog.pg_attribute")


def _unknown(look: Look, path: str, table: Table) -> Sequence[str]:
    mapped = look.datamap.tables.get(path)
    return sorted(set(table.columns) - set(mapped.columns if mapped else ()))


def _appointed(look: Look, name: str) -> Iterator[Question]:
    """People of the class, through the table that a record of appointment refers to."""
    subject = look.table("kept.subject")
    for path, mapped in look.datamap.tables.items():
        records = look.table(path) if mapped.appoints == name else None
        for database in look.holding(path) if records is not None else ():
            reflected = look.schema(database).tables.get(path)
            keys = next((keys for keys in reflected.foreign_keys if look.datamap.tables.get(keys[1])), None) if reflected else None
            people = look.table(keys[1]) if keys else None
            column = look.datamap.tables[keys[1]].subject if keys else None
            if subject is None or records is None or keys is None or people is None or column is None:
                continue
            same = and_(*(records.c[one] == people.c[other] for one, other in zip(keys[0], keys[2], strict=True)))
            source = people.join(subject, subject.c.subject_id == people.c[column])
            failing = ~exists(select(literal(1)).select_from(records).where(same))
            yield Question(
                look.holding(path), source, failing, subject.c.subject_id, subject.c["class"] == name, f"people of the class {name}"
            )
            break


def _left_of_erased(look: Look) -> Iterator[Question]:
    """In the vault an erased person has no key, no birthday, no guardian; nothing else in the books refers to them."""
    subject, consent, decision = (look.table(f"kept.{name}") for name in ("subject", "consent", "decision"))
    if subject is None or consent is None or decision is None:
        return
    told: list[ColumnElement[bool]] = [
        exists(select(literal(1)).select_from(other).where(other.c.subject_id == subject.c.subject_id)) for other in (consent, decision)
    ]
    no_key = func.encode(subject.c.key, "hex") == "0" * 64
    failing = or_(~no_key, subject.c.born_on.is_not(None), subject.c.guardian_id.is_not(None), *told)
    yield Question(look.holding("kept.subject"), subject, failing, subject.c.subject_id, subject.c.erased_at.is_not(None), "people erased")


def _left_in_rows(look: Look) -> Iterator[Question]:
    """A row that may stay once its person is gone (``reduced``) refers to nobody then and holds nothing personal."""
    items = frozenset(look.statement.section("items"))
    for path, mapped in look.datamap.tables.items():
        rows = look.table(path)
        if rows is None or mapped.subject is None or not any(mapped.subject in kept.reduced for kept in mapped.kept):
            continue
        personal = [column for column, said in mapped.columns.items() if frozenset((said,) if isinstance(said, str) else said) & items]
        failing = or_(*(rows.c[column].is_not(None) for column in personal))
        keys = [column for column, said in mapped.columns.items() if said == "key" and rows.name in column]
        yield Question(look.holding(path), rows, failing, rows.c[keys[0]], rows.c[mapped.subject].is_(None), f"anonymised rows of {path}")
