"""Functions: basic and yet switched off, refused at two prices, taking in general what only one of them needs (PIPL art. 16)."""

from __future__ import annotations

from collections.abc import Iterator

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.words import entries, has, items_of, means, of, said, value
from kept.promises import Words
from kept.statement import Statement


@rule(
    "basic-yet-switched-off",
    severity="error",
    says=Words(
        "一项功能被列为基本功能，拒绝即须停止使用，另一处却可以单独关闭。",
        "A function counts as basic, so that refusing it ends all use, and can be switched off by itself in another place.",
    ),
)
def switched_off(statement: Statement, law: Law) -> Iterator[Remark]:
    ending = [one for one in of(statement, "consent") if said(one, "category") == "basic" and means(said(one, "refusal_effect"), "halt")]
    basic = {one.name: one for one in of(statement, "function-basic")}
    for one in of(statement, "right-withdraw"):
        about = tuple(basic[name] for name in entries(one, "functions") if name in basic)
        if ending and about:
            yield Remark(
                Words("列为基本功能，拒绝即须停止使用。", "counts as basic, so that refusing it ends all use."),
                Words("可以单独关闭。", "it can be switched off by itself."),
                Words("列为扩展功能。", "Count it among the extended functions."),
                about,
                (one,),
            )


@rule(
    "one-refusal-two-prices",
    severity="error",
    says=Words(
        "拒绝同一类功能所需的信息，一处须停止使用产品，另一处只失去该功能。",
        "Refusing what functions of one class need ends all use in one place, and costs that function only in another.",
    ),
)
def two_prices(statement: Statement, law: Law) -> Iterator[Remark]:
    refusals = [one for one in of(statement, "consent") if has(one, "category") and has(one, "refusal_effect")]
    for one in refusals:
        ending = tuple(
            other for other in refusals if said(other, "category") == said(one, "category") and means(said(other, "refusal_effect"), "halt")
        )
        if ending and one not in ending:
            yield Remark(
                Words("拒绝只失去该功能。", "refusing costs that function only."),
                Words("拒绝这一类功能即须停止使用。", "refusing functions of this class ends all use."),
                Words("写明拒绝只失去离开该信息便无法提供的功能。", "Say that only what cannot be had without the data is lost."),
                (one,),
                ending,
            )


@rule(
    "taken-in-general",
    severity="error",
    says=Words(
        "同一客户端的同类敏感信息，一处一概收集，另一处只为一项扩展功能收集。",
        "A client takes sensitive data of a class in general in one place, and for one extended function only in another.",
    ),
)
def in_general(statement: Statement, law: Law) -> Iterator[Remark]:
    classes = {item.name: value(item, "group") for item in of(statement, "item") if value(item, "sensitive")}
    for one in of(statement, "collection"):
        groups = {classes[name] for name in items_of(one) if name in classes}
        narrow = tuple(
            other
            for other in of(statement, "function-extended")
            if groups & {classes.get(name) for name in items_of(other)} and set(entries(one, "clients")) & set(entries(other, "clients"))
        )
        if narrow and not has(one, "basis", "consent", "trigger", "decided_by"):
            yield Remark(
                Words("一概收集。", "is taken in general."),
                Words("只为一项扩展功能收集。", "it is taken for an extended function only."),
                Words(
                    "写明只在使用该功能且已授权时收集。",
                    "Say that it is taken when that function is used and authorised, and at no other time.",
                ),
                (one,),
                narrow,
            )
