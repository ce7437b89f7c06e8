"""Choices that people are given in one place and not in another: extras, cookies, tracking, a machine's decisions (PIPL art. 16, 24)."""

from __future__ import annotations

from collections.abc import Iterator

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.rules.agreement import ASKED
from kept.law.words import by_clause, entries, everything, has, items_of, means, names, of, said
from kept.promises import Words
from kept.statement import Statement


@rule(
    "pictures-without-a-camera",
    severity="error",
    says=Words(
        "一处称不用相机和相册也可以使用，另一处却把图片列为须提供的信息。",
        "Camera and album may be refused, yet a function lists pictures among what it takes.",
    ),
)
def pictures(statement: Statement, law: Law) -> Iterator[Remark]:
    items = {item.name: item for item in of(statement, "item")}
    needing = tuple(
        one
        for one in of(statement, "collection", "function-basic")
        if not has(one, "optional", "rule") and any(means(names(items[name]), "pictures") for name in items_of(one) if name in items)
    )
    for one in of(statement, "function-extended"):
        if needing and has(one, "kept") and means(said(one, "functions"), "pictures"):
            yield Remark(
                Words("可以拒绝拍照和上传图片。", "taking and uploading pictures may be refused."),
                Words("图片列为所需的信息。", "pictures are listed among what is needed."),
                Words("写明图片可以不提供。", "Say that pictures may be left out."),
                (one,),
                needing,
            )


@rule(
    "one-click-for-everything",
    severity="error",
    says=Words(
        "一处对各项信息分别征求同意，另一处以一次点击同意全部内容。",
        "Some data is asked for by itself in one place, and one click agrees to everything in another (PIPL art. 14 and 29).",
    ),
)
def one_click(statement: Statement, law: Law) -> Iterator[Remark]:
    apart = tuple(
        one for one in of(statement, "consent") if has(one, "scope", "granularity") or (has(one, "items") and has(one, "condition"))
    )
    for one in of(statement, "consent"):
        if apart and one not in apart and means(said(one, "form"), "clicking") and not has(one, "items"):
            yield Remark(
                Words("一次点击同意全部内容。", "one click agrees to everything."),
                Words("分别征求同意。", "agreement is asked for one by one."),
                Words("写明点击只涵盖基本功能所必需的处理。", "Say that the click covers only what the basic functions need."),
                (one,),
                apart,
            )


@rule(
    "purpose-beyond-the-stated",
    severity="error",
    says=Words(
        "一处承诺 Cookie 不用于所述目的之外，另一处把它用于其他目的。",
        "Cookies serve nothing beyond the stated purposes in one place, and more in another.",
    ),
)
def beyond_the_stated(statement: Statement, law: Law) -> Iterator[Remark]:
    stated = {entry for one in of(statement, "cookie") for entry in entries(one, "purpose")}
    more = tuple(one for one in of(statement, "beacon") if set(entries(one, "purpose")) - stated)
    beside = {path for clause in statement.clauses if any(path.startswith("cookies.") for path in clause.states) for path in clause.states}
    for one in of(statement, "purpose-limit"):
        if more and one.path in beside and means(said(one, "limit"), "as stated"):
            yield Remark(
                Words("不用于所述目的之外。", "nothing beyond the stated purposes."),
                Words("用于没有为 Cookie 说明的目的。", "serves purposes that are not stated for cookies."),
                Words(
                    "把这些目的写入 Cookie 的说明，并就其征求同意。", "State these purposes of cookies too, and ask for consent to them."
                ),
                (one,),
                more,
            )


@rule(
    "tracked-before-asked",
    severity="error",
    says=Words(
        "新的目的须事先同意，跟踪邮件的点击和打开却只能事后退订。",
        "New purposes are asked for beforehand, yet clicks in mails are tracked until somebody unsubscribes.",
    ),
)
def tracked_first(statement: Statement, law: Law) -> Iterator[Remark]:
    asked = tuple(one for one in of(statement, "consent") if has(one, "trigger") and means(said(one, "timing"), "asking first"))
    leaving = any(means(said(one, "control"), "unsubscribing") for one in of(statement, "marketing-optout"))
    tracking = (one for one in of(statement, "beacon") if means(said(one, "technologies", "purpose"), "tracking mails"))
    for group in by_clause(statement, tracking) if asked and leaving else ():
        yield Remark(
            Words("未经同意即跟踪邮件。", "mails are tracked without asking."),
            ASKED,
            Words("跟踪之前另行征求同意。", "Ask for consent to tracking before it begins."),
            group,
            asked,
        )


@rule(
    "tracked-against-the-signal",
    severity="error",
    says=Words(
        "一处承诺响应“请勿追踪”，另一处识别用户而没有除外。",
        "Do Not Track is honoured in one place, and people are recognised in another with no exception for it.",
    ),
)
def tracked_anyway(statement: Statement, law: Law) -> Iterator[Remark]:
    signals = tuple(of(statement, "do-not-track"))
    for one in of(statement, "beacon", "cookie"):
        if signals and means(said(one, "purpose"), "recognising") and not means(everything(one), "agreement"):
            yield Remark(
                Words("识别用户，没有除外。", "people are recognised, with no exception."),
                Words("响应“请勿追踪”。", "Do Not Track is honoured."),
                Words("写明浏览器发出该信号时不作识别。", "Say that nobody is recognised where the browser sends the signal."),
                (one,),
                signals,
            )


@rule(
    "heading-without-its-right",
    severity="error",
    says=Words(
        "标题承诺约束自动决策，内容只及于消息，而另有个性化服务或者由系统作出的决定。",
        "A heading promises a check on automated decisions and the text gives less, while a system personalises or decides (PIPL art. 24).",
    ),
)
def heading_only(statement: Statement, law: Law) -> Iterator[Remark]:
    machines = tuple(
        one
        for one in of(statement, "purpose-limit", "function-extended", "function-basic")
        if means(names(one), "personalising") or means(said(one, "review"), "by a system")
    )
    for one in of(statement, "right-object"):
        if machines and has(one, "heading") and means(said(one, "scope"), "only this"):
            yield Remark(
                Words("内容少于标题所承诺的。", "gives less than its heading promises."),
                Words("由系统个性化或者作出决定。", "a system personalises or decides."),
                Words("提供关闭个性化和要求人工复核的途径。", "Offer a way to turn it off and to have a human look again."),
                (one,),
                machines,
            )
