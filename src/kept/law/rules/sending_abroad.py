"""Data that leaves a country, against each law on it."""

from __future__ import annotations

from collections.abc import Iterator

from kept.law.against import Cited, articles, cited, header_place, named_laws
from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.values import Unknown
from kept.law.words import everything, of, value
from kept.promises import Words
from kept.statement import Declared, Statement


def leaves(statement: Statement) -> tuple[Declared, ...]:
    """What shows that data is in several countries, or goes to another: places in a second country, recipients abroad."""
    kept = [declared for declared in of(statement, "residency") if value(declared, "country")]
    first = value(kept[0], "country") if kept else statement.countries[0]
    abroad = [declared for declared in kept if value(declared, "country") != first]
    for declared in of(statement, "recipient", "processor", "sdk", "affiliate"):
        country = value(declared, "country")
        if (country and country != first) or any(word in everything(declared) for word in ("overseas", "abroad", "outside china", "境外")):
            abroad.append(declared)
    return tuple(abroad)


@rule(
    "no-cross-border-clause",
    severity="warning",
    finds="gap",
    says=Words(
        "数据在几个国家之间，声明没有跨境条款。", "Data is in several countries, and the statement has no clause on crossing borders."
    ),
)
def no_cross_border_clause(statement: Statement, law: Law) -> Iterator[Remark]:
    if of(statement, "cross-border"):
        return
    abroad = leaves(statement)
    if not abroad and len(statement.countries) < 2:
        return
    told = [
        Cited(country.code, None, rule.source)
        for country in named_laws(statement, law)
        if not isinstance(country.cross_border, Unknown)
        for rule in (country.cross_border.rule,)
        if not isinstance(rule, Unknown)
    ]
    if told:
        yield Remark(
            Words("没有关于跨境传输的条款。", "no clause says on what terms data crosses a border."),
            cited(told),
            Words(
                "声明数据是否、凭什么依据、到哪里、给谁出境（cross-border）。",
                "Declare whether data leaves, on what ground, for where and to whom (cross-border).",
            ),
            abroad[:1],
            abroad[1:],
            articles=articles(told),
            place=None if abroad else header_place(statement),
        )
