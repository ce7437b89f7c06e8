"""Compares the declarations of two versions: which came, which went, and which field says something else."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any, Final

from kept.promises import Duration, Words
from kept.statement.model import Declared, Statement
from kept.statement.rendering import field_words, value_words
from kept.statement.versions.change import Change, Effect, What

# More of these lets the company do more; more of the others binds it, or gives people more.
OPERATORS: Final = frozenset(
    [
        "items", "functions", "purposes", "permissions", "cookies", "sources", "exemptions", "recipients", "sdks", "handovers",
        "affiliates",
        "administration", "storage", "borders", "deidentification",
    ]
)  # fmt: skip
PEOPLES: Final = frozenset(
    [
        "consents", "minors", "sharing", "rights", "marketing", "contacts", "assessments", "backups", "security", "incidents",
        "jurisdictions", "notices", "updates", "training",
    ]
)  # fmt: skip
# Kinds that stand among others of the opposite sort.
OPERATOR_KINDS: Final = frozenset(["request-refuse", "request-fee", "request-verify", "retention", "statutory-minimum"])
PEOPLE_KINDS: Final = frozenset(["deletion", "shutdown", "request-deadline", "do-not-track"])
# Fields that hold a permission or a duty back: more of them is the opposite of more of the rest.
LIMITING: Final = frozenset(
    ["condition", "conditions", "limit", "limits", "excluded", "excludes", "exceptions", "exception", "prerequisite", "unless", "only"]
)
# Of these durations a longer one is good for people: they are told earlier.
AHEAD: Final = frozenset(["notice", "before", "lead", "lead_time", "grace", "grace_days", "ahead"])
PROTECTED_UP_TO: Final = frozenset(["age", "ages", "under", "child_age_under"])
Listed = tuple[Words, ...]
DAYS: Final[Mapping[str, float]] = {"hour": 1 / 24, "day": 1, "working day": 1.4, "week": 7, "month": 30.4, "year": 365}


def changes_of(old: Statement, new: Statement) -> tuple[Change, ...]:
    """Every change by meaning, in the order of the new statement; what is gone follows in the order of the old one.

    A declaration under another name that says the same is not a change. What a field borrows from another place (``{section.name.field}``)
    is reported at that place only.
    """
    moved = _moved(old, new)
    found: list[Change] = []
    for path, after in new.declarations.items():
        before = old.declarations.get(moved.get(path, path))
        if before is None or before.kind != after.kind:
            found += _whole(after, new, "added")
        else:
            found += _fields(before, after, old, new)
    stay = {moved.get(path, path) for path in new.declarations}
    for path, before in old.declarations.items():
        same = new.declarations.get(path)
        if path not in stay or (same is not None and same.kind != before.kind):
            found += _whole(before, old, "removed")
    return tuple(found)


def _moved(old: Statement, new: Statement) -> Mapping[str, str]:
    """New names of old declarations: same kind, same body, and a name that only one of the versions has."""
    gone: dict[tuple[str, str], list[str]] = {}
    for path, declared in old.declarations.items():
        if path not in new.declarations and declared.kind != "item":
            gone.setdefault((declared.kind, repr((declared.body, declared.labels))), []).append(path)
    found: dict[str, str] = {}
    for path, declared in new.declarations.items():
        if path not in old.declarations and declared.kind != "item":
            names = gone.get((declared.kind, repr((declared.body, declared.labels))), [])
            if names:
                found[path] = names.pop(0)
    return found


def _whole(declared: Declared, statement: Statement, what: What) -> Iterator[Change]:
    if declared.kind == "item":
        return  # an item matters where something collects it or hands it on, and is reported there
    said = Words(_said(declared, statement, "zh"), _said(declared, statement, "en"))
    old, new = (None, said) if what == "added" else (said, None)
    effect = _more(declared) if what == "added" else _less(declared)
    yield Change(
        declared.path, declared.path, declared.kind, "", what, old, new, _label(declared), effect, clauses_of(statement, declared.path)
    )


def _fields(before: Declared, after: Declared, old: Statement, new: Statement) -> Iterator[Change]:
    path, clauses = after.path, clauses_of(new, after.path)

    def change(field: str, was: Words | None, now: Words | None, effect: Effect, gained: Listed = (), lost: Listed = ()) -> Change:
        what: What = "added" if was is None else "removed" if now is None else "changed"
        return Change(f"{path}.{field}", path, after.kind, field, what, was, now, _label(after), effect, clauses, gained, lost)

    if before.labels != after.labels and before.labels and after.labels:
        yield change("name", before.labels, after.labels, "neutral")
    for field in dataclasses.fields(after.body):
        if after.kind == "item" and field.name in ("zh", "en", "also"):
            continue
        was, now = getattr(before.body, field.name), getattr(after.body, field.name)
        borrowed = before.borrowed.get(field.name)
        if was == now or (borrowed is not None and borrowed == after.borrowed.get(field.name)):
            continue
        gained, lost = _entries(field.name, now, was, after, new), _entries(field.name, was, now, before, old)
        effect = _effect(after, field.name, was, now, bool(gained), bool(lost))
        yield change(field.name, _words(before, field.name, old), _words(after, field.name, new), effect, gained, lost)


def clauses_of(statement: Statement, path: str) -> tuple[str, ...]:
    """The clauses of a statement that state a declaration, in their order."""
    return tuple(clause.id for clause in statement.clauses if path in clause.states)


def _effect(declared: Declared, field: str, was: Any, now: Any, gained: bool, lost: bool) -> Effect:
    more, less = _more(declared), _less(declared)
    if field in LIMITING:
        more, less = less, more
    if isinstance(was, Duration) and isinstance(now, Duration):
        longer = was.n * DAYS[was.unit] < now.n * DAYS[now.unit]
        return ("narrows" if longer else "widens") if field in AHEAD else ("widens" if longer else "narrows")
    if field in PROTECTED_UP_TO and isinstance(was, int) and isinstance(now, int):
        return "narrows" if now > was else "widens"
    if field == "sensitive":
        return "neutral"
    if gained and lost:
        return "widens" if "widens" in (more, less) else "neutral"
    if gained or was is None or was == ():
        return more
    return less if lost or now is None or now == () else "neutral"


def _more(declared: Declared) -> Effect:
    if declared.kind in OPERATOR_KINDS or (declared.section in OPERATORS and declared.kind not in PEOPLE_KINDS):
        return "widens"
    return "narrows" if declared.kind in PEOPLE_KINDS or declared.section in PEOPLES else "neutral"


def _less(declared: Declared) -> Effect:
    more = _more(declared)
    return "neutral" if more == "neutral" else "narrows" if more == "widens" else "widens"


def _entries(field: str, these: Any, those: Any, declared: Declared, statement: Statement) -> Listed:
    """The entries of a list that another lacks, in words."""
    if not isinstance(these, tuple) or not isinstance(those, (tuple, type(None))):
        return ()
    only = [entry for entry in these if entry not in (those or ())]
    return tuple(
        Words(*(value_words(declared, field, entry, statement.declarations, language) for language in ("zh", "en"))) for entry in only
    )


def _words(declared: Declared, field: str, statement: Statement) -> Words | None:
    zh, en = (field_words(declared, field, statement.declarations, language) for language in ("zh", "en"))
    return Words(zh or "—", en or "—") if zh is not None and getattr(declared.body, field) != () else None


def _said(declared: Declared, statement: Statement, language: str) -> str:
    """A declaration in one line: its name and what its fields say."""
    fields = [
        (field.name, field_words(declared, field.name, statement.declarations, language)) for field in dataclasses.fields(declared.body)
    ]
    colon, semicolon = ("：", "；") if language == "zh" else (": ", "; ")
    said = semicolon.join(f"{name}{colon}{words}" for name, words in fields if words)
    return declared.label(language) + (f" ({said})" if language == "en" else f"（{said}）") if said else declared.label(language)


def _label(declared: Declared) -> Words:
    return Words(declared.label("zh"), declared.label("en"))
