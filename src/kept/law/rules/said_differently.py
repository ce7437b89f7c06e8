"""One thing that two clauses answer differently: a time, a way, a risk, a secret, a place, the end of keeping, children."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.words import has, means, of, said, value
from kept.promises import Words
from kept.statement import Declared, Statement


@rule(
    "answer-without-a-number",
    severity="warning",
    says=Words(
        "一处只说尽快答复，另一处给出答复的期限。", "Answers come as soon as possible in one place, and within a number of days in another."
    ),
)
def no_number(statement: Statement, law: Law) -> Iterator[Remark]:
    numbered = tuple(one for one in of(statement, "request-deadline") if has(one, "within"))
    for one in of(statement, "contact"):
        # A contact with a trigger says when people should get in touch, not when they are answered.
        soon = means(said(one, "timing"), "soon") and not has(one, "trigger")
        if numbered and soon and not any(sign.isdigit() for sign in said(one, "timing")):
            yield Remark(
                Words("尽快答复，没有天数。", "answers come soon, without a number."),
                Words("答复有期限。", "answers have a number of days."),
                Words("写明最迟在该期限内答复。", "Say that the answer comes within that time at the latest."),
                (one,),
                numbered,
            )


def _ways(declared: Declared) -> Sequence[tuple[str, ...]]:
    """The steps of each way that a declaration gives."""
    return [tuple(step.strip() for step in way.zh.split(">")) for way in value(declared, "path") or ()]


@rule(
    "two-ways-to-one-setting",
    severity="note",
    says=Words("同一组操作路径在两处给出，其中一条的终点不同。", "The same set of paths is given twice, and one of them ends differently."),
)
def two_ways(statement: Statement, law: Law) -> Iterator[Remark]:
    giving = [one for one in of(statement, "right-access", "right-withdraw") if len(_ways(one)) > 1]
    for at, one in enumerate(giving):
        for other in giving[:at]:
            starts = [[way[:-1] for way in _ways(each)] for each in (one, other)]
            if starts[0] == starts[1] and _ways(one) != _ways(other):
                yield Remark(
                    Words("路径的终点与另一处不同。", "a path ends differently from the other place."),
                    Words("同一组路径，终点不同。", "the same paths, one with another end."),
                    Words("统一路径。", "Give the same paths in both places."),
                    (one,),
                    (other,),
                )


@rule(
    "their-risk-our-liability",
    severity="error",
    says=Words(
        "一处把风险和损失归于使用者，另一处称防护受损由运营者承担责任。",
        "Risk and loss are the user's in one place, and the operator answers for broken protection in another.",
    ),
)
def whose_risk(statement: Statement, law: Law) -> Iterator[Remark]:
    answering = tuple(
        one
        for one in of(statement, "notice")
        if means(said(one, "liability"), "liability") and not means(said(one, "liability"), "declined")
    )
    for one in of(statement, "notice"):
        if answering and has(one, "bearer") and one not in answering:
            yield Remark(
                Words("风险和损失由使用者承担。", "risk and loss are the user's."),
                Words("防护受损由运营者承担责任。", "the operator answers for broken protection."),
                Words("写明这是提示，不免除运营者的责任。", "Say that this is a warning and takes no liability away."),
                (one,),
                answering,
            )


@rule(
    "secret-yet-asked-for",
    severity="error",
    says=Words(
        "一处劝使用者不向任何人透露密码，另一处服务人员凭密码或者由其生成的内容进入账号。",
        "Passwords are to be kept from everybody in one place, and staff enter with them, or what is made of them, in another.",
    ),
)
def asked_for(statement: Statement, law: Law) -> Iterator[Remark]:
    secret = tuple(
        one for one in of(statement, "notice") if means(said(one, "advice"), "password") and means(said(one, "advice"), "secrecy")
    )
    for one in of(statement, "access-control"):
        if secret and has(one, "items") and means(said(one, "items", "measures"), "password"):
            yield Remark(
                Words("凭密码或者由其生成的内容进入。", "entry is by a password or what is made of it."),
                Words("密码应当保密。", "passwords are to be kept secret."),
                Words("改用不能还原密码、会失效的授权码。", "Use a code that runs out and from which the password cannot be derived."),
                (one,),
                secret,
            )


@rule(
    "kept-here-sent-through-others",
    severity="error",
    says=Words(
        "一处称信息存储在一国境内，另一处的功能经由所在地不明的平台，而没有任何跨境条款。",
        "Data is kept in one country, functions use platforms whose place is not told, and no clause is on borders (PIPL art. 39).",
    ),
)
def through_others(statement: Statement, law: Law) -> Iterator[Remark]:
    through = tuple(one for one in of(statement, "function-extended", "sdk") if has(one, "providers"))
    rows = [one for one in of(statement, "residency") if has(one, "country")]
    for one in rows:
        if through and len(rows) == 1 and not of(statement, "cross-border"):
            yield Remark(
                Words("信息存储在一国境内。", "data is kept in one country."),
                Words("经由所在地不明的平台。", "functions run through platforms whose place is not told."),
                Words("写明平台所在地，跨境的单独征得同意。", "Name their places, and ask for separate consent where a border is crossed."),
                (one,),
                through,
            )


@rule(
    "ended-yet-in-backups",
    severity="warning",
    says=Words(
        "一处期满即删除，另一处备份中的副本留存而没有期限。",
        "Data is deleted when its time is over, and copies stay in backups for a time without a number.",
    ),
)
def ended(statement: Statement, law: Law) -> Iterator[Remark]:
    staying = tuple(one for one in of(statement, "backup") if has(one, "until") and not has(one, "period"))
    over = tuple(one for one in of(statement, "deletion") if has(one, "action") and not has(one, "state", "exceptions"))
    if staying and over:
        yield Remark(
            Words("期满即删除。", "data is deleted when its time is over."),
            Words("备份中的副本没有期限。", "copies stay in backups without a number."),
            Words("写明备份最迟何时清除。", "Say when backups are cleared at the latest."),
            over,
            staying,
        )


@rule(
    "longest-beside-the-needed",
    severity="error",
    says=Words(
        "一处只保存到目的所必需的时间，另一处按多项标准中最长的保存。",
        "Data is kept as long as its purpose needs in one place, and for the longest of several tests in another (PIPL art. 19).",
    ),
)
def longest(statement: Statement, law: Law) -> Iterator[Remark]:
    needed = tuple(one for one in of(statement, "retention") if means(said(one, "limit"), "purpose"))
    long = tuple(one for one in of(statement, "retention") if means(said(one, "rule"), "the longest"))
    if needed and long:
        yield Remark(
            Words("按最长的标准保存。", "the longest of several tests decides."),
            Words("只保存到目的所必需的时间。", "data is kept as long as its purpose needs."),
            Words("写明每项标准只适用于哪些信息。", "Say which data each test is for."),
            long,
            needed,
        )


@rule(
    "no-children-unless-a-guardian-agrees",
    severity="error",
    says=Words(
        "一处称儿童一律停止使用，另一处只删除未经监护人同意而收集的信息。",
        "Children have to stop in one place, and only what was gathered without a guardian's consent is removed in another (PIPL art. 31).",
    ),
)
def unless_agreed(statement: Statement, law: Law) -> Iterator[Remark]:
    removing = tuple(
        one for one in of(statement, "minors") if means(said(one, "action"), "erasing") and means(said(one, "basis"), "guardian")
    )
    for one in of(statement, "minors"):
        if removing and has(one, "age_under") and means(said(one, "action"), "halt"):
            yield Remark(
                Words("一律停止使用。", "children have to stop using it."),
                Words("只删除未经监护人同意而收集的信息。", "only what a guardian did not agree to is removed."),
                Words("写明监护人同意时是否可以使用。", "Say whether a guardian's consent allows use."),
                (one,),
                removing,
            )
