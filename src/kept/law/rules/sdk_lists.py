"""Lists of outside SDKs: who provides them, which ones are missing, and what does not belong there (PIPL art. 17, 23)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.words import by_clause, entries, has, items_of, means, names, of, said, value
from kept.promises import Words
from kept.statement import Declared, Statement

IN_BRACKETS: Final = re.compile(r"[(（][^)）]*[)）]")
LEGAL_FORM: Final = re.compile(r"\b(?:inc|llc|ltd|limited|co|corp|corporation|company|gmbh|plc)\b|股份|有限|责任|公司")


def listed_kits(statement: Statement) -> Sequence[Declared]:
    """SDKs that the statement lists one by one, each with its provider."""
    return [one for one in of(statement, "sdk") if has(one, "company")]


def the_list(statement: Statement) -> tuple[Declared, ...]:
    """What says of the list of outside SDKs how many entries it has."""
    return tuple(one for one in of(statement, "notice") if has(one, "sdk_entries"))


def _core(company: str) -> str:
    """What a company is called without its legal form and what stands in brackets."""
    return " ".join(re.findall(r"\w+", LEGAL_FORM.sub(" ", IN_BRACKETS.sub(" ", company))))


@rule(
    "one-provider-two-names",
    severity="warning",
    says=Words(
        "同一家公司在 SDK 列表中有两种名称，无从知悉由谁接收信息。",
        "One company stands in the list of SDKs under two names, so that nobody knows who receives the data.",
    ),
)
def two_names(statement: Statement, law: Law) -> Iterator[Remark]:
    by_core: dict[str, list[tuple[Declared, str]]] = {}
    for one in listed_kits(statement):
        company = value(one, "company").en.casefold()
        if _core(company):
            by_core.setdefault(_core(company), []).append((one, company))
    for kits in by_core.values():
        first = kits[0][1]
        for one, company in kits:
            if company != first:
                yield Remark(
                    Words(f"提供者写作“{value(one, 'company').zh}”。", f'the provider is called "{value(one, "company").en}".'),
                    Words(f"写作“{value(kits[0][0], 'company').zh}”。", f'it is called "{value(kits[0][0], "company").en}".'),
                    Words("统一写作现用的公司名称。", "Use the company's present name everywhere."),
                    (one,),
                    tuple(other for other, named in kits if named != company),
                )


@rule(
    "own-code-among-outside-kits",
    severity="error",
    says=Words(
        "第三方 SDK 列表中有一项由应用自身收集信息，并非第三方。",
        "The list of outside SDKs has an entry whose data is taken by the application itself, which is no third party.",
    ),
)
def own_code(statement: Statement, law: Law) -> Iterator[Remark]:
    lists = the_list(statement)
    own = [one for one in of(statement, "collection") if has(one, "collector")]
    beside = {path: set(clause.states) for clause in statement.clauses for path in clause.states}
    for kit in listed_kits(statement):
        same = [one for one in own if one.path in beside.get(kit.path, ()) and set(items_of(one)) == set(items_of(kit))]
        if lists and same:
            yield Remark(
                Words("所取得的信息由应用自身收集。", "what it takes is collected by the application itself."),
                Words("列表所列的是第三方 SDK。", "the list is one of outside SDKs."),
                Words(
                    "移出列表，作为自身的收集写明目的。",
                    "Take it out of the list, and state it as collection of your own with its purpose.",
                ),
                (kit,),
                lists,
            )


@rule(
    "component-missing-in-the-list",
    severity="error",
    says=Words(
        "SDK 列表称列出全部组件，某一项却与列表中没有的组件一起使用。",
        "The list counts all SDKs that are built in, and one of them works with a component that the list lacks.",
    ),
)
def missing_component(statement: Statement, law: Law) -> Iterator[Remark]:
    kits = listed_kits(statement)
    known = {label for kit in kits for label in (kit.label("zh").casefold(), kit.label("en").casefold())}
    for kit in kits:
        components = [entry.partition(" | ")[0] for entry in entries(kit, "scenario")]
        lost = [name for name in components if name not in known]
        if lost and len(lost) < len(components):
            for one in the_list(statement):
                yield Remark(
                    Words(f"列表中没有：{'、'.join(lost)}。", f"lacks: {', '.join(lost)}."),
                    Words(f"与 {'、'.join(components)} 一起使用。", f"works with {', '.join(components)}."),
                    Words("补上这一组件及其提供者、目的和信息。", "Add the component with its provider, purpose and data."),
                    (one,),
                    (kit,),
                )


@rule(
    "source-without-its-kit",
    severity="warning",
    says=Words(
        "几个信息来源中，有的写明所用的 SDK，有的在 SDK 列表中找不到。",
        "Of several sources in one clause some have their SDKs in the list, and another is missing there.",
    ),
)
def without_kit(statement: Statement, law: Law) -> Iterator[Remark]:
    kits = statement.section("sdks")
    providers = " | ".join(f"{said(kit, 'company')} | {names(kit)}" for kit in listed_kits(statement))
    for group in by_clause(statement, (one for one in of(statement, "third-party-data") if has(one, "sources"))):
        used = tuple(kits[name] for one in group for name in value(one, "sdks") or () if name in kits)
        for one in group:
            if used and not has(one, "sdks", "items") and one.label("en").casefold() not in providers:
                yield Remark(
                    Words("SDK 列表中没有这一来源。", "the list of SDKs lacks this source."),
                    Words("其他来源的 SDK 列在其中。", "the SDKs of the other sources stand in the list."),
                    Words("补上其 SDK，或者写明不使用 SDK。", "Add its SDK, or say that none is used."),
                    (one,),
                    (*used, *the_list(statement)),
                )


@rule(
    "more-kits-than-the-source-names",
    severity="warning",
    says=Words(
        "信息来源写明了所用的 SDK，列表中同一提供者还有取得同样信息的其他 SDK。",
        "A source names its SDKs, and the list has more of the same provider that take the same data.",
    ),
)
def more_kits(statement: Statement, law: Law) -> Iterator[Remark]:
    kits = statement.section("sdks")
    sources = [one for one in of(statement, "third-party-data") if has(one, "sdks")]
    named = {name for one in sources for name in value(one, "sdks")}
    for one in sources:
        own = [kits[name] for name in value(one, "sdks") if name in kits]
        companies = {said(kit, "company") for kit in own}
        taken = {item for kit in own for item in items_of(kit)}
        others = tuple(
            kit
            for kit in listed_kits(statement)
            if kit.name not in named and said(kit, "company") in companies and taken & set(items_of(kit))
        )
        if others:
            yield Remark(
                Words("只写明其中几个 SDK。", "names some SDKs only."),
                Words("同一提供者的其他 SDK 取得同样的信息。", "other SDKs of the same provider take the same data."),
                Words(
                    "写明全部 SDK 及其目的，或者移除多余的。",
                    "Name all of them with their purposes, or take out those that are not needed.",
                ),
                (one,),
                others,
            )


@rule(
    "one-provider-two-sets-of-data",
    severity="warning",
    says=Words(
        "同一提供者的两个 SDK 同样用于登录，取得的信息却不相同。",
        "Two SDKs of one provider both serve signing in and take different data.",
    ),
)
def two_sets(statement: Statement, law: Law) -> Iterator[Remark]:
    signing = [one for one in listed_kits(statement) if means(said(one, "purpose"), "signing up") and items_of(one)]
    for position, one in enumerate(signing):
        others = tuple(
            other
            for other in signing[:position]
            if said(other, "company") == said(one, "company") and set(items_of(other)) != set(items_of(one))
        )
        if others:
            yield Remark(
                Words("同样用于登录，取得其他信息。", "serves signing in as well and takes other data."),
                Words("取得的信息不同。", "takes a different set of data."),
                Words("以登录所必需的为限，其余写明目的。", "Keep to what signing in needs, and give a purpose for the rest."),
                (one,),
                others,
            )
