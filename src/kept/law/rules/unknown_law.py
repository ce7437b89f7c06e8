"""What the law data does not know of the countries that a statement names: said, never guessed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Final

from kept.law.against import header_place, named_laws
from kept.law.finding import Remark
from kept.law.model import Jurisdiction
from kept.law.rule import Law, rule
from kept.law.values import Source, Unknown
from kept.promises import Words
from kept.statement import Statement

# What stands on another law is told there, and what is pending is no law yet.
NOT_IN_FORCE: Final = {"extends", "pending_changes"}


@rule(
    "unknown-law",
    severity="note",
    finds="gap",
    says=Words(
        "法律数据里没有所列的国家，或者没有它的某一项。", "The law data lacks a country that the header names, or something about it."
    ),
)
def unknown_law(statement: Statement, law: Law) -> Iterator[Remark]:
    for code in statement.countries:
        if code not in law.jurisdictions:
            yield _unchecked(
                statement,
                Words(f"{code} 的法律未知，声明没有按它检查。", f"The law of {code} is unknown: the statement was not held against it."),
                _members(code, law),
            )
    for country in named_laws(statement, law):
        lacking = [one.name for one in fields(Jurisdiction) if isinstance(getattr(country, one.name), Unknown)]
        if lacking:
            yield _unchecked(
                statement,
                Words(
                    f"{country.code} 的这些内容未知，没有检查：{'、'.join(lacking)}。",
                    f"Unknown of {country.code}, and not checked: {', '.join(lacking)}.",
                ),
                Words(f"法律数据 {country.place}", f"law data {country.place}"),
            )


def _members(code: str, law: Law) -> Words:
    """Where a member state of the Union has no entry of its own, the Union's law is what it stands on."""
    for union in law.jurisdictions.values():
        minors = union.minors
        if not isinstance(minors, Unknown) and any(code in rule.by_member_state for rule in minors.ages):
            return Words(
                f"法律数据没有 {code}；它是 {union.code} 的成员，可先列出 {union.code}",
                f"the law data has no {code}; it belongs to {union.code}, which can be named meanwhile",
            )
    return Words(f"法律数据没有 {code}", f"the law data has no {code}")


def _unchecked(statement: Statement, message: Words, source: Words) -> Remark:
    return Remark(
        message,
        source,
        Words("请由当地律师确认。", "Have a lawyer there confirm it."),
        place=header_place(statement),
    )


@rule(
    "unconfirmed-law",
    severity="note",
    finds="gap",
    says=Words("法律数据中等待律师确认的内容。", "What the law data still wants a lawyer to confirm."),
)
def unconfirmed_law(statement: Statement, law: Law) -> Iterator[Remark]:
    for country in named_laws(statement, law):
        waiting = sorted({key for key, source in _sources(country) if source.unconfirmed} - NOT_IN_FORCE)
        if waiting:
            yield Remark(
                Words(
                    f"{country.code} 的这些内容未经律师确认：{'、'.join(waiting)}。",
                    f"Unconfirmed of {country.code}: {', '.join(waiting)}.",
                ),
                Words(f"法律数据 {country.place}", f"law data {country.place}"),
                Words("依赖它们之前，请由律师确认。", "Have a lawyer confirm them before relying on them."),
                place=header_place(statement),
            )


def _sources(country: Jurisdiction) -> Iterator[tuple[str, Source]]:
    for one in fields(country):
        held = getattr(country, one.name)
        for entry in held if isinstance(held, tuple) else (held,):
            parts = (entry, *(getattr(entry, part.name) for part in fields(entry))) if is_dataclass(entry) else ()
            for part in parts:
                for inner in part if isinstance(part, tuple) else (part,):
                    source = getattr(inner, "source", None)
                    if isinstance(source, Source):
                        yield one.name, source
