"""Marketing that needs consent in one place and none in another, ways out that are too narrow, and sales that are denied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.words import by_clause, entries, everything, means, names, of, said
from kept.promises import Words
from kept.statement import Declared, Statement


def marketing(statement: Statement) -> Sequence[Declared]:
    """Purposes that are marketing by their name or aim."""
    return [
        one for one in of(statement, "purpose-limit") if means(f"{names(one)} | {said(one, 'purpose', 'purposes', 'aim')}", "marketing")
    ]


@rule(
    "marketing-without-consent",
    severity="error",
    says=Words(
        "一处规定营销须经同意，另一处列出营销用途却没有提到同意或者拒绝的途径。",
        "Marketing needs consent in one place; elsewhere marketing uses are listed without a word on consent or refusal.",
    ),
)
def without_consent(statement: Statement, law: Law) -> Iterator[Remark]:
    asked = tuple(
        one
        for one in of(statement, "collection", "consent")
        if means(names(one), "marketing") and means(said(one, "consent", "form"), "asking first")
    )
    clauses = {clause.id for clause in statement.clauses for one in asked if one.path in clause.states}
    beside = {path for clause in statement.clauses if clause.id in clauses for path in clause.states}
    silent = [one for one in marketing(statement) if one.path not in beside and not means(everything(one), "agreement")]
    for group in by_clause(statement, silent) if asked else ():
        yield Remark(
            Words("用于营销，没有提到同意或者拒绝。", "used for marketing without a word on consent or refusal."),
            Words("营销须经同意，拒绝不影响其他功能。", "marketing needs consent and may be refused at no other cost."),
            Words("写明营销用途同样须经同意、可以拒绝。", "Say that these uses need consent too and can be refused."),
            group,
            asked,
        )


@rule(
    "way-out-too-narrow",
    severity="error",
    says=Words(
        "营销通过多种渠道、面向各类人，却只对一部分渠道或者一部分人提供退订。",
        "Marketing goes out on several channels to all kinds of people, and only some of them can opt out, or of one channel only.",
    ),
)
def narrow_way_out(statement: Statement, law: Law) -> Iterator[Remark]:
    aims = tuple(marketing(statement))
    channels = {channel for one in aims for channel in entries(one, "channels")}
    for one in of(statement, "marketing-optout"):
        told = everything(one)
        missing = sorted(channel for channel in channels if channel not in told)
        if aims and missing and ("email" in told or "邮件" in told):
            yield Remark(
                Words(f"退订不及于这些渠道：{'、'.join(missing)}。", f"opting out does not reach these channels: {', '.join(missing)}."),
                Words(
                    "营销通过多种渠道进行，也面向不是客户的人。",
                    "marketing goes out on several channels, also to people who are no customers.",
                ),
                Words("让任何收到营销信息的人一次退订即停止全部渠道。", "Let whoever receives marketing end it on every channel at once."),
                (one,),
                aims,
            )


@rule(
    "no-sale-beside-partners",
    severity="warning",
    says=Words(
        "承诺不出售个人信息，同时为推广或者营销向他人提供个人信息，可能换取对价（CCPA 第 1798.140 条）。",
        "No sale is promised, while data goes to others for promotion or marketing, possibly for something in return (CCPA § 1798.140).",
    ),
)
def no_sale(statement: Statement, law: Law) -> Iterator[Remark]:
    partners = tuple(
        one for one in of(statement, "recipient") if "inbound" not in said(one, "direction") and means(said(one, "purpose"), "marketing")
    )
    for one in of(statement, "recipient"):
        if one.body.sale is False and partners:
            yield Remark(
                Words("承诺不出售个人信息。", "no sale of personal data is promised."),
                Words("为推广或者营销取得个人信息。", "receives data for promotion or marketing."),
                Words(
                    "写明以任何对价提供均视为出售，并把受保护的人排除在外。",
                    "Say that anything in return makes it a sale, and leave the people protected out of it.",
                ),
                (one,),
                partners,
            )
