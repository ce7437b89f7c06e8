"""How long data is kept: fixed periods, necessity, statutory terms, and what receivers may keep (PIPL art. 19 and 47)."""

from __future__ import annotations

from collections.abc import Iterator

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.words import has, means, of, said
from kept.promises import Words
from kept.statement import Statement


@rule(
    "longer-than-needed",
    severity="warning",
    says=Words(
        "一处承诺保存不超过必需的期限，另一处却在停止使用之后再等待一段固定期间。",
        "Data is kept no longer than needed, yet waits for a fixed period after use has ended.",
    ),
)
def longer_than_needed(statement: Statement, law: Law) -> Iterator[Remark]:
    limits = tuple(one for one in of(statement, "retention") if means(said(one, "limit"), "necessity"))
    for one in of(statement, "deletion", "retention"):
        fixed = has(one, "within", "keep") and means(said(one, "start", "from", "after"), "leaving")
        if fixed and limits:
            yield Remark(
                Words("停止使用之后仍保存一段固定期间。", "data is kept for a fixed period after use has ended."),
                Words("保存不超过必需的期限。", "data is kept no longer than needed."),
                Words(
                    "写明该期间是完成删除的最后期限，不是最短保存期。",
                    "Say that the period is a deadline for deletion and no least time of keeping.",
                ),
                (one,),
                limits,
            )


@rule(
    "receiver-keeps-on-its-own-ground",
    severity="error",
    says=Words(
        "一处禁止受托方将信息用于其他目的，另一处却允许接收方凭自有授权不予删除。",
        "Those who receive data may use it for nothing else, yet may keep it on an authorisation of their own.",
    ),
)
def receiver_keeps(statement: Statement, law: Law) -> Iterator[Remark]:
    bound = tuple(one for one in of(statement, "purpose-limit") if means(said(one, "other_use"), "forbidden"))
    for one in of(statement, "deletion", "right-delete"):
        own = "own auth" in said(one, "exceptions") or "independent auth" in said(one, "exceptions")
        if own and bound:
            yield Remark(
                Words("接收方可凭自有授权不予删除。", "a receiver may keep the data on an authorisation of its own."),
                Words("不得用于其他目的。", "the data may be used for nothing else."),
                Words(
                    "写明自有授权只适用于独立取得同意的第三方，受托方不得援引。",
                    "Confine it to third parties that obtained consent themselves; those who work for you cannot rely on it.",
                ),
                (one,),
                bound,
            )
