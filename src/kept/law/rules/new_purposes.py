"""New purposes that need consent in one place and a notice, an exemption or nothing in another (PIPL art. 6 and 14)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.words import has, means, of, said
from kept.promises import Words
from kept.statement import Declared, Statement


def _asked_anew(statement: Statement) -> Sequence[Declared]:
    """Consents that a new purpose or function sets off."""
    return [
        one for one in of(statement, "consent") if means(said(one, "trigger"), "newness") and means(said(one, "timing"), "asking first")
    ]


@rule(
    "told-where-consent-is-needed",
    severity="error",
    says=Words(
        "新的目的，一处须事先征得同意，另一处只作为重大变更通知。",
        "A new purpose needs consent beforehand in one place, and is a change that people are merely told of in another.",
    ),
)
def merely_told(statement: Statement, law: Law) -> Iterator[Remark]:
    asked = tuple(_asked_anew(statement))
    for one in of(statement, "policy-update"):
        if asked and means(said(one, "criteria", "examples"), "purpose") and not has(one, "condition"):
            yield Remark(
                Words("改变目的只须通知。", "a change of purpose is only told."),
                Words("改变目的须事先征得同意。", "a new purpose needs consent beforehand."),
                Words("写明通知不代替同意。", "Say that a notice is no consent."),
                (one,),
                asked,
            )


@rule(
    "new-purpose-beside-exemption",
    severity="error",
    says=Words(
        "新的目的一律须事先征得同意，另一处列出收集、使用不需同意的情形。",
        "Every new purpose needs consent beforehand, and cases are listed in which collection and use need none.",
    ),
)
def exempt_anew(statement: Statement, law: Law) -> Iterator[Remark]:
    exempt = tuple(
        one
        for one in of(statement, "consent-exemption")
        if not has(one, "data_state") and (not has(one, "acts") or means(said(one, "acts"), "collecting"))
    )
    asked = tuple(one for one in _asked_anew(statement) if means(said(one, "trigger"), "purpose") and not has(one, "exceptions"))
    if asked and exempt:
        yield Remark(
            Words("新的目的须事先征得同意。", "a new purpose needs consent beforehand."),
            Words("这些情形下使用不需同意。", "use needs no consent in these cases."),
            Words("写明这些情形是否及于新的目的。", "Say whether these cases reach new purposes."),
            asked,
            exempt,
        )


@rule(
    "joined-without-asking",
    severity="error",
    says=Words(
        "信息改作他用须事先征得同意，另一处把第三方的信息与已有信息关联而没有提到同意。",
        "Data serves another purpose only with consent, and is joined with data from others without a word on consent.",
    ),
)
def joined(statement: Statement, law: Law) -> Iterator[Remark]:
    asked = tuple(_asked_anew(statement))
    for one in of(statement, "third-party-data"):
        if asked and means(said(one, "effect"), "joining") and not has(one, "basis", "form", "condition"):
            yield Remark(
                Words("关联信息，没有提到同意。", "data is joined without a word on consent."),
                Words("改作他用须事先征得同意。", "another purpose needs consent beforehand."),
                Words("写明只为取得时说明的目的关联。", "Say that data is joined only for the purpose told when it was obtained."),
                (one,),
                asked,
            )


@rule(
    "any-purpose-beside-the-stated",
    severity="error",
    says=Words(
        "一处只用于所述目的，另一处可用于任何目的。", "Data serves the stated purposes only in one place, and any purpose in another."
    ),
)
def any_purpose(statement: Statement, law: Law) -> Iterator[Remark]:
    confined = tuple(
        one for one in of(statement, "purpose-limit") if means(said(one, "purposes"), "closed") or means(said(one, "limit"), "as stated")
    )
    for one in of(statement, "statistics"):
        if confined and means(said(one, "uses"), "any purpose"):
            yield Remark(
                Words("可用于任何目的。", "may serve any purpose."),
                Words("只用于所述目的。", "only the stated purposes are served."),
                Words("只有不能识别个人的数据才可另作他用。", "Let only data that identifies nobody serve anything else."),
                (one,),
                confined,
            )
