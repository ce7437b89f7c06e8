"""The annex of a page: what a statement declares, at a glance, in tables made from the declarations alone.

It repeats no sentence. Every row names its declaration and the clauses that state it; a cell shows only what the declaration says
in both languages (words, durations, dates, names of other declarations), so that no page shows the other page's language.
PIPL art. 17; GDPR art. 12(1), 13, 14.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from kept.promises import Duration, Words
from kept.statement.model import Declared, Language, Statement
from kept.statement.rendering import JOINED, field_words
from kept.statement.shaping import references

NONE: Final = "—"
LISTED: Final = {"zh": "；", "en": "; "}
WHERE: Final = Words("所在条款", "Stated in")
GLANCE: Final = Words("一览", "At a glance")
COUNT: Final = Words("{title}（{rows} 项）", "{title} ({rows})")
SENSITIVE: Final = Words("{item}（敏感）", "{item} (sensitive)")
COLLECTING: Final = ("functions", "cookies", "permissions", "sources")
USING: Final = ("purposes",)
RECEIVING: Final = ("recipients", "affiliates", "sdks")
KEEPING: Final = ("retention", "backups")
PARTS: Final = (COLLECTING, USING, RECEIVING)
NAMED: Final = Words("名称", "Name")
RIGHTS: Final[Mapping[str, Words]] = {
    "right-access": Words("查询", "See your data"),
    "right-copy": Words("获取副本", "Get a copy"),
    "right-rectify": Words("更正、补充", "Correct or complete it"),
    "right-delete": Words("删除", "Have it deleted"),
    "right-restrict": Words("限制处理", "Have its use restricted"),
    "right-withdraw": Words("撤回同意", "Withdraw consent"),
    "right-cancel": Words("注销账号", "Close the account"),
    "right-complain": Words("投诉", "Complain"),
}


@dataclass(frozen=True)
class Entry:
    """A row: its cells, the first of which names it, and the clauses (by their ids) where the text states what it shows."""

    cells: tuple[str, ...]
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table of the annex. ``id`` is its anchor; the clauses of the rows stand in a column of their own where any row has one."""

    id: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[Entry, ...]

    @property
    def located(self) -> bool:
        return any(row.clauses for row in self.rows)

    def counted(self, language: str) -> str:
        """The title with the number of rows, as it stands above the table."""
        return COUNT.words(language).format(title=self.title, rows=len(self.rows))


@dataclass(frozen=True)
class Column:
    """A column: its heading, and the fields of which the first that says something is shown."""

    heading: Words
    fields: tuple[str, ...]


DATA: Final = Column(Words("个人信息", "Personal data"), ("data", "items"))
PURPOSE: Final = Column(Words("目的", "Purpose"), ("purpose", "aim", "function", "functions"))
PERIOD: Final = Words("期限", "Period")


def annex(statement: Statement, language: Language) -> Sequence[Table]:
    """The tables that the statement has something for, in the order in which they are read."""
    made = _Annex(statement, language)
    recipients = [PURPOSE, DATA, Column(Words("条件", "On condition"), ("safeguard", "trigger", "condition"))]
    sdks = [
        Column(Words("提供方", "Provider"), ("company",)),
        Column(Words("目的", "Purpose"), ("purpose",)),
        Column(Words("个人信息", "Personal data"), ("data", "data_class")),
        Column(Words("使用场景", "Used in"), ("scenario",)),
    ]
    permissions = [DATA, PURPOSE, Column(Words("关闭方式", "Switched off at"), ("place",))]
    regions = [
        Column(Words("地点", "Place"), ("location", "sites")),
        Column(Words("系统", "System"), ("system",)),
        Column(Words("托管方", "Host"), ("cloud",)),
    ]
    tables = [
        made.items(),
        made.table("recipients", Words("谁会收到信息", "Who receives data"), ("recipients", "affiliates"), recipients),
        made.table("sdks", Words("第三方 SDK", "Third-party SDKs"), ("sdks",), sdks, bare=True),
        made.table("permissions", Words("应用权限", "App permissions"), ("permissions",), permissions, bare=True),
        made.table("regions", Words("存储地点", "Where data is stored"), ("storage",), regions),
        made.retention(),
        made.rights(),
        made.deadlines(),
    ]
    return [table for table in tables if table.rows]


