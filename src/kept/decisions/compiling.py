"""A statement, compiled for deciding: every function for every purpose, every party, with what has to be so before data is used.

A declaration with a ``conflict`` decides in favour of the person: whatever the other clause would allow, an express agreement of its
own is needed. Docs: docs/explanation/decisions.md.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from kept.decisions.exemptions import grounds_of
from kept.decisions.model import Cell, ItemRule, Need, Policy
from kept.decisions.parties import parties_of, publishes_by_consent
from kept.decisions.places import ages_of, kept_at_home, regions_of, transfers_allowed
from kept.decisions.wording import need
from kept.promises import Words
from kept.statement import Declared, Statement

if TYPE_CHECKING:
    from kept.datamap import DataMap

FUNCTIONS: Final = ("collection", "function-basic", "function-extended", "cookie", "beacon")
NECESSARY: Final = ("necessary", "strictly necessary")
MARKETING: Final = re.compile(r"market|promot|advertis|营销|推广|广告", re.IGNORECASE)
Basis = Literal["consent", "contract", "permission", "necessary"]


@dataclass(frozen=True)
class Reading:
    """A statement while it is compiled: what everybody looks up in it."""

    statement: Statement
    clauses: Mapping[str, tuple[str, ...]]
    counting: Mapping[str, frozenset[str]]
    served: frozenset[tuple[str, str]]

    def need(self, what: Any, path: str, *met_by: str) -> Need:
        """A need of a declaration, under its own name."""
        one = self.statement.declarations[path]
        return need(what, path, met_by, self.clauses.get(path, ()), one.labels)

    def consent(self, path: str, *also: str) -> Need:
        """Express agreement in the matter, or in one of ``also``."""
        return self.need("consent", path, *(f"express:{matter}" for matter in (path, *also)))

    def shown(self, path: str) -> Need:
        """The statement has been shown: this version, or one under which agreeing in this matter still counts."""
        labels = sorted(self.counting.get(path, frozenset({self.statement.label})) | {self.statement.label})
        return need("notice", self.statement.label, tuple(f"shown:{label}" for label in labels), (), self.statement.title)


def compile_policy(
    statement: Statement,
    *,
    earlier: Collection[Statement] = (),
    served: Collection[tuple[str, str]] = (),
    routes: Collection[str] = (),
    lawful_ages: Mapping[str, int] | None = None,
) -> Policy:
    """The policy of the statement in force.

    ``earlier`` versions: agreements under them go on counting where the new text asks for nothing more. ``served``: pairs of function
    and purpose that belong together beside those that one clause states together (``served_together`` reads them off the data map).
    ``routes``: countries to which a lawful route for transfers is on record. ``lawful_ages``: the age of consent by place, below which
    no statement can go.
    """
    clauses = _clauses(statement)
    together = {
        (function, purpose)
        for clause in statement.clauses
        for function in clause.states
        for purpose in clause.states
        if purpose.startswith("purposes.") and not function.startswith("purposes.")
    }
    counting = {path: _labels(path, statement, earlier) for path in statement.declarations}
    reading = Reading(statement, clauses, counting, frozenset(together | set(served)))
    functions = dict(_functions(statement))
    purposes = {path: one for path, one in statement.declarations.items() if one.kind == "purpose-limit" and _askable(one)}
    cells = {(cell.function, cell.purpose): cell for cell in _cells(reading, functions, purposes)}
    collected = frozenset[str]().union(*(_items(one) for one in functions.values()))
    items = {path.partition(".")[2]: _item(reading, one) for path, one in statement.declarations.items() if one.kind == "item"}
    at_home, because = kept_at_home(statement)
    return Policy(
        label=statement.label,
        items=items,
        functions=frozenset(functions) | {path for path in purposes if (path, path) in cells},
        purposes=frozenset(purposes) | frozenset(functions),
        cells=cells,
        parties={party.path: party for party in parties_of(statement, reading.consent, reading.need, clauses)},
        grounds={ground.path: ground for ground in grounds_of(statement, clauses)},
        ages=ages_of(statement, clauses, lawful_ages or {}),
        regions=regions_of(statement) | frozenset(routes),
        region_clauses=_stated(statement, clauses, "residency"),
        transfers=transfers_allowed(statement),
        routes=frozenset(routes),
        border_clauses=_stated(statement, clauses, "cross-border"),
        local=at_home,
        local_clauses=tuple(clause for path in because for clause in clauses.get(path, ())),
        uncollected=frozenset(items) - collected,
        counting=counting,
    )


def served_together(datamap: DataMap) -> frozenset[tuple[str, str]]:
    """The pairs of function and purpose whose data lies in one table, for ``served``."""
    return frozenset(
        (f"functions.{function}", f"purposes.{purpose}")
        for mapped in datamap.tables.values()
        for function in mapped.functions
        for purpose in mapped.purposes
    )


def marketing(path: str, labels: Words | None) -> bool:
    """Whether a purpose or party is about marketing, by its name: then nobody who refused marketing is touched by it."""
    return bool(MARKETING.search(" ".join((path, *((labels.zh, labels.en) if labels else ())))))


def _clauses(statement: Statement) -> Mapping[str, tuple[str, ...]]:
    found = dict[str, tuple[str, ...]]()
    for clause in statement.clauses:
        for path in clause.states:
            found[path] = (*found.get(path, ()), clause.id)
    return found


def _stated(statement: Statement, clauses: Mapping[str, tuple[str, ...]], kind: str) -> tuple[str, ...]:
    paths = [path for path, one in statement.declarations.items() if one.kind == kind]
    return tuple(dict.fromkeys(clause for path in paths for clause in clauses.get(path, ())))


def _labels(path: str, statement: Statement, earlier: Collection[Statement]) -> frozenset[str]:
    """This version and those earlier ones whose declaration of the matter asked for no less: same kind, same items or more."""
    new = statement.declarations[path]
    before = [(old.label, old.declarations.get(path)) for old in earlier]
    return frozenset({statement.label, *(label for label, old in before if old is not None and _covers(old, new))})


def _covers(old: Declared, new: Declared) -> bool:
    """Whether agreeing to the old declaration is agreeing to the new one, too."""
    if old.kind != new.kind or (new.conflict and not old.conflict):
        return False
    lists = [(getattr(old.body, name, None), getattr(new.body, name, None)) for name in ("items", "data", "purpose", "purposes")]
    return all(_within(now, before) for before, now in lists)


def _within(now: Any, before: Any) -> bool:
    if isinstance(now, tuple) and isinstance(before, tuple):
        return set(now) <= set(before)
    return bool(now == before)


def _askable(one: Declared) -> bool:
    """Whether a purpose can be what data is used for; a rule about all uses cannot."""
    return not (one.body.rule or one.body.other_use or one.body.standards)


def _functions(statement: Statement) -> Iterator[tuple[str, Declared]]:
    for path, one in statement.declarations.items():
        if one.kind in FUNCTIONS or (one.kind == "permission" and one.body.items) or publishes_by_consent(one):
            yield path, one


def _items(one: Declared) -> frozenset[str]:
    return frozenset(getattr(one.body, "items", None) or ())


def _cells(reading: Reading, functions: Mapping[str, Declared], purposes: Mapping[str, Declared]) -> Iterator[Cell]:
    for path, one in functions.items():
        basis, needs = _function(reading, path, one)
        sensitive = _items(one) if getattr(one.body, "sensitive", None) is True else frozenset[str]()
        clauses = reading.clauses.get(path, ())
        yield Cell(path, path, _items(one), needs, clauses, basis, marketing(path, one.labels), sensitive=sensitive)
        for purpose, said in purposes.items():
            items = _items(one) & _items(said) if said.body.items else _items(one)
            more = tuple(_purpose(reading, purpose, said, (path, purpose) in reading.served))
            both = tuple(dict.fromkeys((*clauses, *reading.clauses.get(purpose, ()))))
            sells = marketing(purpose, said.labels)
            yield Cell(path, purpose, items, (*needs, *more), both, basis, sells, sensitive=sensitive & items)
    for purpose, said in purposes.items():
        if said.body.items:
            needs = (reading.shown(purpose), *_purpose(reading, purpose, said, False))
            yield Cell(purpose, purpose, _items(said), needs, reading.clauses.get(purpose, ()), "consent", marketing(purpose, said.labels))


def _function(reading: Reading, path: str, one: Declared) -> tuple[Basis, tuple[Need, ...]]:
    """What a function stands on, and what it needs for its own purpose."""
    shown = reading.shown(path)
    if one.kind == "permission":
        return "permission", (shown, reading.need("permission", path, f"permission:{one.name}"))
    child = (reading.need("separate consent", path, f"separate:{path}", "no child"),)
    own = (reading.need("permission", *_permitted(path, permission)) for permission in _device(reading.statement, one))
    common = (shown, *child, *own)
    if one.kind in ("cookie", "beacon") and getattr(one.body, "category", None) in NECESSARY:
        return "necessary", (shown,)
    if (one.kind == "function-basic" or getattr(one.body, "category", None) == "basic") and not one.conflict:
        return "contract", (*common, reading.need("consent", path, f"express:{path}", "contract"))
    return "consent", (*common, reading.consent(path))


def _permitted(path: str, permission: Declared) -> tuple[str, str]:
    return permission.path, f"permission:{permission.name}"


def _purpose(reading: Reading, purpose: str, one: Declared, served: bool) -> Iterator[Need]:
    """What a purpose needs beside its function: agreement of its own unless one clause states both, plainly; and no refusal."""
    if not served or one.conflict or one.body.limit:
        yield reading.consent(purpose)
    if marketing(purpose, one.labels):
        yield reading.need("refusal", purpose, "no refusal")


def _item(reading: Reading, one: Declared) -> ItemRule:
    permissions = [said for said in _permissions(reading.statement) if _reads(said, one, reading.statement)]
    needs = tuple(reading.need("permission", said.path, f"permission:{said.name}") for said in permissions)
    return ItemRule(bool(one.body.sensitive), needs, one.labels)


def _permissions(statement: Statement) -> Sequence[Declared]:
    """The permissions of a device, without the rules about all of them."""
    return [
        one
        for one in statement.declarations.values()
        if one.kind == "permission" and not (one.body.rule or one.body.timing or one.body.effect or one.body.condition or one.body.form)
    ]


def _reads(permission: Declared, item: Declared, statement: Statement) -> bool:
    """Whether the permission opens the item: it lists it, or the item's name holds its name or that of an item it lists."""
    listed = permission.body.items or ()
    names = [permission.name.replace("_", " "), *(statement.declarations[f"items.{name}"].label("en") for name in listed)]
    return item.name in listed or any(_words(name) <= _words(item.label("en")) for name in names)


def _device(statement: Statement, one: Declared) -> Iterator[Declared]:
    """Permissions that an optional function needs as such: it is one of those that the permission names, and its items tell nothing."""
    if one.kind != "function-extended":
        return
    items = [statement.declarations[f"items.{name}"] for name in _items(one)]
    permissions = _permissions(statement)
    if any(_reads(said, item, statement) for said in permissions for item in items):
        return
    for said in permissions:
        names = [said.name.replace("_", " "), *(words.en for words in said.body.functions or ())]
        if any(_words(name) <= _words(one.label("en")) for name in names):
            yield said


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z0-9-]+", text.lower())) or {"\0"}
