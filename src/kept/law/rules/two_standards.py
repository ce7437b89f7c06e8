"""One matter dealt with twice by different standards: answers, refusals, security, incidents, what a button does."""

from __future__ import annotations

from collections.abc import Iterator

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.rules.sdk_data import COLLECTING, classes_of
from kept.law.words import entries, has, items_of, means, of, said
from kept.promises import Words
from kept.statement import Statement


@rule(
    "no-number-beside-a-number",
    severity="warning",
    says=Words(
        "同样是答复请求，一处写明天数，另一处只写尽快或者合理时间。",
        "Answers have a number of days in one place, and are promised as soon as possible or in reasonable time in another.",
    ),
)
def no_number(statement: Statement, law: Law) -> Iterator[Remark]:
    numbered = tuple(one for one in of(statement, "request-deadline") if has(one, "within") and not has(one, "of"))
    for one in of(statement, "request-deadline"):
        if numbered and has(one, "deadline") and has(one, "of", "store") and not has(one, "within"):
            yield Remark(
                Words("没有写明天数。", "gives no number."),
                Words("写明了天数。", "gives a number of days."),
                Words("写明最长的天数。", "Give the number of days within which it is done at the latest."),
                (one,),
                numbered,
            )


@rule(
    "promised-only-as-far-as-law-goes",
    severity="error",
    says=Words(
        "一处承诺提供查阅，另一处凡法律不要求的即可拒绝，承诺因此落空。",
        "Access is promised in one place, and whatever the law does not demand may be refused in another, so that nothing is promised.",
    ),
)
def only_by_law(statement: Statement, law: Law) -> Iterator[Remark]:
    promised = tuple(one for one in of(statement, "right-access") if has(one, "scope"))
    for one in of(statement, "request-refuse"):
        if promised and means(said(one, "condition", "grounds"), "not owed"):
            yield Remark(
                Words("法律不要求的即可拒绝。", "whatever the law does not demand may be refused."),
                Words("承诺可以查阅。", "access is promised."),
                Words("限于法律明文允许拒绝的情形。", "Confine it to cases in which the law lets you refuse."),
                (one,),
                promised,
            )


@rule(
    "one-word-two-acts",
    severity="error",
    says=Words(
        "同一个词，一处是日常操作的建议，另一处是注销账号的按钮。",
        "One word is an everyday act that people are advised to do, and the label of the button that closes the account.",
    ),
)
def two_acts(statement: Statement, law: Law) -> Iterator[Remark]:
    for one in of(statement, "right-cancel"):
        label = said(one, "label")
        advised = tuple(
            other
            for other in of(statement, "notice")
            if label and any(word in label for entry in entries(other, "advice") for word in entry.split(" | "))
        )
        if advised:
            yield Remark(
                Words("该词注销账号。", "the word closes the account."),
                Words("建议使用同一个词所指的操作。", "people are advised to do what the word says."),
                Words("两种操作使用不同的名称。", "Give the two acts different names."),
                (one,),
                advised,
            )


@rule(
    "two-standards-of-security",
    severity="warning",
    says=Words("安全写在两处，标准不同。", "Security is promised in two places by two standards."),
)
def two_standards(statement: Statement, law: Law) -> Iterator[Remark]:
    rated = [one for one in of(statement, "security-assessment") if has(one, "standard") and has(one, "examines", "means", "against")]
    for position, one in enumerate(rated):
        others = tuple(other for other in rated[:position] if said(other, "standard") != said(one, "standard"))
        if others:
            yield Remark(
                Words("标准不同。", "sets another standard."),
                Words("另一标准。", "the other standard."),
                Words("统一标准，或者写明两者均须达到。", "Use one standard, or say that both have to be met."),
                (one,),
                others,
            )


@rule(
    "two-sets-of-channels",
    severity="warning",
    says=Words("同样是通知安全事件，两处列出的方式不同。", "People are told of incidents in two places, and in different ways."),
)
def two_channels(statement: Statement, law: Law) -> Iterator[Remark]:
    telling = [one for one in of(statement, "incident-notice") if has(one, "channels")]
    for one in telling:
        wider = tuple(other for other in telling if len(entries(other, "channels")) > len(entries(one, "channels")))
        wider = tuple(other for other in wider if not has(other, "condition") and not has(one, "condition"))
        if wider:
            yield Remark(
                Words("列出的方式较少。", "names fewer ways."),
                Words("列出更多方式。", "names more ways."),
                Words("两处列出同样的方式。", "Name the same ways in both places."),
                (one,),
                wider,
            )


@rule(
    "in-scope-yet-excluded",
    severity="error",
    says=Words(
        "一处适用于一切相连的产品和服务，另一处却称对嵌入其中的第三方应用不再适用。",
        "One place covers every product and service that is connected, and another stops applying to third parties' parts of them.",
    ),
)
def excluded(statement: Statement, law: Law) -> Iterator[Remark]:
    covering = tuple(one for one in of(statement, "notice") if has(one, "surfaces") and "connected" in said(one, "topics"))
    for one in of(statement, "notice"):
        if covering and has(one, "bearer") and has(one, "effect"):
            yield Remark(
                Words("不再适用，由个人承担风险。", "the text stops applying, and people bear the risk."),
                Words("适用于一切相连的产品和服务。", "every product and service that is connected is covered."),
                Words("写明适用到何处为止，以及之前由谁负责。", "Say where it ends and who answers up to there."),
                (one,),
                covering,
            )


@rule(
    "written-to-an-address-nobody-collects",
    severity="warning",
    says=Words(
        "通知发往没有任何一处写明收集的地址。",
        "Messages go to an address that no clause says is collected.",
    ),
)
def unknown_address(statement: Statement, law: Law) -> Iterator[Remark]:
    collecting = [(one, classes_of(statement, one)) for one in of(statement, *COLLECTING) if items_of(one)]
    collected = {name for one, _ in collecting for name in items_of(one)}
    for one in of(statement, "notice"):
        own = classes_of(statement, one)
        beside = tuple(other for other, classes in collecting if classes & own)
        if beside and has(one, "messages") and set(items_of(one)) - collected:
            yield Remark(
                Words("使用没有写明收集的地址。", "uses an address that no clause says is collected."),
                Words("只收集同类的其他信息。", "collects other data of the same class only."),
                Words("在收集的条款中补上，或者不再使用。", "Add it to a clause on collection, or stop using it."),
                (one,),
                beside,
            )


@rule(
    "one-will-do-yet-all-are-listed",
    severity="error",
    says=Words(
        "一处几项信息中只需其一，另一处把这几项并列为须收集的信息。",
        "One of several items is enough in one place, and all of them are listed side by side in another.",
    ),
)
def all_listed(statement: Statement, law: Law) -> Iterator[Remark]:
    functions = of(statement, "collection", "function-basic", "function-extended")
    choices = [one for one in functions if said(one, "rule").startswith("one of")]
    for one in functions:
        offered = tuple(other for other in choices if other is not one and set(items_of(other)) <= set(items_of(one)))
        if offered and one not in choices:
            yield Remark(
                Words("把几项信息并列。", "lists all of the items."),
                Words("只需其中一项。", "one of them is enough."),
                Words("写明同样只需其中一项。", "Say that one of them is enough here too."),
                (one,),
                offered,
            )
