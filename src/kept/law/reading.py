"""Reads the law data and gives it types; what the schema at its head does not know is refused, never passed over."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar, cast

from kept.law.entry import Entry
from kept.law.model import (
    Act,
    AgeOfConsent,
    AgeRule,
    CalendarRule,
    CrossBorder,
    Deadline,
    Golden,
    Jurisdiction,
    LawData,
    Listed,
    Mechanism,
    Minors,
    Retention,
    Said,
    Signal,
    Stage,
)
from kept.law.values import Confidence, DayRoll, Extension, Keeping, Permanent, Source, Term, Unknown, Unnumbered
from kept.promises import Duration
from kept.promises.values import Unit
from kept.statement.reading import parse_document

T = TypeVar("T")
UNITS: Final[Mapping[str, Unit]] = {
    "hour": "hour",
    "calendar_day": "day",
    "working_day": "working day",
    "month": "month",
    "year": "year",
}
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OTHERWISE: Final = ("via_processor", "small_agent")
REMARKS: Final = ("note", "silence", "search", "late", "delay_allowed", "also_public_if", "also")
COUNTRY: Final = re.compile(r"[A-Z]{2}")
SUBDIVISION: Final = re.compile(r"[A-Z]{2,3}")


def read_law(text: str, name: str) -> LawData:
    """The law data from its text. Raises KEPT-S080 with the place of the first value that the schema does not allow."""
    document = parse_document(text, name)
    root = Entry(document, (), document.data)
    levels = set(root.texts("confidence_levels"))
    if root.whole("schema_version") != 1 or levels != {"sure", "likely", "check"}:
        raise root.wrong("schema_version", "version 1, with the confidence levels sure, likely and check")
    codes = root.entry("jurisdictions")
    found: dict[str, Jurisdiction] = {}
    for code in codes.data:
        _add_jurisdiction(codes, code, found, ())
    golden = tuple(_golden(entry) for entry in root.entries("golden_examples"))
    as_of = root.must_day("as_of")
    root.done()
    return LawData(as_of, {code: found[code] for code in codes.data}, golden)


def _add_jurisdiction(codes: Entry, code: str, found: dict[str, Jurisdiction], within: tuple[str, ...]) -> Jurisdiction:
    """Reads ``code`` after what it extends; a circle or an unknown name is refused."""
    if code in found:
        return found[code]
    own = codes.entry(code)
    base: Jurisdiction | None = None
    extends = own.maybe("extends")
    if extends is not None:
        if extends not in codes.data or extends in (code, *within):
            raise own.wrong("extends", "the code of another jurisdiction, not in a circle")
        base = _add_jurisdiction(codes, extends, found, (code, *within))
    said: dict[str, Any] = {"timezone": own.text("timezone")} if own.has("timezone") else {}
    said |= {key: _whole_entry(read, own.entry(key)) for key, read in ONE.items() if own.has(key)}
    said |= {key: tuple(_whole_entry(read, entry) for entry in own.entries(key)) for key, read in MANY.items() if own.has(key)}
    values = {key: said[key] if key in said else getattr(base, key, own.unknown(key)) for key in ("timezone", *ONE, *MANY)}
    found[code] = Jurisdiction(code=code, name=own.text("name"), place=own.place, extends=base, **values)
    own.done()
    return found[code]


def _whole_entry(read: Callable[[Entry], T], entry: Entry) -> T:
    """What ``read`` makes of the entry, once nothing of it is left unread."""
    value = read(entry)
    entry.done()
    return value


def _source(entry: Entry) -> Source:
    confidence = entry.text("confidence")
    if confidence not in ("sure", "likely", "check"):
        raise entry.wrong("confidence", "sure, likely or check")
    return Source(entry.text("source"), cast(Confidence, confidence), entry.place, entry.flag("seen"), entry.day("applies_from"))


def _term(entry: Entry) -> Term:
    unit = entry.text("unit")
    if unit not in UNITS:
        raise entry.wrong("unit", ", ".join(UNITS))
    term: Term = Duration(entry.whole("n"), UNITS[unit]) if entry.has("n") else Unnumbered(entry.maybe("text") or "")
    entry.taken.add("text")
    return term


def _duration(entry: Entry) -> Duration:
    term = _whole_entry(_term, entry)
    if not isinstance(term, Duration):
        raise entry.wrong("n", "a whole number")
    return term


def _maybe_duration(entry: Entry, key: str) -> Duration | None:
    return _duration(entry.entry(key)) if entry.has(key) else None


def _keeping(entry: Entry) -> Keeping:
    if entry.text("unit") == "permanent":
        entry.taken.add("n")
        return Permanent()
    return _term(entry)


def _extension(entry: Entry) -> Extension:
    return Extension(_term(entry), entry.whole("times"), entry.maybe("condition"))


def _act(entry: Entry) -> Act:
    stages = entry.entries("stages") if entry.has("stages") else ()
    return Act(
        name=entry.text("name"),
        source=_source(entry),
        effective=entry.must_day("effective"),
        amended=entry.day("amended"),
        full_duty=entry.day("full_duty"),
        stages=tuple(_whole_entry(lambda stage: Stage(stage.must_day("from"), stage.text("what")), stage) for stage in stages),
    )


def _said(entry: Entry) -> Said:
    return Said(value=entry.text("value"), source=_source(entry), note=entry.maybe("note"), keep_at_least=_maybe_duration(entry, "min"))


def _listed(entry: Entry) -> Listed:
    more = {key: entry.texts(key) for key in ("special", "pending", "unique_identifiers") if entry.has(key)}
    return Listed(values=entry.texts("value"), source=_source(entry), note=entry.maybe("note"), more=more)


def _calendar(entry: Entry) -> CalendarRule:
    code, subdivision = entry.text("code"), entry.maybe("subdiv")
    fixed = subdivision if subdivision and SUBDIVISION.fullmatch(subdivision) else None
    weekend = entry.texts("weekend")
    if not set(weekend) <= set(WEEKDAYS):
        raise entry.wrong("weekend", ", ".join(WEEKDAYS))
    entry.taken |= {"lib", "oracle_lib"}
    return CalendarRule(
        country=code if COUNTRY.fullmatch(code) else None,
        subdivision=fixed,
        choices=(subdivision if not fixed else None) if COUNTRY.fullmatch(code) else code,
        weekend=frozenset(WEEKDAYS.index(day) for day in weekend),
        moved_days=entry.flag("make_up_workdays"),
        source=_source(entry),
        remarks=_remarks(entry, "warning", "rule", "note"),
    )


def _remarks(entry: Entry, *keys: str) -> tuple[str, ...]:
    return tuple(text for key in keys if (text := entry.maybe(key)) is not None)


def _deadline(entry: Entry) -> Deadline:
    right, step = entry.maybe("right"), entry.maybe("step")
    roll = entry.maybe("day_roll")
    if roll not in (None, "none", "next_working_day"):
        raise entry.wrong("day_roll", "next_working_day or none")
    return Deadline(
        about=right or step or entry.unknown("right"),
        step=step is not None,
        due=_whole_entry(_term, entry.entry("due")),
        start=entry.text("from"),
        source=_source(entry),
        extension=_whole_entry(_extension, entry.entry("extension")) if entry.has("extension") else entry.unknown("extension"),
        pause=entry.maybe("pause") or entry.unknown("pause"),
        day_roll=cast(DayRoll, roll) if roll else entry.unknown("day_roll"),
        kind=entry.maybe("kind"),
        recurring=entry.flag("recurring"),
        condition=entry.maybe("condition"),
        threshold=entry.maybe("threshold"),
        exempt_if=entry.maybe("exempt_if"),
        recipient=entry.maybe("to"),
        content=entry.maybe("content"),
        channels=entry.maybe("channels"),
        otherwise={key: _duration(entry.entry(key)) for key in OTHERWISE if entry.has(key)},
        remarks=_remarks(entry, *REMARKS),
    )


def _retention(entry: Entry) -> Retention:
    floor, ceiling = (_whole_entry(_keeping, entry.entry(key)) if entry.has(key) else None for key in ("min", "max"))
    if floor is None and ceiling is None:
        raise entry.wrong("min", "min or max")
    return Retention(
        record=entry.text("record"),
        at_least=floor,
        at_most=ceiling,
        start=entry.text("from"),
        source=_source(entry),
        holds=entry.texts("holds"),
        remarks=_remarks(entry, "note", "step"),
    )


def _age_rule(entry: Entry) -> AgeRule:
    states = entry.entry("by_member_state") if entry.has("by_member_state") else None
    return AgeRule(
        rule=entry.maybe("rule"),
        source=_source(entry),
        at_least=entry.maybe_whole("from"),
        below=entry.maybe_whole("below"),
        by_member_state={state: states.whole(state) for state in states.data} if states else {},
        bands=entry.texts("bands"),
        note=entry.maybe("note"),
    )


def _age_of_consent(entry: Entry) -> AgeOfConsent:
    return AgeOfConsent(age=entry.whole("value"), source=_source(entry))


def _or_unknown(read: Callable[[Entry], T], entry: Entry, key: str) -> T | Unknown:
    return _whole_entry(read, entry.entry(key)) if entry.has(key) else entry.unknown(key)


def _minors(entry: Entry) -> Minors:
    return Minors(
        age_of_consent=_or_unknown(_age_of_consent, entry, "age_of_consent"),
        ages=tuple(_whole_entry(_age_rule, one) for one in entry.entries("ages")),
        guardian_consent=_or_unknown(_said, entry, "guardian_consent"),
    )


def _signal(entry: Entry) -> Signal:
    return Signal(signal=entry.text("signal"), duty=entry.text("duty"), source=_source(entry))


def _mechanism(entry: Entry) -> Mechanism:
    return Mechanism(
        name=entry.text("name"),
        source=_source(entry),
        when=entry.maybe("when"),
        step=entry.maybe("step"),
        validity=_maybe_duration(entry, "validity"),
        countries=(*entry.texts("list"), *entry.texts("modules")),
        note=entry.maybe("note"),
    )


def _cross_border(entry: Entry) -> CrossBorder:
    return CrossBorder(
        rule=_or_unknown(_said, entry, "rule"),
        mechanisms=tuple(_whole_entry(_mechanism, one) for one in entry.entries("mechanisms")),
        counted=_or_unknown(_said, entry, "thresholds_counter"),
        blocking=_or_unknown(_said, entry, "blocking"),
    )


def _golden(entry: Entry) -> Golden:
    return Golden(
        jurisdiction=entry.text("jurisdiction"),
        subdivision=entry.maybe("subdiv"),
        rule=entry.text("rule"),
        start=entry.must_day("from"),
        due=None if entry.text("due") == "provisional" else entry.must_day("due"),
        why=entry.text("why"),
    )


ONE: Final[Mapping[str, Callable[[Entry], Any]]] = {
    "authority": _said,
    "calendar": _calendar,
    "language_requirement": _said,
    "minors": _minors,
    "legal_bases": _listed,
    "consent_rules": _said,
    "consent_withdrawal": _said,
    "cross_border": _cross_border,
    "fee_rule": _said,
    "rights": _listed,
    "sensitive_categories": _listed,
    "penalties": _said,
}
MANY: Final[Mapping[str, Callable[[Entry], Any]]] = {
    "laws": _act,
    "request_reply_deadline": _deadline,
    "breach_notice_regulator": _deadline,
    "breach_notice_subject": _deadline,
    "opt_out_signals": _signal,
    "localisation_rule": _said,
    "statutory_minimum_retention": _retention,
    "maximum_retention": _retention,
    "refusal_grounds": _said,
    "dpo_representative": _said,
    "records_and_assessments": _said,
    "pending_changes": _said,
}
