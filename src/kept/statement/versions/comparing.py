"""Compares the declarations of two versions: which came, which went, and which field says something else."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from kept.promises import Duration, Words, kind_of
from kept.statement.model import Declared, Statement
from kept.statement.rendering import JOINED, value_words
from kept.statement.shaping import references
from kept.statement.versions.change import Change, Effect, What
from kept.statement.versions.codes import CODES

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
OPERATOR_KINDS: Final = frozenset(["request-refuse", "request-fee", "retention", "statutory-minimum"])
PEOPLE_KINDS: Final = frozenset(["deletion", "shutdown", "request-deadline", "do-not-track"])
# Fields that hold a permission or a duty back: more of them is the opposite of more of the rest.
LIMITING: Final = frozenset(
    [
        "condition",
        "conditions",
        "limit",
        "limits",
        "excluded",
        "excludes",
        "exceptions",
        "exception",
        "prerequisite",
        "unless",
        "only",
        "consent",
    ]
)
# A declaration that carries something takes it, hands it on or puts it somewhere; one that only rules holds the company back.
CARRYING: Final = frozenset(
    [
        "items", "data", "modes", "purpose", "purposes", "recipients", "functions", "companies", "company", "packages", "providers",
        "sources", "country", "hosts", "sites", "acts", "technologies", "surface", "events", "bases", "grounds", "tasks",
    ]
)  # fmt: skip
# Kinds that say only under which conditions something may be done: whatever they carry, one more of them holds the company back.
HOLDING_BACK: Final = frozenset(["cross-border"])
RULING: Final = frozenset(["rule", "form", "timing", "other_use", "sale", "change", "limit", "condition", "standards", "listed", "default"])
HEADER: Final = "header"
NAME: Final = "name"
MEANT: Final = "called"
BY_NAME: Final = frozenset(["purpose-limit", "consent-exemption"])
UNSTATED: Final = frozenset(["not stated", "not named", "not given", "none given", "none named", "not in this text"])
CAME: Final = Words("（整项）", "(as a whole)")
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
    found = list(_header(old, new))
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


def _header(old: Statement, new: Statement) -> Iterator[Change]:
    """What the header says otherwise: the day of effect, the title, the countries, the language that decides."""
    said = [
        ("version", Words("生效日期", "date of effect"), Words(*2 * [old.version.isoformat()]), Words(*2 * [new.version.isoformat()])),
        ("title", Words("标题", "title"), old.title, new.title),
        ("countries", Words("国家和地区", "countries"), Words(*2 * [", ".join(old.countries)]), Words(*2 * [", ".join(new.countries)])),
        (
            "languages",
            Words("以何种语言为准", "the language that decides"),
            Words(*2 * [old.languages.prevailing]),
            Words(*2 * [new.languages.prevailing]),
        ),
    ]
    for name, label, was, now in said:
        if was != now:
            yield Change(name, name, HEADER, NAME if name == "title" else name, "changed", was, now, label, "neutral", ())


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
    said = Words(_said(declared, statement, "zh") or CAME.zh, _said(declared, statement, "en") or CAME.en)
    old, new = (None, said) if what == "added" else (said, None)
    effect = _came(declared) if what == "added" else _opposite(_came(declared))
    yield Change(
        declared.path, declared.path, declared.kind, "", what, old, new, _label(declared), effect, clauses_of(statement, declared.path)
    )


def _fields(before: Declared, after: Declared, old: Statement, new: Statement) -> Iterator[Change]:
    path, clauses = after.path, clauses_of(new, after.path)

    def change(field: str, was: Words | None, now: Words | None, effect: Effect, gained: Listed = (), lost: Listed = ()) -> Change:
        what: What = "added" if was is None else "removed" if now is None else "changed"
        return Change(f"{path}.{field}", path, after.kind, field, what, was, now, _label(after), effect, clauses, gained, lost)

    if before.labels != after.labels and before.labels and after.labels:
        yield change(MEANT if _meant(after) else NAME, before.labels, after.labels, "neutral")
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


def _meant(declared: Declared) -> bool:
    """Whether the declaration's name is what it declares (a purpose, a recipient), and not a heading for people."""
    return declared.kind != "item" and bool(kind_of(declared.body).named)


def clauses_of(statement: Statement, path: str) -> tuple[str, ...]:
    """The clauses of a statement that state a declaration, in their order."""
    return tuple(clause.id for clause in statement.clauses if path in clause.states)


