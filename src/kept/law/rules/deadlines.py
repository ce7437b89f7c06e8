"""Two lengths of time for one thing."""

from __future__ import annotations

from collections.abc import Iterator

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.words import entries, has, means, of, said
from kept.promises import Duration, Words
from kept.statement import Declared, Statement

TIMED = ("request-deadline", "deletion", "retention", "right-cancel", "incident-notice", "shutdown")
STARTS = ("since", "start", "from", "after", "trigger")
# Fields that narrow what a length of time is for.
NARROWED = ("of", "who", "what", "items", "region", "regions", "subjects")


def _length(declared: Declared) -> Duration | None:
    """The first length of time that a declaration states."""
    return next((found for found in vars(declared.body).values() if isinstance(found, Duration)), None)


def _counts_from(declared: Declared) -> str:
    """From when it counts; checks of identity are all one."""
    start = said(declared, *STARTS)
    return "verified" if declared.kind == "request-deadline" and ("verif" in start or "核" in start) else start


def _of_one_thing(one: Declared, other: Declared) -> bool:
    """Whether two lengths of time are of the same thing, as far as the declarations say: what they apply to overlaps or is not narrowed."""
    return all(
        not has(one, field) or not has(other, field) or bool(set(entries(one, field)) & set(entries(other, field))) for field in NARROWED
    )


@rule(
    "two-deadlines",
    severity="error",
    says=Words(
        "同一事项自同一时点起算的期限，两处长短或者单位不同。",
        "One thing has two deadlines that count from the same moment and differ in length or unit.",
    ),
)
def two_deadlines(statement: Statement, law: Law) -> Iterator[Remark]:
    timed = [(one, length) for one in of(statement, *TIMED) if (length := _length(one)) is not None]
    for position, (one, length) in enumerate(timed):
        for other, known in timed[:position]:
            same = one.kind == other.kind and _counts_from(one) == _counts_from(other) and _of_one_thing(one, other)
            if same and known != length:
                yield Remark(
                    Words(f"期限为 {length.words('zh')}。", f"the deadline is {length}."),
                    Words(f"期限为 {known.words('zh')}。", f"the deadline is {known}."),
                    Words(
                        "两处采用同一期限和单位；承诺不同的，较短的对个人有利。",
                        "Use one length and one unit; of two promises the shorter favours the person.",
                    ),
                    (one,),
                    (other,),
                )


@rule(
    "two-effects-of-withdrawal",
    severity="error",
    says=Words("撤回同意的效果，两条规定不同。", "Withdrawing consent has one effect in one clause and another in a second."),
)
def two_effects(statement: Statement, law: Law) -> Iterator[Remark]:
    rights = [one for one in of(statement, "right-withdraw", "consent") if has(one, "effect", "effects", "effect_off")]
    clause_of = {path: clause.id for clause in reversed(statement.clauses) for path in clause.states}
    whole = [
        one
        for one in rights
        if "processing" in said(one, "effect", "effects") and any(word in said(one, "effect", "effects") for word in ("stop", "end"))
    ]
    for one in rights:
        others = tuple(other for other in whole if clause_of.get(other.path) != clause_of.get(one.path))
        if others and one not in whole and one.kind == "right-withdraw":
            yield Remark(
                Words(
                    "撤回只停止收集或者功能，或者不影响此前收集的信息。",
                    "withdrawal ends collection or a function only, or leaves earlier data alone.",
                ),
                Words("撤回后即停止处理。", "handling stops on withdrawal."),
                Words("写明撤回之后，此前收集的信息是否仍被处理。", "Say whether data collected before is still handled after withdrawal."),
                (one,),
                others,
            )


@rule(
    "starts-itself-without-consent",
    severity="error",
    says=Words(
        "一处承诺未经同意不自启动，另一处规定自启动而没有提到同意。",
        "Nothing starts by itself without consent, yet a start is stated that mentions none.",
    ),
)
def starts_itself(statement: Statement, law: Law) -> Iterator[Remark]:
    bound = tuple(one for one in of(statement, "autostart") if means(said(one, "condition", "form"), "agreement"))
    for one in of(statement, "autostart"):
        if bound and one not in bound and has(one, "purpose", "mechanism", "frequency", "effect"):
            yield Remark(
                Words("自行启动，没有提到同意。", "starts by itself without a word on consent."),
                Words("未经同意不自启动。", "nothing starts by itself without consent."),
                Words("写明自启动须经同意，并提供关闭的途径。", "Say that it needs consent and how it is switched off."),
                (one,),
                bound,
            )
