"""Who is responsible: a processor that pursues purposes of its own (PIPL art. 21 and 73, GDPR art. 28(10))."""

from __future__ import annotations

from collections.abc import Iterator

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.rules.marketing import marketing
from kept.law.words import has, of
from kept.promises import Words
from kept.statement import Statement


@rule(
    "processor-with-own-purposes",
    severity="error",
    says=Words(
        "一处称自己只是受托处理者，另一处却为自己的营销目的使用信息。",
        "The company calls itself a mere processor, and uses the data for marketing of its own.",
    ),
)
def own_purposes(statement: Statement, law: Law) -> Iterator[Remark]:
    aims = tuple(marketing(statement))
    for one in of(statement, "role"):
        if has(one, "processor") and has(one, "controller") and aims:
            yield Remark(
                Words("自称受托处理者。", "the company is a processor only."),
                Words("为自身的营销目的使用个人信息。", "personal data is used for marketing of the company's own."),
                Words(
                    "写明为自身目的处理的部分以控制者身份负责。",
                    "Say that for purposes of your own you are the controller and answer as such.",
                ),
                (one,),
                aims,
            )
