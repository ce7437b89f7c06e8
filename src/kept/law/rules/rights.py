"""Rights of people that are narrower, slower or harder to use in one place than in another (PIPL art. 44 to 50, GDPR art. 12 to 22)."""

from __future__ import annotations

from collections.abc import Iterator

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.words import by_clause, everything, has, items_of, means, names, of, said, value
from kept.promises import Words
from kept.statement import Declared, Statement

COLLECTING = ("collection", "function-basic", "function-extended", "permission", "cookie", "beacon", "third-party-data")


@rule(
    "right-narrower-than-collection",
    severity="warning",
    says=Words("可以查询、更正的信息少于所收集的信息。", "People can see or correct less than is collected of them."),
)
def narrower(statement: Statement, law: Law) -> Iterator[Remark]:
    rights = [one for one in of(statement, "right-access", "right-rectify") if has(one, "items") and not has(one, "scope")]
    if not rights or any(has(one, "scope") for one in of(statement, "right-access")):
        return
    open_to = {item for one in rights for item in items_of(one)}
    beyond = tuple(one for one in of(statement, *COLLECTING) if set(items_of(one)) - open_to)
    if beyond:
        missing = {item for one in beyond for item in items_of(one)} - open_to
        yield Remark(
            Words(
                f"所收集的信息中有 {len(missing)} 项不在可查询、更正的范围之内。",
                f"of what is collected, {len(missing)} items are out of reach.",
            ),
            Words("收集这些信息。", "collects them."),
            Words(
                "写明页面之外的信息可以通过其他途径查询，范围包括全部个人信息。",
                "Say how everything else can be seen, and that it covers all personal data.",
            ),
            tuple(rights),
            beyond,
        )


@rule(
    "free-right-beside-closed-grounds",
    severity="error",
    says=Words(
        "一处称可以不受限制地删除，另一处却只在列明的情形下方可要求删除。",
        "Deletion is free in one place and tied to a closed list of grounds in another.",
    ),
)
def free_right(statement: Statement, law: Law) -> Iterator[Remark]:
    grounds = tuple(one for one in of(statement, "right-delete") if has(one, "ground", "grounds"))
    for one in of(statement, "right-delete"):
        if grounds and means(said(one, "scope", "limit"), "without limit"):
            yield Remark(
                Words("可以不受限制地删除。", "deletion has no limit."),
                Words("只在这些情形下可以要求删除。", "deletion can be asked for in these cases."),
                Words(
                    "写明自行删除无须理由，列明的情形不构成限制。",
                    "Say that deleting one's own data needs no reason and that the list does not narrow it.",
                ),
                (one,),
                grounds,
            )


@rule(
    "deletion-that-waits",
    severity="error",
    says=Words(
        "停止使用即可要求删除，另一处却规定停止使用后经过一段期间方才删除。",
        "Leaving is a ground for deletion, yet after leaving data waits for a period to pass.",
    ),
)
def waits(statement: Statement, law: Law) -> Iterator[Remark]:
    periods = tuple(one for one in _periods(statement) if means(said(one, "start", "trigger", "from", "after"), "leaving"))
    for one in of(statement, "right-delete"):
        if periods and means(f"{said(one, 'ground', 'grounds')} | {names(one)}", "leaving"):
            yield Remark(
                Words("停止使用或者注销即可要求删除。", "leaving the service is a ground for deletion."),
                Words("停止使用后经过一段期间方才删除。", "data goes only when a period has passed after use ended."),
                Words("写明本人要求删除的，不等待该期间。", "Say that a person who asks does not wait for the period."),
                (one,),
                periods,
            )


@rule(
    "withdrawn-yet-kept",
    severity="error",
    says=Words(
        "撤回同意后即停止处理，另一处却规定撤回后继续保存一段期间；存储也是处理。",
        "Handling stops on withdrawal, yet data is kept for a period after it; storing is handling too.",
    ),
)
def withdrawn_yet_kept(statement: Statement, law: Law) -> Iterator[Remark]:
    periods = tuple(one for one in _periods(statement) if means(said(one, "start", "trigger", "from", "after"), "withdrawal"))
    for one in of(statement, "right-withdraw"):
        if periods and "processing stop" in said(one, "effect", "effects"):
            yield Remark(
                Words("撤回后即停止处理。", "handling stops on withdrawal."),
                Words("撤回后继续保存一段期间。", "data is kept for a period after withdrawal."),
                Words(
                    "写明撤回即停止使用，期间内仅封存待删。",
                    "Say that use stops at once and that the data is only held closed until it is deleted.",
                ),
                (one,),
                periods,
            )


