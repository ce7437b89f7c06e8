"""Sharing, transfer and publication that are said to be confined to a list, and what stands outside it (PIPL art. 23 and 25)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from kept.law.finding import Remark
from kept.law.linting import clauses_of, within
from kept.law.rule import Law, rule
from kept.law.words import entries, has, items_of, means, of, said, value
from kept.promises import Words
from kept.statement import Declared, Statement

ACTS: Final[Mapping[str, str]] = {"recipient": "handing on", "ownership-transfer": "transferring", "public-disclosure": "publishing"}


@rule(
    "closed-list-beside-exemptions",
    severity="error",
    says=Words(
        "一处称只在列明的情形下对外提供、转让或者公开，另一处列出不需同意即可如此的其他情形。",
        "Sharing, transfer or publication is confined to listed cases, and other cases are listed elsewhere that need no consent.",
    ),
)
def beside_exemptions(statement: Statement, law: Law) -> Iterator[Remark]:
    stated = clauses_of(statement)
    exempt = [one for one in of(statement, "consent-exemption") if has(one, "acts")]
    for one in of(statement, *ACTS):
        if value(one, "listed") != "closed":
            continue
        others = tuple(
            other for other in exempt if any(means(act, ACTS[one.kind]) for act in entries(other, "acts")) and _outside(other, one, stated)
        )
        if others:
            yield Remark(
                Words("只限于列明的情形。", "is confined to the listed cases."),
                Words("另有不需同意的情形。", "there are other cases, which need no consent."),
                Words("把这些情形并入列举，或者写明其界限。", "Take these cases into the list, or say how far they reach."),
                (one,),
                others,
            )


def _outside(one: Declared, closed: Declared, stated: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a declaration is stated in no clause that states the closed list or stands inside one."""
    return not any(within(clause, own) for clause in stated.get(one.path, ()) for own in stated.get(closed.path, ()))


@rule(
    "receiver-outside-the-closed-list",
    severity="error",
    says=Words(
        "一处称只在列明的情形下共享，列举之外的条款却另有接收方或者内置组件。",
        "Data is shared in the listed cases only, and clauses outside the list have other receivers or built-in components.",
    ),
)
def receiver_outside(statement: Statement, law: Law) -> Iterator[Remark]:
    stated = clauses_of(statement)
    receiving = [
        one
        for one in of(statement, "third-party-data", "sdk", "affiliate")
        if (one.kind == "third-party-data" and has(one, "recipients"))
        or (one.kind == "sdk" and has(one, "what") and not has(one, "measures"))
        or (one.kind == "affiliate" and items_of(one))
    ]
    for one in of(statement, "recipient"):
        others = tuple(other for other in receiving if _outside(other, one, stated))
        if value(one, "listed") == "closed" and others:
            yield Remark(
                Words("只在列明的情形下共享。", "data is shared in the listed cases only."),
                Words("列举之外另有接收方。", "there are receivers outside the list."),
                Words("补全列举，或者写明这些情形为何不是共享。", "Complete the list, or say why these are no sharing."),
                (one,),
                others,
            )


@rule(
    "related-here-outside-there",
    severity="error",
    says=Words(
        "同一主体，一处作为本声明之外的第三方，另一处作为关联方接收信息。",
        "One party is an outside service to which the statement does not apply, and a related party that gets data.",
    ),
)
def related_and_outside(statement: Statement, law: Law) -> Iterator[Remark]:
    for one in of(statement, "notice"):
        excluded = said(one, "excluded")
        related = tuple(
            other
            for other in of(statement, "affiliate")
            if any(name.casefold() in excluded for name in (other.label("zh"), other.label("en"), *other.also))
        )
        if related:
            yield Remark(
                Words("作为本声明之外的第三方服务。", "is an outside service to which the statement does not apply."),
                Words("同一主体作为关联方接收信息。", "the same party gets data as a related party."),
                Words(
                    "写明提供信息的环节适用本声明，此后适用对方的规则。",
                    "Say that handing data over is covered, and what is done there is not.",
                ),
                (one,),
                related,
            )


@rule(
    "explicit-or-in-a-contract",
    severity="error",
    says=Words(
        "公开个人信息，一处须经明示同意，另一处合同中的同意即可。",
        "Publication needs explicit consent in one place, and consent found in an agreement is enough in another (PIPL art. 25).",
    ),
)
def in_a_contract(statement: Statement, law: Law) -> Iterator[Remark]:
    publishing = of(statement, "public-disclosure")
    explicit = tuple(one for one in publishing if means(said(one, "grounds"), "asking first"))
    for one in publishing:
        if explicit and one not in explicit and means(said(one, "grounds"), "contract"):
            yield Remark(
                Words("合同中的同意即可公开。", "consent found in an agreement is enough for publication."),
                Words("公开须经明示同意。", "publication needs explicit consent."),
                Words(
                    "两处都要求单独同意，或者只公开不能识别本人的内容。",
                    "Ask for separate consent in both, or publish what identifies nobody.",
                ),
                (one,),
                explicit,
            )