class _Annex:
    """Makes the tables of one statement in one language."""

    def __init__(self, statement: Statement, language: Language) -> None:
        self.declarations, self.language = statement.declarations, language
        self.stated: dict[str, list[str]] = {}
        for clause in statement.clauses:
            for path in clause.states:
                self.stated.setdefault(path, []).append(clause.id)

    def table(self, name: str, title: Words, sections: Sequence[str], columns: Sequence[Column], *, bare: bool = False) -> Table:
        """A row for each declaration of the sections that has something to show (with ``bare``, for each); empty columns are left out."""
        declared = [one for one in self.declarations.values() if one.section in sections]
        shown = [(one, [self._said(one, column.fields) for column in columns]) for one in declared]
        kept = [(one, cells) for one, cells in shown if bare or any(cells)]
        filled = [index for index in range(len(columns)) if any(cells[index] for _, cells in kept)]
        rows = [self._row(one, *(cells[index] or NONE for index in filled)) for one, cells in kept]
        return self._table(name, title, [NAMED, *(columns[index].heading for index in filled)], rows)

    def items(self) -> Table:
        """Every item: what collects it, what it is used for, who receives it."""
        named: dict[str, list[Declared]] = {}
        for declared in self.declarations.values():
            for name in {name: None for section, name, _ in references(declared.body) if section == "items"}:
                named.setdefault(name, []).append(declared)
        rows = []
        for item in (one for one in self.declarations.values() if one.section == "items"):
            label = item.label(self.language)
            first = SENSITIVE.words(self.language).format(item=label) if item.body.sensitive else label
            using = [self._labels(one for one in named.get(item.name, ()) if one.section in parts) for parts in PARTS]
            rows.append(Entry((first, *using)))
        headings = [
            Words("信息", "Data"),
            Words("收集时的功能或者来源", "Collected by"),
            Words("另用于", "Also used for"),
            Words("提供给", "Given to"),
        ]
        return self._table("items", Words("收集哪些信息", "Which data is collected"), headings, rows)

    def retention(self) -> Table:
        """What is kept, and how long where the statement gives a number."""
        kept = [one for one in self.declarations.values() if one.section in KEEPING]
        rows = [self._row(one, self._periods(one) or NONE) for one in kept]
        return self._table("retention", Words("保存多久", "How long data is kept"), [NAMED, PERIOD], rows)

    def rights(self) -> Table:
        """Each right once, with everything that the statement grants of it."""
        by_kind: dict[str, list[Declared]] = {}
        for declared in self.declarations.values():
            if declared.section == "rights":
                by_kind.setdefault(declared.kind, []).append(declared)
        rows = []
        for kind in sorted(by_kind, key=lambda name: list(RIGHTS).index(name) if name in RIGHTS else len(RIGHTS)):
            granted = by_kind[kind]
            clauses = {clause: None for one in granted for clause in self.stated.get(one.path, ())}
            name = RIGHTS[kind].words(self.language) if kind in RIGHTS else granted[0].label(self.language)
            rows.append(Entry((name, self._labels(granted)), tuple(clauses)))
        headings = [Words("权利", "Right"), Words("内容", "What it covers")]
        return self._table("rights", Words("您的权利", "Your rights"), headings, rows)

    def deadlines(self) -> Table:
        """Every other period with a number: answers, notices, windows."""
        rows = []
        for declared in self.declarations.values():
            if declared.section not in KEEPING and (periods := self._periods(declared)):
                rows.append(self._row(declared, periods, self._said(declared, ("start",)) or NONE))
        headings = [NAMED, PERIOD, Words("起算", "Counted from")]
        return self._table("deadlines", Words("期限", "Deadlines"), headings, rows)

    def _table(self, name: str, title: Words, headings: Sequence[Words], rows: Sequence[Entry]) -> Table:
        return Table(name, title.words(self.language), tuple(heading.words(self.language) for heading in headings), tuple(rows))

    def _row(self, declared: Declared, *cells: str) -> Entry:
        return Entry((declared.label(self.language), *cells), tuple(self.stated.get(declared.path, ())))

    def _labels(self, declared: Iterator[Declared] | Sequence[Declared]) -> str:
        """Names of declarations in a row; they may hold commas of their own."""
        return LISTED[self.language].join({one.label(self.language): None for one in declared}) or NONE

    def _said(self, declared: Declared, names: Sequence[str]) -> str:
        """The first of the fields that says something that both languages have; empty where none does."""
        referring = {inside[0] for _, _, inside in references(declared.body)}
        for name in names:
            value = getattr(declared.body, name, None)
            if value and (name in referring or _in_both(value)):
                return field_words(declared, name, self.declarations, self.language) or ""
        return ""

    def _periods(self, declared: Declared) -> str:
        found = [getattr(declared.body, field.name) for field in fields(declared.body)]
        return JOINED[self.language].join(value.words(self.language) for value in found if isinstance(value, Duration))


def _in_both(value: Any) -> bool:
    """Whether a value has its words in both languages, which a plain text has not."""
    if isinstance(value, (tuple, list)):
        return bool(value) and all(_in_both(entry) for entry in value)
    return isinstance(value, (Words, Duration, date))
