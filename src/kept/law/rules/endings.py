"""How accounts, consents and data end: a free right beside a review, deletion that has to be asked for, copies that stay (PIPL art. 47)."""

from __future__ import annotations

from collections.abc import Iterator

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.words import entries, has, means, of, said, value
from kept.promises import Words
from kept.statement import Statement


@rule(
    "any-time-after-a-review",
    severity="warning",
    says=Words(
        "一处可以随时注销，另一处须先审核。", "An account can be closed at any time in one place, and only after a review in another."
    ),
)
def after_a_review(statement: Statement, law: Law) -> Iterator[Remark]:
    free = tuple(one for one in of(statement, "right-cancel") if means(said(one, "timing"), "without limit"))
    for one in of(statement, "request-deadline"):
        if free and "cancel" in entries(one, "of"):
            yield Remark(
                Words("注销须经审核。", "closing takes a review."),
                Words("可以随时注销。", "an account can be closed at any time."),
                Words("写明审核什么，以及何种情形下可以拒绝。", "Say what is reviewed, and on which grounds closing may be refused."),
                (one,),
                free,
            )


@rule(
    "one-request-two-clocks",
    severity="warning",
    says=Words(
        "对所有请求规定一个期限，对其中一种又规定起算点和单位都不同的期限。",
        "All requests have one deadline, and one sort of them another that differs in unit and in what it counts from.",
    ),
)
def two_clocks(statement: Statement, law: Law) -> Iterator[Remark]:
    numbered = [one for one in of(statement, "request-deadline") if has(one, "within")]
    for one in numbered:
        others = tuple(
            other
            for other in numbered
            if has(other, "of") and value(other, "within").unit != value(one, "within").unit and said(other, "start") != said(one, "start")
        )
        if others and not has(one, "of", "subjects", "channels", "store"):
            yield Remark(
                Words("适用于所有请求。", "is for all requests."),
                Words("其中一种请求另有期限。", "one sort of request has another deadline."),
                Words("写明各自适用于何种请求。", "Say which requests each of the two is for."),
                (one,),
                others,
            )


@rule(
    "deleted-or-merely-anonymised",
    severity="warning",
    says=Words(
        "注销之后，一处删除，另一处删除或者匿名化。",
        "When an account ends, data is deleted in one place, and deleted or anonymised in another.",
    ),
)
def deleted_or_anonymised(statement: Statement, law: Law) -> Iterator[Remark]:
    either = tuple(
        one
        for one in of(statement, "deletion")
        if means(said(one, "trigger"), "leaving") and means(said(one, "action"), "erasing") and means(said(one, "action"), "derived")
    )
    for one in of(statement, "right-cancel"):
        if either and means(said(one, "action"), "erasing") and not means(said(one, "action"), "derived"):
            yield Remark(
                Words("注销之后删除。", "data is deleted when the account ends."),
                Words("删除或者匿名化。", "data is deleted or anonymised."),
                Words("两处写成一样，或者写明何时可以匿名化。", "Say the same in both places, or say when anonymising will do."),
                (one,),
                either,
            )


@rule(
    "cases-beside-a-free-deletion",
    severity="error",
    says=Words(
        "一处可以通过删除信息撤回授权，另一处只在列明的情形下可以要求删除。",
        "Deleting data is a way to withdraw in one place, and deletion is tied to a number of cases in another.",
    ),
)
def free_deletion(statement: Statement, law: Law) -> Iterator[Remark]:
    free = tuple(one for one in of(statement, "right-withdraw") if any(means(way, "erasing") for way in entries(one, "means")))
    for one in of(statement, "right-delete"):
        if free and has(one, "cases"):
            yield Remark(
                Words("只在列明的情形下可以要求删除。", "deletion can be asked for in the listed cases."),
                Words("可以通过删除信息撤回授权。", "deleting data is a way to withdraw."),
                Words("写明撤回授权而要求删除的，不受情形限制。", "Say that the cases do not bind whoever withdraws."),
                (one,),
                free,
            )


