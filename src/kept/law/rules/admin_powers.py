"""What a customer organisation may see of its people, and how far it stands between them and the operator (PIPL art. 14, 44 to 50)."""

from __future__ import annotations

from collections.abc import Iterator

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.rules.agreement import ASKED
from kept.law.words import has, means, of, said
from kept.promises import Words
from kept.statement import Statement


@rule(
    "seen-on-presumed-agreement",
    severity="error",
    says=Words(
        "一处须由本人授权或者明示选择，另一处从其行为推定其接受上级或者管理员查看。",
        "The person has to authorise in one place, and is taken to accept being seen by superiors or administrators in another.",
    ),
)
def seen_on_presumption(statement: Statement, law: Law) -> Iterator[Remark]:
    asked = tuple(one for one in of(statement, "consent") if means(said(one, "timing", "form"), "asking first"))
    for one in of(statement, "admin-visibility"):
        if asked and has(one, "acceptance"):
            yield Remark(
                Words("从行为推定本人接受被查看。", "being seen is read out of conduct."),
                ASKED,
                Words(
                    "在行为发生时列明谁能看到什么，由本人勾选。",
                    "List who will see what when the act is done, and let the person tick it.",
                ),
                (one,),
                asked,
            )


@rule(
    "granted-range-beside-rank",
    severity="error",
    says=Words(
        "一处上级只能看到授权范围内的内容，另一处凭其在组织中的位置即可看到，没有范围。",
        "A superior sees what was granted in one place, and by mere rank, within no range, in another.",
    ),
)
def by_rank(statement: Statement, law: Law) -> Iterator[Remark]:
    superiors = [one for one in of(statement, "admin-visibility") if means(said(one, "who"), "superiors")]
    granted = tuple(one for one in superiors if means(said(one, "scope"), "grant"))
    for one in superiors:
        if granted and has(one, "basis") and not has(one, "scope"):
            yield Remark(
                Words("凭在组织中的位置即可查看，没有范围。", "rank alone is enough, within no range."),
                Words("以授权范围为限。", "only a granted range is seen."),
                Words(
                    "写明组织架构只决定谁是上级，看到什么由授权决定。", "Say that rank tells who is superior, and the grant what is seen."
                ),
                (one,),
                granted,
            )


@rule(
    "right-bound-by-another",
    severity="error",
    says=Words(
        "一处本人可以自行查看、更正其信息，另一处由他人设定的规则限制。",
        "People correct their data themselves in one place, and somebody else's rules bind their right in another.",
    ),
)
def bound_by_another(statement: Statement, law: Law) -> Iterator[Remark]:
    free = tuple(one for one in of(statement, "right-rectify") if has(one, "items") and not has(one, "who"))
    for one in of(statement, "right-delete"):
        if free and has(one, "limited_by"):
            yield Remark(
                Words("受他人设定的规则限制。", "somebody else's rules bind it."),
                Words("本人可以自行更正，没有限制。", "people correct their data themselves, with no such bound."),
                Words(
                    "写明这些规则只适用于业务数据，不限制法定权利。", "Say that the rules reach business data only, and no right in law."
                ),
                (one,),
                free,
            )


@rule(
    "through-another-or-to-us",
    severity="warning",
    says=Words(
        "停用或者注销账号后的请求，一处只能经企业或者管理员提出，另一处可以直接提出。",
        "After an account ends, requests go through the customer in one place, and straight to the operator in another.",
    ),
)
def through_another(statement: Statement, law: Law) -> Iterator[Remark]:
    direct = tuple(one for one in of(statement, "right-delete") if means(said(one, "ground"), "leaving") and not has(one, "via"))
    for one in of(statement, "right-delete", "right-cancel"):
        if direct and has(one, "via"):
            yield Remark(
                Words("须经他人提出。", "has to be asked for through somebody else."),
                Words("账号注销或者不再使用即可直接要求删除。", "the end of the account is ground enough to ask for deletion."),
                Words(
                    "写明两条途径均可，他人未在期限内办理的由你们办理。",
                    "Say that either way is open, and that you act where the other does not act in time.",
                ),
                (one,),
                direct,
            )


@rule(
    "consent-taken-for-granted",
    severity="error",
    says=Words(
        "一处视为他人已取得本人明示同意，另一处以没有同意为删除的理由。",
        "Somebody else is taken to hold the person's consent in one place, and its lack is a ground for deletion in another.",
    ),
)
def taken_for_granted(statement: Statement, law: Law) -> Iterator[Remark]:
    lacking = tuple(one for one in of(statement, "right-delete") if means(said(one, "ground"), "no consent"))
    for one in of(statement, "contact"):
        if lacking and means(said(one, "assurance"), "agreement"):
            yield Remark(
                Words("视为他人已取得同意。", "somebody else is taken to hold consent."),
                Words("没有同意即可要求删除。", "missing consent is a ground for deletion."),
                Words("写明主张有同意的人须举证。", "Say that whoever claims consent has to show it."),
                (one,),
                lacking,
            )
