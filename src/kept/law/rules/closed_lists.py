"""What a definition or a closed list takes in, and what the rest of the statement knows of beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.words import entries, everything, has, items_of, means, of, said, value
from kept.promises import Words
from kept.statement import Declared, Statement

COLLECTING: Final = ("collection", "function-basic", "function-extended", "cookie")


@rule(
    "more-than-the-definition",
    severity="warning",
    says=Words(
        "定义只说明服务是客户端，另一处却有网站。",
        "The definition makes the service a client, and elsewhere it has websites.",
    ),
)
def more_than_defined(statement: Statement, law: Law) -> Iterator[Remark]:
    sites = tuple(
        one
        for one in of(statement, "policy-update", "do-not-track", "cookie", "notice")
        if means(said(one, "place", "places", "scope", "surfaces"), "website")
    )
    for one in of(statement, "definition"):
        if sites and means(said(one, "means"), "client") and not means(said(one, "means"), "website"):
            yield Remark(
                Words("只包括客户端。", "is the client alone."),
                Words("提到网站。", "websites are spoken of."),
                Words("把网站写入定义，或者写明网站适用什么。", "Take the websites into the definition, or say what applies to them."),
                (one,),
                sites,
            )


def _beside_sharing(statement: Statement) -> Iterator[Declared]:
    """Ways by which data reaches others although a closed list of grounds does not name them."""
    for one in of(statement, "notice", "access-control", "pseudonymisation"):
        if {
            "notice": has(one, "recipients") and has(one, "items"),
            "access-control": means(said(one, "who"), "partners"),
            "pseudonymisation": means(said(one, "uses"), "for sale"),
        }[one.kind]:
            yield one


@rule(
    "outside-the-closed-list",
    severity="error",
    says=Words(
        "一处称只在列明的情形下对外提供，另一处却有列明之外的提供。",
        "Data reaches others in the listed cases only, yet it reaches them in others too.",
    ),
)
def outside_the_list(statement: Statement, law: Law) -> Iterator[Remark]:
    beyond = tuple(_beside_sharing(statement))
    for one in of(statement, "recipient"):
        if value(one, "listed") == "closed" and beyond:
            yield Remark(
                Words("只在列明的情形下提供。", "data is shared in the listed cases only."),
                Words("在列明的情形之外也可能到达他人。", "data may reach others outside these cases."),
                Words(
                    "补全列举，或者写明这些情形不属于共享及其界限。",
                    "Complete the list, or say why these are no sharing and how far they reach.",
                ),
                (one,),
                beyond,
            )


@rule(
    "published-outside-the-closed-list",
    severity="error",
    says=Words(
        "一处称只在列明的情形下公开，另一处不经同意的情形没有排除公开。",
        "Data is made public in the listed cases only, and other cases that need no consent do not leave publication out.",
    ),
)
def published_outside(statement: Statement, law: Law) -> Iterator[Remark]:
    open_to_all = tuple(
        one
        for one in of(statement, "consent-exemption")
        if not has(one, "acts") and said(one, "evidence") in ("public interest", "lawfully public", "other law")
    )
    for one in of(statement, "public-disclosure"):
        if value(one, "listed") == "closed" and has(one, "grounds") and open_to_all:
            yield Remark(
                Words("只在列明的情形下公开。", "data is made public in the listed cases only."),
                Words("不需同意的情形没有排除公开。", "these cases need no consent and do not leave publication out."),
                Words("写明这些情形是否可以公开。", "Say whether they allow publication."),
                (one,),
                open_to_all,
            )


@rule(
    "more-sensitive-than-said",
    severity="error",
    says=Words(
        "一处称所涉及的敏感个人信息只有列出的几项，另一处收集其他敏感个人信息。",
        "The sensitive items touched are said to be these, and others are collected.",
    ),
)
def more_sensitive(statement: Statement, law: Law) -> Iterator[Remark]:
    sensitive = {item.name: value(item, "group") for item in of(statement, "item") if value(item, "sensitive")}
    for one in of(statement, "definition"):
        said_to_be = {sensitive[name] for name in items_of(one) if name in sensitive}
        if value(one, "sensitive") is not True or not said_to_be:
            continue
        others = tuple(
            other for other in of(statement, *COLLECTING) if {sensitive[name] for name in items_of(other) if name in sensitive} - said_to_be
        )
        if others:
            yield Remark(
                Words("称只涉及这些敏感个人信息。", "these are said to be the sensitive items touched."),
                Words("收集其他敏感个人信息。", "other sensitive items are collected."),
                Words("补全列举，其余项目同样单独征得同意。", "Complete the list, and ask for separate consent to the rest too."),
                (one,),
                others,
            )


@rule(
    "personal-here-not-there",
    severity="error",
    says=Words(
        "一处把一类信息称为非个人信息，另一处把同类信息作为个人信息收集。",
        "A class of data is called non-personal in one place, and collected as personal in another.",
    ),
)
def personal_or_not(statement: Statement, law: Law) -> Iterator[Remark]:
    groups = {item.name: value(item, "group") for item in of(statement, "item")}
    for one in of(statement, "definition"):
        classes = {groups[name] for name in items_of(one) if name in groups}
        if not means(said(one, "classed"), "not personal"):
            continue
        alike = tuple(other for other in of(statement, *COLLECTING) if classes & {groups.get(name) for name in items_of(other)})
        if alike:
            yield Remark(
                Words("称为非个人信息。", "is called non-personal."),
                Words("同类信息作为个人信息收集。", "data of the same class is collected as personal."),
                Words("写明哪些情形下才不属于个人信息。", "Say when it is not personal, identifiers left out."),
                (one,),
                alike,
            )


@rule(
    "source-outside-the-list",
    severity="warning",
    says=Words("列出的信息来源不包括他人提供的信息。", "The sources that are listed leave out data that other people supply."),
)
def unlisted_source(statement: Statement, law: Law) -> Iterator[Remark]:
    others = tuple(one for one in of(statement, "third-party-data") if has(one, "basis", "sources"))
    for one in of(statement, "collection"):
        listed = entries(one, "sources")
        if others and len(listed) > 1 and not has(one, "items") and not means(" | ".join(listed), "other people"):
            yield Remark(
                Words("没有列出由他人提供的信息。", "data supplied by other people is not listed."),
                Words("有人提供他人的信息。", "people supply data about others."),
                Words("补充这一来源。", "Add this source."),
                (one,),
                others,
            )


def _scopes(statement: Statement) -> Sequence[Declared]:
    """Collections that are stated beside the definition of personal information: what it takes in, and no function."""
    defining = {one.path for one in of(statement, "definition") if has(one, "test", "excludes")}
    beside = {path for clause in statement.clauses if defining & set(clause.states) for path in clause.states}
    return [one for one in of(statement, "collection") if one.path in beside]


@rule(
    "in-scope-for-no-function",
    severity="warning",
    says=Words(
        "个人信息的范围列出了没有任何功能收集的信息。",
        "The scope of personal data lists items that no function collects, so that nobody knows whether they are taken.",
    ),
)
def for_no_function(statement: Statement, law: Law) -> Iterator[Remark]:
    scopes = _scopes(statement)
    functions = tuple(one for one in of(statement, *COLLECTING, "permission") if one not in scopes)
    used = {name for one in functions for name in items_of(one)}
    idle = tuple(one for one in scopes if set(items_of(one)) - used)
    source = Words("各项功能和权限没有列出这些信息。", "functions and permissions do not name these items.")
    mend = Words("从范围中去掉，或者写明由哪项功能收集。", "Take them out of the scope, or name the function that collects them.")
    for one in idle if functions else ():
        yield Remark(Words("列出了没有功能收集的信息。", "lists items that no function collects."), source, mend, (one,), functions)
    for one in of(statement, "minimisation"):
        if idle and not has(one, "rule") and means(everything(one), "unrelated"):
            yield Remark(
                Words("承诺不收集无关的信息。", "unrelated data is said not to be collected."),
                Words("列出了没有功能收集的信息。", "items are listed that no function collects."),
                mend,
                (one,),
                idle,
            )
