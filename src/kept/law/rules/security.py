"""Safeguards that are absolute in one place and watered down in another."""

from __future__ import annotations

from collections.abc import Iterator

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.words import by_clause, has, means, of, said, value
from kept.promises import Words
from kept.statement import Statement


@rule(
    "watered-down",
    severity="warning",
    says=Words(
        "同一项审查，一处无条件承诺，另一处只承诺尽合理努力。",
        "The same check is promised outright in one place and with reasonable effort only in another.",
    ),
)
def watered_down(statement: Statement, law: Law) -> Iterator[Remark]:
    checks = of(statement, "security-assessment")
    for one in checks:
        outright = tuple(
            other
            for other in checks
            if has(one, "examines") and value(other, "examines") == value(one, "examines") and not has(other, "effort")
        )
        if outright and means(said(one, "effort"), "reasonable effort"):
            yield Remark(
                Words("只承诺尽合理努力。", "only reasonable effort is promised."),
                Words("无条件承诺同一项审查。", "the same check is promised outright."),
                Words("两处采用同一标准。", "Use one measure in both places."),
                (one,),
                outright,
            )


@rule(
    "either-where-both-are-promised",
    severity="error",
    says=Words(
        "一处承诺评估和协议都要具备，另一处只要其中之一。",
        "An assessment and a contract are both promised in one place, and either is enough in another.",
    ),
)
def either(statement: Statement, law: Law) -> Iterator[Remark]:
    checks = tuple(one for one in of(statement, "security-assessment") if has(one, "timing") and has(one, "examines"))
    contracts = tuple(one for one in of(statement, "recipient") if has(one, "document") and has(one, "timing"))
    for one in of(statement, "security-assessment"):
        if checks and contracts and said(one, "combine") == "either":
            yield Remark(
                Words("评估或者协议具备其一即可。", "an assessment or a contract is enough."),
                Words("事先评估，并签订协议。", "an assessment is made and a contract signed beforehand."),
                Words("写明二者均须具备。", "Say that both are needed."),
                (one,),
                (*checks, *contracts),
            )


@rule(
    "disclaimer-beside-liability",
    severity="warning",
    says=Words(
        "一处提示损害可能源于无法控制的因素或者不保证安全，另一处承担责任。",
        "One place announces harm beyond the company's control or promises no security, another accepts liability for it.",
    ),
)
def disclaimer(statement: Statement, law: Law) -> Iterator[Remark]:
    liable = tuple(one for one in of(statement, "right-complain") if has(one, "liability"))
    limits = [one for one in of(statement, "notice") if has(one, "cause") or value(one, "absolute_security") is False]
    for group in by_clause(statement, limits) if liable else ():
        yield Remark(
            Words("提示安全有其限度或者故障源于无法控制的因素。", "security has limits, or failures come from factors beyond control."),
            Words("依法承担责任。", "the company is liable by law."),
            Words(
                "写明提示仅为告知，不减轻依法应当承担的责任。",
                "Say that it is information only and lifts no liability that the law imposes.",
            ),
            group,
            liable,
        )