@rule(
    "asked-for-what-comes-by-itself",
    severity="warning",
    says=Words(
        "一处承诺主动删除，另一处须由本人要求。",
        "Data goes by itself in one place, and has to be asked for in another (PIPL art. 47).",
    ),
)
def comes_by_itself(statement: Statement, law: Law) -> Iterator[Remark]:
    closing = tuple(
        one for one in of(statement, "right-cancel") if means(said(one, "action"), "erasing") and not means(said(one, "trigger"), "demand")
    )
    expiring = tuple(one for one in of(statement, "deletion") if means(said(one, "trigger"), "time is over") and has(one, "action"))
    for one in of(statement, "right-delete"):
        ground = said(one, "ground")
        others = closing if means(ground, "leaving") else expiring if means(ground, "time is over") else ()
        if others:
            yield Remark(
                Words("须由本人要求删除。", "the person has to ask for deletion."),
                Words("承诺主动删除。", "data is deleted without being asked for."),
                Words(
                    "写明由处理者主动删除，本人仅在其未删除时要求。",
                    "Say that you delete of your own accord, and that people ask where you were late.",
                ),
                (one,),
                others,
            )


@rule(
    "deleted-yet-in-backups",
    severity="warning",
    says=Words(
        "删除定义为不可检索、不可访问，备份中的副本却仍然存在。",
        "Deletion means that data can be neither found nor opened, while copies stay in backups.",
    ),
)
def in_backups(statement: Statement, law: Law) -> Iterator[Remark]:
    copies = tuple(one for one in of(statement, "backup") if has(one, "timing", "period", "reason"))
    for one in of(statement, "deletion"):
        if copies and has(one, "state"):
            yield Remark(
                Words("只要求不可检索、不可访问。", "asks only that data is neither found nor opened."),
                Words("副本仍在备份之中。", "copies stay in backups."),
                Words("写明备份何时清除。", "Say when backups are cleared."),
                (one,),
                copies,
            )


@rule(
    "compelled-or-merely-permitted",
    severity="error",
    says=Words(
        "一处只有法律强制才可以延长保存，另一处法律允许即可。",
        "Data is kept longer only where the law compels it in one place, and where it merely permits it in another.",
    ),
)
def merely_permitted(statement: Statement, law: Law) -> Iterator[Remark]:
    keeping = [one for one in of(statement, "retention") if has(one, "exceptions")]
    compelled = tuple(
        one for one in keeping if means(said(one, "exceptions"), "compelled") and not means(said(one, "exceptions"), "permitted")
    )
    for one in keeping:
        if compelled and means(said(one, "exceptions"), "permitted"):
            yield Remark(
                Words("法律允许即可延长保存。", "it is enough that the law permits longer keeping."),
                Words("只有法律强制才可以延长保存。", "only compulsion of law keeps data longer."),
                Words("以法律强制为限，或者写明允许的依据。", "Confine it to compulsion, or say which permission is meant."),
                (one,),
                compelled,
            )


@rule(
    "masked-called-anonymous",
    severity="warning",
    says=Words(
        "匿名化的信息不属于个人信息，显示时的遮盖却称为匿名处理。",
        "Anonymised data is no personal data, and what is merely masked on display is called anonymous.",
    ),
)
def called_anonymous(statement: Statement, law: Law) -> Iterator[Remark]:
    outside = tuple(one for one in of(statement, "definition") if means(said(one, "excludes"), "anonymous"))
    for one in of(statement, "masking"):
        if outside and means(said(one, "methods", "method"), "anonymous"):
            yield Remark(
                Words("把遮盖称为匿名处理。", "calls masking anonymous."),
                Words("匿名化的信息不属于个人信息。", "anonymised data is outside personal data."),
                Words("写明被遮盖的信息仍是个人信息。", "Say that masked data is still personal."),
                (one,),
                outside,
            )
