"""Definitions that do not fit what they define: people, sensitive items, classes of items (PIPL art. 28)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.words import by_clause, entries, has, items_of, means, of, said
from kept.promises import Words
from kept.statement import Declared, Statement

# Which classes of items the usual words of a definition of sensitive data take in.
TAKES_IN: Final[Mapping[str, tuple[str, ...]]] = {
    "biometric": ("biometric", "face", "facial"),
    "health": ("health", "medical"),
    "belief": ("belief", "religio"),
    "payment": ("financ", "account", "bank", "payment", "property information", "transaction"),
    "whereabouts": ("whereabouts", "track", "location", "trajector"),
    "identity": ("identity", "identity card", "id number"),
    "communication": ("communication", "correspondence", "call", "address book"),
    "credential": ("password", "credential"),
}


@rule(
    "people-outside-the-definition",
    severity="warning",
    says=Words("声明所称的“您”不包括其信息被收集的一部分人。", 'The word "you" leaves out people whose data is collected.'),
)
def people_outside(statement: Statement, law: Law) -> Iterator[Remark]:
    defined = [one for one in of(statement, "definition") if has(one, "addressed_as")]
    known = " | ".join(said(one, "groups", "types", "term", "means") for one in of(statement, "definition"))
    outside = tuple(one for one in of(statement, "collection") if any(person not in known for person in entries(one, "who")))
    for one in defined if outside else ():
        people = sorted({person for other in outside for person in entries(other, "who") if person not in known})
        yield Remark(
            Words(f"不包括这些人：{'、'.join(people)}。", f"leaves out: {', '.join(people)}."),
            Words("收集他们的信息。", "data of theirs is collected."),
            Words(
                "扩大定义，或者写明其信息被处理的人均享有权利。",
                "Widen the definition, or say that everyone whose data is handled has the rights.",
            ),
            (one,),
            outside,
        )


@rule(
    "sensitive-beyond-the-list",
    severity="warning",
    says=Words(
        "所收集的敏感信息属于定义没有列举的类别。", "Sensitive items are collected that the definition of sensitive data does not list."
    ),
)
def beyond_the_list(statement: Statement, law: Law) -> Iterator[Remark]:
    sections = statement.section("items")
    for one in of(statement, "definition"):
        listed = said(one, "categories")
        if not listed:
            continue
        groups = {group for group, words in TAKES_IN.items() if any(word in listed for word in words)}
        beyond = tuple(
            other
            for other in of(statement, "collection", "function-basic", "function-extended", "permission")
            if any(_is_sensitive(sections.get(item)) and _group(sections.get(item)) not in groups for item in items_of(other))
        )
        if beyond:
            yield Remark(
                Words("列举没有包括所收集的一部分敏感信息。", "the list leaves out sensitive items that are collected."),
                Words("收集列举之外的敏感信息。", "sensitive items outside the list are collected."),
                Words(
                    "补充列举，或者写明列举并不穷尽、这些信息同样按敏感信息保护。",
                    "Add them, or say that the list is open and these items are protected as sensitive too.",
                ),
                (one,),
                beyond,
            )


def _is_sensitive(item: Declared | None) -> bool:
    return item is not None and item.body.sensitive is True


def _group(item: Declared | None) -> str:
    return str(item.body.group) if item is not None else ""


@rule(
    "filed-under-the-wrong-class",
    severity="warning",
    says=Words("信息或者权限被归入与其性质不符的类别。", "An item or permission is filed under a class that it does not belong to."),
)
def wrong_class(statement: Statement, law: Law) -> Iterator[Remark]:
    sections = statement.section("items")
    defined = tuple(one for one in of(statement, "definition") if means(said(one, "categories", "examples"), "whereabouts"))
    wrong = [
        one
        for one in of(statement, "permission", "collection")
        if means(said(one, "category"), "whereabouts")
        and any(_group(sections.get(item)) not in ("whereabouts", "") for item in items_of(one))
    ]
    for group in by_clause(statement, wrong):
        yield Remark(
            Words("被归入位置类信息，其内容却不是位置。", "filed under location, though it is something else."),
            Words("行踪轨迹不包括这些信息。", "whereabouts do not include them."),
            Words("按各自的性质归类，并分别询问。", "File each under what it is, and ask for each by itself."),
            group,
            defined,
        )
