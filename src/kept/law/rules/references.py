"""References that lead nowhere: clauses, items, receivers and components that are named and do not exist."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from kept.law.finding import Remark
from kept.law.linting import within
from kept.law.rule import Law, rule
from kept.law.words import entries, has, items_of, means, names, of, said
from kept.promises import Words
from kept.statement import Declared, Statement

COLLECTING: Final = (
    "collection",
    "function-basic",
    "function-extended",
    "permission",
    "cookie",
    "beacon",
    "third-party-data",
    "sdk",
    "processor",
)
USING: Final = (
    "recipient",
    "affiliate",
    "purpose-limit",
    "right-access",
    "right-rectify",
    "consent",
    "masking",
    "statistics",
    "anonymisation",
)
ID: Final = r"[0-9IVXLAP]+[0-9A-Za-z]*(?:[.(（][0-9A-Za-z]+[)）]?)*"
IN_CHINESE: Final = re.compile(rf"第\s*({ID})\s*[条章节]")
IN_ENGLISH: Final = re.compile(
    r"\b(?:section|clause|chapter|per|under|in|of|from|see)\s+(\d+(?:\.\d+)?(?:\([0-9A-Za-z]+\))*)(?=[\s,;.:]|$)"
    r"(?!\s+(?:day|month|year|hour|week|item|case|working))"
)


@rule("reference-to-nothing", severity="error", says=Words("引用的条款不存在。", "A clause is referred to that does not exist."))
def nothing(statement: Statement, law: Law) -> Iterator[Remark]:
    known = [clause.id for clause in statement.clauses]
    for clause in statement.clauses:
        text = (clause.text.zh, clause.text.en) if clause.text else ("", "")
        for name in sorted({*IN_CHINESE.findall(text[0]), *(found for found in IN_ENGLISH.findall(text[1]) if "." in found)}):
            if not _exists(name, known):
                yield Remark(
                    Words(f"第 {clause.id} 条引用了 {name}。", f"Clause {clause.id} refers to {name}."),
                    Words("声明中没有这一条。", "The statement has no such clause."),
                    Words("更正引用。", "Correct the reference."),
                    tuple(statement.declarations[path] for path in clause.states if path in statement.declarations)[:1],
                    clause=clause.id,
                    place=clause.place,
                )
    for one in statement.declarations.values():
        told = "" if one.kind == "item" else said(one, *vars(one.body))
        for name in re.findall(
            r"\b(?:section|clause|chapter|per|from) (\d+(?:\.\d+)?(?:\(\w+\))*)(?=$|[\s|])(?! (?:day|month|year))", told
        ):
            if not _exists(name, known):
                yield Remark(
                    Words(f"引用了 {name}。", f"refers to {name}."),
                    Words("声明中没有这一条。", "The statement has no such clause."),
                    Words("更正引用。", "Correct the reference."),
                    (one,),
                )


def _exists(name: str, known: Sequence[str]) -> bool:
    """Whether a clause has this id, or stands inside or around it."""
    plain = name.replace("（", "(").replace("）", ")")
    return any(within(clause, plain) or clause.casefold() == plain.casefold() for clause in known)


@rule(
    "used-but-never-collected",
    severity="warning",
    says=Words("使用或者提供的信息，没有任何一处写明收集。", "Data is used or handed on that no clause says is collected."),
)
def never_collected(statement: Statement, law: Law) -> Iterator[Remark]:
    collected = {item for one in of(statement, *COLLECTING) for item in items_of(one)}
    # Whoever is not said to get the item from us may be the one that gives it.
    collected |= {item for one in of(statement, "recipient") if "outbound" not in said(one, "direction") for item in items_of(one)}
    for name, item in statement.section("items").items():
        # What is derived from other data, or is no personal data, is not collected from anybody.
        if name in collected or item.body.group == "company" or means(names(item), "derived", "whatever is needed"):
            continue
        using = tuple(one for one in of(statement, *USING) if name in items_of(one))
        alike = {other.name for other in statement.section("items").values() if other.body.group == item.body.group}
        beside = tuple(one for one in of(statement, *COLLECTING) if alike & set(items_of(one)))
        if using:
            yield Remark(
                Words(f"没有任何一处写明收集{item.label('zh')}。", f"no clause says that it is collected: {item.label('en')}."),
                Words("只收集同类的其他信息。", "collects other data of the same class only.")
                if beside
                else Words("各项收集均不包括这项信息。", "no collection includes it."),
                Words("在收集的条款中补上，或者不再使用。", "Add it to a clause on collection, or stop using it."),
                using,
                beside,
            )


@rule(
    "receiver-missing-in-the-register",
    severity="error",
    says=Words(
        "提到的接收方或者组件，没有列入接收方或者 SDK 的列表。", "A receiver or component is named that no list of receivers or SDKs has."
    ),
)
def missing_receiver(statement: Statement, law: Law) -> Iterator[Remark]:
    register = of(statement, "recipient", "processor", "affiliate", "sdk", "third-party-data")
    listed = " | ".join(
        (*(names(one) for one in register), *(said(one, "recipients", "recipient", "provider", "name", "company") for one in register))
    )
    for one in of(statement, "consent", "function-extended", "third-party-data", "sdk"):
        named = [entry for field in ("recipient", "related_sdk", "used_by") for entry in entries(one, field)]
        lost = [entry for entry in named if not any(part.strip() in listed for part in entry.split(" | "))]
        if lost and register:
            yield Remark(
                Words(f"没有列入名单：{'、'.join(lost)}。", f"not in the register: {', '.join(lost)}."),
                Words("接收方和组件的名单没有这一项。", "the lists of receivers and components lack it."),
                Words("在名单中补上名称、目的和信息种类。", "Add it with its purpose and data."),
                (one,),
            )


@rule(
    "place-not-in-the-list",
    severity="error",
    says=Words("列出的数据中心所在地与数据中心列表不符。", "The places that are named differ from the table of data centres."),
)
def place_claims(statement: Statement, law: Law) -> Iterator[Remark]:
    rows = [one for one in of(statement, "residency") if has(one, "location") and not has(one, "sites")]
    for one in of(statement, "residency"):
        sites = entries(one, "sites")
        if not sites or not rows:
            continue
        empty = [site for site in sites if not any(site in entries(row, "location") for row in rows)]
        countries = {said(row, "country") for row in rows if set(entries(row, "location")) & set(sites)}
        beyond = tuple(row for row in rows if not set(entries(row, "location")) & set(sites) and said(row, "country") not in countries)
        if empty or beyond:
            yield Remark(
                Words(
                    f"列表中没有：{'、'.join(empty) or '（无）'}；列表另有 {len(beyond)} 处不在其中。",
                    f"not in the table: {', '.join(empty) or 'none'}; {len(beyond)} of the table are not named.",
                ),
                Words("列表写明的所在地不同。", "the table has other places."),
                Words("使两处一致。", "Make the two agree."),
                (one,),
                beyond or tuple(rows),
            )


@rule("two-addresses", severity="warning", says=Words("同一联系地址，两处写法不同。", "One postal address is written in two ways."))
def two_addresses(statement: Statement, law: Law) -> Iterator[Remark]:
    first: list[tuple[Declared, frozenset[str]]] = []
    for one in of(statement, "contact", "definition", "role"):
        words = _parts(said(one, "address"))
        if not words:
            continue
        for other, known in first:
            if words != known and len(words & known) * 2 >= min(len(words), len(known)):
                yield Remark(
                    Words(
                        f"地址中的写法不同：{'、'.join(sorted(words ^ known))}。",
                        f"the address differs in: {', '.join(sorted(words ^ known))}.",
                    ),
                    Words("另一种写法。", "the other way of writing it."),
                    Words("统一地址的写法。", "Write the address in one way."),
                    (one,),
                    (other,),
                )
        first.append((one, words))


def _parts(address: str) -> frozenset[str]:
    """The words of an address without its floor, which is written in many ways."""
    plain = re.sub(r"\b(?:f\d+|\d+/f|\d+(?:st|nd|rd|th)(?: floor)?|floor|no\.?)\b", " ", address)
    return frozenset(word for word in re.findall(r"[a-z0-9一-鿿]+", plain) if word not in ("no", "floor", "the"))
