"""Receivers: unnamed here and named there, received by us although another collects, partners of whom the list knows nothing."""

from __future__ import annotations

from collections.abc import Iterator

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.rules.sdk_data import classes_of
from kept.law.rules.sdk_lists import listed_kits
from kept.law.words import entries, has, means, of, said
from kept.promises import Words
from kept.statement import Statement


@rule(
    "unnamed-beside-its-kit",
    severity="warning",
    says=Words(
        "接收方没有写明名称，另一处的 SDK 却写明由谁取得同类的支付信息。",
        "A receiver of payment data has no name, and in another place an SDK or receiver that takes such data is named.",
    ),
)
def unnamed(statement: Statement, law: Law) -> Iterator[Remark]:
    named = tuple(
        one
        for one in (*listed_kits(statement), *(other for other in of(statement, "recipient") if has(other, "recipients", "examples")))
        if "payment" in classes_of(statement, one)
    )
    for one in of(statement, "recipient"):
        if named and "payment" in classes_of(statement, one) and not has(one, "recipients", "examples", "direction"):
            yield Remark(
                Words("没有写明名称。", "has no name."),
                Words("写明了名称。", "is named."),
                Words("两处写明同样的名称。", "Give the name in both places."),
                (one,),
                named,
            )


@rule(
    "collected-by-another-yet-received",
    severity="error",
    says=Words(
        "一处称信息由他人收集，另一处却由自己接收或者提供查阅。",
        "Data is said to be collected by somebody else, and reaches the company or can be seen with it in another place.",
    ),
)
def received(statement: Statement, law: Law) -> Iterator[Remark]:
    for one in of(statement, "collection"):
        if "third" not in said(one, "collector"):
            continue
        reaching = tuple(
            other
            for other in of(statement, "recipient", "right-access")
            if classes_of(statement, one) & classes_of(statement, other)
            and (other.kind == "right-access" or "inbound" in said(other, "direction"))
        )
        if reaching:
            yield Remark(
                Words("由他人收集。", "is collected by somebody else."),
                Words("由自己接收或者提供查阅。", "reaches the company or can be seen with it."),
                Words("写明自己接收、保存哪些信息。", "Say which of the data you receive and keep yourself."),
                (one,),
                reaching,
            )


@rule(
    "cookie-partner-among-no-receivers",
    severity="error",
    says=Words(
        "合作方通过 Cookie 取得信息，接收信息的各方中却没有合作方。",
        "Partners get data through cookies, and the clauses on receivers know of no partners.",
    ),
)
def cookie_partners(statement: Statement, law: Law) -> Iterator[Remark]:
    receivers = tuple(one for one in of(statement, "recipient", "processor", "affiliate") if has(one, "recipients"))
    known = " | ".join(said(one, "recipients") for one in receivers)
    for one in of(statement, "cookie"):
        if receivers and any(means(entry, "partners") for entry in entries(one, "parties")) and not means(known, "partners"):
            yield Remark(
                Words("合作方通过 Cookie 取得信息。", "partners get data through it."),
                Words("列出的接收方中没有合作方。", "the receivers that are listed include no partners."),
                Words("把合作方列为接收方，写明名称和信息。", "List the partners as receivers, with names and data."),
                (one,),
                receivers,
            )


@rule(
    "moved-before-anybody-is-told",
    severity="error",
    says=Words(
        "一处承诺告知公司的合并、分立或者转让，另一处在交易完成之前就把信息交给各方。",
        "People are told of a merger or sale in one place, and parties to a deal get data beforehand in another.",
    ),
)
def before_told(statement: Statement, law: Law) -> Iterator[Remark]:
    told = tuple(one for one in of(statement, "ownership-transfer") if has(one, "channels"))
    for one in of(statement, "ownership-transfer"):
        if told and has(one, "recipients") and not has(one, "channels", "timing", "content", "grounds"):
            yield Remark(
                Words("交易各方取得信息，没有告知。", "parties get data and nobody is told."),
                Words("承诺告知。", "people are told."),
                Words("写明告知之前不提供个人信息。", "Say that no personal data moves before people are told."),
                (one,),
                told,
            )


@rule(
    "another-policy-after-a-deal",
    severity="error",
    says=Words(
        "一处承诺公司变更后继续保护信息，另一处允许适用收购方自己的政策。",
        "After a merger the data stays protected in one place, and the buyer's own policy may apply in another.",
    ),
)
def another_policy(statement: Statement, law: Law) -> Iterator[Remark]:
    going_on = tuple(one for one in of(statement, "ownership-transfer") if has(one, "events") and not has(one, "recipients"))
    for one in of(statement, "ownership-transfer"):
        if going_on and not has(one, "events") and "policy" in said(one, "standard"):
            yield Remark(
                Words("可能适用收购方的政策。", "the buyer's policy may apply."),
                Words("存续的一方继续承担责任。", "whoever goes on stays responsible."),
                Words("写明收购方受本政策约束，改变时重新征得同意。", "Bind the buyer to this text, and ask anew where it wants a change."),
                (one,),
                going_on,
            )
