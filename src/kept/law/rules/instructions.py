"""A processor bound to instructions that follows aims of its own, and a customer who decides in a person's place (PIPL art. 14 and 21)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.words import has, items_of, means, of, said, value
from kept.promises import Words
from kept.statement import Declared, Statement


def _own_aims(statement: Statement) -> Sequence[Declared]:
    """What is done for stated aims of the operator's own: limits that name acts or aims, and what is collected or counted beside them."""
    aims = {
        one.path
        for one in of(statement, "purpose-limit")
        if has(one, "acts") or (has(one, "purposes") and not means(said(one, "purposes"), "only this", "closed"))
    }
    beside = {path for clause in statement.clauses if aims & set(clause.states) for path in clause.states}
    return [one for one in of(statement, "purpose-limit", "collection", "statistics") if one.path in aims | beside]


@rule(
    "own-aims-beyond-instructions",
    severity="error",
    says=Words(
        "一处称仅按企业的指示处理，另一处却为自己的目的分析或者使用。",
        "Data is handled only as the customer instructs, and is analysed or used for the operator's own aims elsewhere.",
    ),
)
def beyond_instructions(statement: Statement, law: Law) -> Iterator[Remark]:
    bound = [one for one in of(statement, "processor") if has(one, "limit")]
    aims = tuple(_own_aims(statement))
    controllers = [one for one in of(statement, "role") if has(one, "controller") and has(one, "processor")]
    for one in (*bound, *controllers) if bound and controllers and aims else ():
        yield Remark(
            Words("仅受托处理，由企业决定目的和方式。", "the operator only processes, and the customer decides why and how."),
            Words("另有运营者自己的目的。", "the operator has aims of its own."),
            Words(
                "把这些目的写入与企业的约定，或者写明就此以控制者身份负责。",
                "Put these aims into the agreement with the customer, or answer for them as a controller.",
            ),
            (one,),
            aims,
        )


@rule(
    "order-in-place-of-agreement",
    severity="error",
    says=Words(
        "一处由使用者本人授权，另一处以企业的订购视为委托或者接受。",
        "The person who uses the product authorises in one place, and the customer's order stands for it in another.",
    ),
)
def order_for_agreement(statement: Statement, law: Law) -> Iterator[Remark]:
    asked = tuple(
        one for one in of(statement, "consent") if has(one, "category", "granularity") or means(said(one, "form"), "asking first")
    )
    for one in of(statement, "role"):
        if asked and means(said(one, "trigger"), "ordering"):
            yield Remark(
                Words("以订购视为委托或者接受。", "an order counts as entrusting or accepting."),
                Words("由使用者本人授权。", "the person who uses the product authorises."),
                Words(
                    "写明订购只约束企业与你们，不代替本人的同意。",
                    "Say that an order binds the customer and you, and is no person's consent.",
                ),
                (one,),
                asked,
            )


@rule(
    "decided-by-another",
    severity="error",
    says=Words(
        "同类敏感信息，一处由企业决定是否收集，另一处须由本人授权。",
        "Sensitive data of one class is collected as the customer decides in one place, and as the person authorises in another.",
    ),
)
def decided_by_another(statement: Statement, law: Law) -> Iterator[Remark]:
    classes = {item.name: value(item, "group") for item in of(statement, "item") if value(item, "sensitive")}
    authorised = [one for one in of(statement, "function-extended") if means(said(one, "prerequisite"), "agreement")]
    for one in of(statement, "collection"):
        groups = {classes[name] for name in items_of(one) if name in classes}
        others = tuple(other for other in authorised if groups & {classes.get(name) for name in items_of(other)})
        if has(one, "decided_by") and others:
            yield Remark(
                Words("由企业决定是否收集。", "the customer decides whether it is collected."),
                Words("由本人授权。", "the person authorises."),
                Words("写明两者缺一不可。", "Say that both are needed."),
                (one,),
                others,
            )