def _periods(statement: Statement) -> Iterator[Declared]:
    return (
        one
        for one in of(statement, "deletion", "retention")
        if has(one, "within", "keep", "min", "period") and has(one, "start", "from", "after")
    )


@rule(
    "own-right-in-anothers-hands",
    severity="error",
    says=Words(
        "一处称个人可以自行注销，另一处却只能由他人代为办理。",
        "People may cancel by choice in one place, and only through somebody else in another.",
    ),
)
def through_another(statement: Statement, law: Law) -> Iterator[Remark]:
    cancels = of(statement, "right-cancel")
    free = (
        *(one for one in cancels if not has(one, "via") and means(said(one, "trigger"), "by choice")),
        *(one for one in of(statement, "right-delete") if means(said(one, "ground", "grounds"), "by choice")),
    )
    for one in cancels:
        if has(one, "via") and free:
            yield Remark(
                Words("只能由他人代为办理。", "it takes somebody else to do it."),
                Words("个人可以主动注销。", "people may cancel by choice."),
                Words("写明他人不办理时个人如何行使权利。", "Say what happens when the other does not act."),
                (one,),
                free,
            )


@rule(
    "right-with-and-without-a-window",
    severity="warning",
    says=Words(
        "同一项权利，一处限于一段期间内的信息，另一处没有这一限制。",
        "The same right reaches back for a period only in one place, and without limit in another.",
    ),
)
def window(statement: Statement, law: Law) -> Iterator[Remark]:
    for kind in ("right-copy", "right-access", "right-portability", "right-delete"):
        whole = tuple(one for one in of(statement, kind) if not has(one, "window"))
        for one in of(statement, kind):
            if has(one, "window") and whole:
                yield Remark(
                    Words(
                        f"只包括此前 {value(one, 'window').words('zh')}内的信息。",
                        f"includes data of the last {value(one, 'window')} only.",
                    ),
                    Words("没有时间限制。", "has no limit in time."),
                    Words("写明该期间是最低保障，还是仅适用于何人。", "Say that the period is the least owed, or to whom it applies."),
                    (one,),
                    whole,
                )


@rule(
    "effort-against-a-right",
    severity="warning",
    says=Words(
        "已无保留地承诺的权利，可以技术上费力为由拒绝。", "Rights promised without reserve can be refused because they take effort."
    ),
)
def effort(statement: Statement, law: Law) -> Iterator[Remark]:
    promised = tuple(
        one
        for one in statement.declarations.values()
        if one.kind in ("right-access", "right-rectify", "right-delete", "right-copy", "right-withdraw")
    )
    for one in of(statement, "request-refuse"):
        if promised and means(everything(one), "effort"):
            yield Remark(
                Words("可以技术上费力为由拒绝。", "effort is a reason to refuse."),
                Words("这些权利的承诺没有保留。", "these rights are promised without reserve."),
                Words("写明这一理由不适用于已承诺的权利。", "Say that it is no reason against rights that are promised."),
                (one,),
                promised,
            )


@rule(
    "charged-or-refused",
    severity="error",
    says=Words(
        "对重复的请求，一处规定收费办理，另一处规定可以拒绝。", "A repeated request is charged for in one place and refused in another."
    ),
)
def charged_or_refused(statement: Statement, law: Law) -> Iterator[Remark]:
    refused = tuple(one for one in of(statement, "request-refuse") if means(everything(one), "repeating"))
    for group in by_clause(statement, (one for one in of(statement, "request-fee") if means(everything(one), "repeating"))):
        if refused:
            yield Remark(
                Words("对重复的请求收费办理。", "a repeated request is met for a fee."),
                Words("重复的请求可以拒绝。", "a repeated request may be refused."),
                Words("写明先后顺序：先收费，还是先拒绝，以及收费的标准。", "Say which comes first, and what the fee is."),
                group,
                refused,
            )
