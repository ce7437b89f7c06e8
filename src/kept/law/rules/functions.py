"""Functions whose needs do not agree: a choice that is none, an optional item that is demanded (PIPL art. 16)."""

from __future__ import annotations

from collections.abc import Iterator

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.words import has, items_of, of, said
from kept.promises import Words
from kept.statement import Statement


@rule(
    "choice-that-is-none",
    severity="error",
    says=Words(
        "一处允许在几项信息中任选其一，另一处却非要其中某一项不可。",
        "One of several items may be chosen in one place, and a particular one is demanded in another.",
    ),
)
def no_choice(statement: Statement, law: Law) -> Iterator[Remark]:
    choices = [
        one for one in of(statement, "function-basic") if "or" in said(one, "rule").replace("/", " ").split() and len(items_of(one)) > 1
    ]
    for one in of(statement, "function-basic"):
        offered = tuple(other for other in choices if other is not one and set(items_of(one)) < set(items_of(other)))
        if offered and has(one, "consequence", "refusal", "refusal_effect", "effect_of_refusal"):
            yield Remark(
                Words("缺少这一项即不可用。", "nothing works without this item."),
                Words("可以在几项信息中任选其一。", "one of several items may be chosen."),
                Words("写明何时必须提供这一项，何时可以选择。", "Say when this item is needed and when there is a choice."),
                (one,),
                offered,
            )


@rule(
    "basic-demands-optional",
    severity="error",
    says=Words("基本功能要求提供的信息，另一处列为可选。", "A basic function demands an item that is optional in another place."),
)
def demands_optional(statement: Statement, law: Law) -> Iterator[Remark]:
    optional = [one for one in of(statement, "function-extended") if one.body.optional is True]
    for one in of(statement, "function-basic"):
        needed = set(items_of(one)) if "or" not in said(one, "rule").replace("/", " ").split() else set()
        others = tuple(other for other in optional if needed & set(items_of(other)))
        if others:
            yield Remark(
                Words("基本功能要求提供这些信息。", "this basic function demands the items."),
                Words("这些信息可以不提供。", "the items may be left out."),
                Words("从基本功能中去掉，或者写明为何必需。", "Take them out of the basic function, or say why they are needed."),
                (one,),
                others,
            )
