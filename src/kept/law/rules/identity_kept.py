"""Data that is said to lose its identity, or to have none, and is used as data about somebody all the same (PIPL art. 4, 73)."""

from __future__ import annotations

from collections.abc import Iterator

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.rules.sdk_data import classes_of
from kept.law.words import entries, has, items_of, means, names, of, said
from kept.promises import Words
from kept.statement import Declared, Statement


def _needing_identity(statement: Statement) -> Iterator[Declared]:
    """Uses that cannot do without knowing whom data is about."""
    for one in of(statement, "purpose-limit", "third-party-data"):
        if means(names(one), "personalising", "marketing") if one.kind == "purpose-limit" else has(one, "effect"):
            yield one


@rule(
    "identity-taken-off-yet-used",
    severity="warning",
    says=Words(
        "一处承诺收集后即去标识化，另一处的用途却离不开可识别的信息。",
        "Data is said to lose its identity after collection, and other uses join it or need to know whom it is about.",
    ),
)
def taken_off(statement: Statement, law: Law) -> Iterator[Remark]:
    using = tuple(_needing_identity(statement))
    for one in of(statement, "pseudonymisation"):
        # A condition tells how identity can be had back, so that what needs it may still have it.
        if using and has(one, "timing", "within") and not has(one, "data", "recipients", "condition"):
            yield Remark(
                Words("收集的信息一律去标识化。", "whatever is collected loses its identity."),
                Words("使用或者合并可识别的信息。", "identifying data is used or joined."),
                Words("写明哪些信息去标识化，哪些用途保留标识。", "Say which data loses its identity, and which uses keep it."),
                (one,),
                using,
            )


@rule(
    "analysis-of-data-that-should-have-none",
    severity="error",
    says=Words(
        "一处只分析去标识化的信息，另一处为分析保留个人信息。",
        "Only data without identity is analysed in one place, and personal data is kept for analysis in another.",
    ),
)
def analysed(statement: Statement, law: Law) -> Iterator[Remark]:
    plain = [one for one in of(statement, "pseudonymisation") if has(one, "uses")]
    for one in of(statement, "retention"):
        ground = set(entries(one, "ground"))
        others = tuple(other for other in plain if ground & set(entries(other, "uses")))
        if others:
            yield Remark(
                Words("为此保留个人信息。", "personal data is kept for it."),
                Words("只用去标识化的信息。", "data without identity is used for it."),
                Words("只保留匿名化的信息。", "Keep anonymised data only."),
                (one,),
                others,
            )


@rule(
    "de-identified-used-as-anonymous",
    severity="error",
    says=Words(
        "只有匿名化的信息不属于个人信息，另一处却把去标识化的信息同样自由使用。",
        "Only anonymised data is outside personal data, and de-identified data is used just as freely.",
    ),
)
def as_anonymous(statement: Statement, law: Law) -> Iterator[Remark]:
    outside = tuple(
        one
        for one in of(statement, "definition")
        if means(said(one, "excludes"), "anonymous") and "de-identif" not in said(one, "excludes")
    )
    for one in of(statement, "anonymisation"):
        if outside and has(one, "uses") and "de-identif" in said(one, "operations"):
            yield Remark(
                Words("去标识化的信息也可以自由使用。", "de-identified data is used freely too."),
                Words("只排除匿名化的信息。", "only anonymised data is taken out."),
                Words("写明去标识化的信息仍是个人信息。", "Say that de-identified data is still personal."),
                (one,),
                outside,
            )


@rule(
    "recognised-yet-not-personal",
    severity="error",
    says=Words(
        "Cookie 用于识别个人或者记录访问，所得信息却称不识别个人。",
        "Cookies recognise people or record their visits, and what they yield is called non-identifying.",
    ),
)
def not_personal(statement: Statement, law: Law) -> Iterator[Remark]:
    cookies = {one.path for one in of(statement, "cookie", "beacon")}
    beside = {path for clause in statement.clauses if cookies & set(clause.states) for path in clause.states}
    recognising = (
        *(one for one in of(statement, "cookie", "beacon") if means(said(one, "purpose"), "recognising")),
        *(one for one in of(statement, "collection") if one.path in beside and "network" in classes_of(statement, one)),
    )
    for one in of(statement, "cookie", "beacon", "statistics"):
        if recognising and means(said(one, "contents", "subject"), "not personal"):
            yield Remark(
                Words("称不识别个人。", "is called non-identifying."),
                Words("识别个人或者记录其访问。", "people are recognised or their visits recorded."),
                Words("按个人信息对待，交出之前汇总成组。", "Treat it as personal, and pass on totals of groups only."),
                (one,),
                recognising,
            )


@rule(
    "visited-without-a-name-yet-recorded",
    severity="warning",
    says=Words(
        "一处称无需表明身份即可访问，另一处记录所有访客的标识和行为。",
        "People may visit without saying who they are, and addresses and conduct of all visitors are recorded.",
    ),
)
def recorded(statement: Statement, law: Law) -> Iterator[Remark]:
    recording = tuple(
        one for one in of(statement, "collection") if has(one, "who") and "network" in classes_of(statement, one) and items_of(one)
    )
    free = tuple(one for one in of(statement, "minimisation") if has(one, "without_account"))
    if free and recording:
        yield Remark(
            Words("无需表明身份即可访问。", "can be visited without an account."),
            Words("记录所有访客的信息。", "data of every visitor is recorded."),
            Words("写明访问并非匿名，以及记录什么。", "Say that a visit is not anonymous, and what is recorded."),
            free,
            recording,
        )