def _effect(declared: Declared, field: str, was: Any, now: Any, gained: bool, lost: bool) -> Effect:
    was, now = _stated(was), _stated(now)
    more = _opposite(_more(declared)) if field in LIMITING else _more(declared)
    if isinstance(was, Duration) and isinstance(now, Duration):
        longer = was.n * DAYS[was.unit] < now.n * DAYS[now.unit]
        return ("narrows" if longer else "widens") if field in AHEAD else ("widens" if longer else "narrows")
    if field in PROTECTED_UP_TO and isinstance(was, int) and isinstance(now, int):
        return "narrows" if now > was else "widens"
    if field == "sensitive":
        return "neutral"
    if gained and lost:
        # Sentences that were exchanged may be the same in other words; names that were exchanged are not.
        return "neutral" if isinstance(now[0], Words) or more == "neutral" else "widens"
    if gained or was is None:
        return more
    return _opposite(more) if lost or now is None else "neutral"


def _stated(value: Any) -> Any:
    """A value, or None where it says that the text says nothing."""
    if isinstance(value, tuple):
        return tuple(entry for entry in value if _stated(entry) is not None) or None
    said = value.en if isinstance(value, Words) else value
    return None if isinstance(said, str) and said in UNSTATED else value


def _came(declared: Declared) -> Effect:
    """What it means that this declaration is there: a use, or a rule that holds back."""
    if declared.kind in HOLDING_BACK:
        return "narrows"
    more = _more(declared)
    filled = {field.name for field in dataclasses.fields(declared.body) if _stated(getattr(declared.body, field.name)) is not None}
    if more != "widens" or declared.kind in OPERATOR_KINDS or filled & CARRYING:
        return more
    if filled & RULING:
        return "narrows"
    return more if declared.kind in BY_NAME else "neutral"


def _more(declared: Declared) -> Effect:
    if declared.kind in OPERATOR_KINDS or (declared.section in OPERATORS and declared.kind not in PEOPLE_KINDS):
        return "widens"
    return "narrows" if declared.kind in PEOPLE_KINDS or declared.section in PEOPLES else "neutral"


def _opposite(effect: Effect) -> Effect:
    return "narrows" if effect == "widens" else "widens" if effect == "narrows" else "neutral"


def _entries(field: str, these: Any, those: Any, declared: Declared, statement: Statement) -> Listed:
    """The entries of a list that another lacks, in words."""
    these, those = _stated(these), _stated(those)
    if not isinstance(these, tuple) or not isinstance(those, (tuple, type(None))):
        return ()
    only = [entry for entry in these if entry not in (those or ())]
    return tuple(
        Words(*(_in_words(declared, field, entry, statement.declarations, language) for language in ("zh", "en"))) for entry in only
    )


def _words(declared: Declared, field: str, statement: Statement) -> Words | None:
    value = getattr(declared.body, field)
    if value is None or value == ():
        return None
    zh, en = (_in_words(declared, field, value, statement.declarations, language) for language in ("zh", "en"))
    return Words(zh or "—", en or "—")


def _said(declared: Declared, statement: Statement, language: str) -> str:
    """What people read of a declaration's fields (codes that only the program compares stay away); empty if it has only its name."""
    read = {field.name: getattr(declared.body, field.name) for field in dataclasses.fields(declared.body)}
    said = [
        _in_words(declared, name, value, statement.declarations, language)
        for name, value in read.items()
        if value is not None and _for_people(declared, name)
    ]
    return ("；" if language == "zh" else "; ").join(words for words in dict.fromkeys(said) if words)


def _in_words(declared: Declared, field: str, value: Any, declarations: Mapping[str, Declared], language: str) -> str:
    """A value, or a list of them, as people read it; a code that stands there in English alone is read in Chinese, too."""
    if isinstance(value, tuple):
        return JOINED[language].join(_in_words(declared, field, entry, declarations, language) for entry in value)
    code = value.zh if isinstance(value, Words) else value
    known = CODES.get(code) if language == "zh" and isinstance(code, str) else None
    return known or value_words(declared, field, value, declarations, language)


def _for_people(declared: Declared, field: str) -> bool:
    value = getattr(declared.body, field)
    first = value[0] if isinstance(value, tuple) and value else value
    named = any(inside[0] == field for _, _, inside in references(declared.body))
    return named or isinstance(first, (Words, Duration, date))


def _label(declared: Declared) -> Words:
    return Words(declared.label("zh"), declared.label("en"))
