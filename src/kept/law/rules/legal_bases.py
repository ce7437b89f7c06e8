"""Grounds for handling data: two lists of them, and what goes ahead without one (PIPL art. 13, 14; GDPR art. 6, 7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.words import by_clause, entries, everything, has, means, names, of, said
from kept.promises import Words
from kept.statement import Declared, Statement


def grounds_of(statement: Statement) -> Sequence[Declared]:
    """Consents and exemptions that the statement calls legal grounds."""
    return [one for one in of(statement, "consent", "consent-exemption") if has(one, "basis")]


def _everywhere(statement: Statement) -> tuple[Declared, ...]:
    return tuple(one for one in grounds_of(statement) if not has(one, "region", "regions"))


def _sort(ground: Declared) -> str:
    return said(ground, "evidence") or ground.kind


def by_conduct(statement: Statement) -> Sequence[Declared]:
    """Consents that are read out of what a person does."""
    return [one for one in of(statement, "consent") if means(said(one, "form"), "conduct")]


@rule(
    "two-lists-of-grounds",
    severity="warning",
    says=Words(
        "总则与地区条款各列出处理的法律依据，两份列举不同。",
        "The grounds for handling are listed in general and once more for a region, and the two lists differ.",
    ),
)
def two_lists(statement: Statement, law: Law) -> Iterator[Remark]:
    general = _everywhere(statement)
    regional = tuple(one for one in grounds_of(statement) if one not in general)
    if len(general) < 2 or len(regional) < 2:
        return
    lists = (*regional, *(one for one in of(statement, "jurisdiction") if has(one, "bases")))
    for group, facing in ((general, lists), (regional, general)):
        known = {_sort(one) for one in facing}
        lost = tuple(one for one in group if _sort(one) not in known)
        if lost:
            yield Remark(
                Words("另一份列举没有这一依据。", "the other list does not have this ground."),
                Words("列出其他依据。", "other grounds are listed."),
                Words("写明两份列举各自适用于何人。", "Say to whom each of the two lists applies."),
                lost,
                facing,
            )


@rule(
    "conduct-for-a-ground",
    severity="error",
    says=Words(
        "同意是处理的依据之一，另一处却以使用等行为推定同意。",
        "Consent is one of the grounds for handling, and in another place it is read out of use or other conduct.",
    ),
)
def conduct(statement: Statement, law: Law) -> Iterator[Remark]:
    asked = tuple(one for one in _everywhere(statement) if one.kind == "consent" and not has(one, "acts", "form"))
    for group in by_clause(statement, by_conduct(statement)) if asked else ():
        yield Remark(
            Words("以行为推定同意。", "agreement is read out of conduct."),
            Words("同意是处理的依据，须由本人自愿、明确作出。", "consent is a ground, which a person gives freely and clearly."),
            Words(
                "写明行为只表示知悉，同意另行征得。", "Say that conduct shows only that the text was made known, and ask for consent apart."
            ),
            group,
            asked,
        )


@rule(
    "permission-beside-presumption",
    severity="error",
    says=Words(
        "一处推定已同意全部共享，另一处的披露须经许可。",
        "Agreement to sharing is presumed in one place, and disclosing takes permission in another.",
    ),
)
def presumption(statement: Statement, law: Law) -> Iterator[Remark]:
    asked = tuple(one for one in of(statement, "consent") if has(one, "scope") and means(said(one, "condition"), "agreement"))
    for one in by_conduct(statement):
        if asked and has(one, "scope"):
            yield Remark(
                Words("推定已经同意。", "agreement is presumed."),
                Words("须经许可。", "permission is needed."),
                Words("两处均征得同意，或者写明各自的范围。", "Ask in both cases, or say how far each of the two reaches."),
                (one,),
                asked,
            )


@rule(
    "told-of-changes-yet-bound-by-use",
    severity="error",
    says=Words(
        "重大变更逐一通知，另一处却以使用视为接受全部内容。",
        "Material changes are told to people, while use alone counts as accepting the whole text.",
    ),
)
def bound_by_use(statement: Statement, law: Law) -> Iterator[Remark]:
    accepted = tuple(one for one in by_conduct(statement) if not has(one, "scope", "items", "timing"))
    for one in of(statement, "policy-update"):
        if accepted and has(one, "channels") and has(one, "trigger") and not has(one, "acceptance", "condition"):
            yield Remark(
                Words("通知重大变更。", "material changes are told."),
                Words("使用即视为接受，变更因此可以不经同意生效。", "use counts as acceptance, so that a change binds without consent."),
                Words("写明何种变更须重新征得同意。", "Say which changes need consent anew."),
                (one,),
                accepted,
            )


@rule(
    "ground-nobody-asks-for",
    severity="error",
    says=Words(
        "一处写明某项处理以同意为依据，实际规定该项处理的条款却没有征得同意。",
        "Something is said to rest on consent, and where it is dealt with nobody is asked.",
    ),
)
def nobody_asks(statement: Statement, law: Law) -> Iterator[Remark]:
    resting = [one for one in grounds_of(statement) if one.kind == "consent" and has(one, "examples")]
    marketing = tuple(one for one in resting if means(said(one, "examples"), "marketing"))
    cookies = tuple(one for one in resting if "cookie" in said(one, "examples"))
    unasked = [
        *((one, marketing) for one in of(statement, "purpose-limit") if means(names(one), "marketing")),
        *((one, cookies) for one in of(statement, "cookie") if "browser" in said(one, "control")),
    ]
    for one, grounds in unasked:
        if grounds and not means(everything(one), "agreement"):
            yield Remark(
                Words("没有提到同意。", "has no word on consent."),
                Words("以同意为依据。", "consent is the ground for it."),
                Words("写明事先征得同意的方式。", "Say how consent is asked for beforehand."),
                (one,),
                grounds,
            )


@rule(
    "no-ground-but-a-notice",
    severity="error",
    says=Words(
        "列明了处理的法律依据，另一处却以告知或者自己的判断代替依据。",
        "The grounds for handling are listed, and elsewhere a mere notice or the company's own belief stands in for one.",
    ),
)
def notice_for_ground(statement: Statement, law: Law) -> Iterator[Remark]:
    grounds = _everywhere(statement)
    replacing = [
        *(one for one in of(statement, "purpose-limit") if any("notice" in entry for entry in entries(one, "condition"))),
        *(one for one in of(statement, "law-enforcement") if means(said(one, "bases"), "good faith")),
    ]
    for one in replacing if len(grounds) > 1 else ():
        yield Remark(
            Words("以告知或者自己的判断代替法律依据。", "a notice or one's own belief stands in for a ground."),
            Words("列明了处理的依据。", "the grounds for handling are listed."),
            Words("写明依据列明的哪一项。", "Say on which of the listed grounds it rests."),
            (one,),
            grounds,
        )


@rule(
    "refusing-one-costs-all",
    severity="error",
    says=Words(
        "一处不登录也可以使用，另一处拒绝一项就可能无法使用服务。",
        "People can use a part without giving anything, yet refusing a single thing may cost the whole service.",
    ),
)
def costs_all(statement: Statement, law: Law) -> Iterator[Remark]:
    free = tuple(one for one in of(statement, "minimisation") if len(entries(one, "without_account")) > 1)
    for one in of(statement, "consent"):
        if free and means(said(one, "refusal_effect"), "stopping") and not has(one, "items", "category", "kept"):
            yield Remark(
                Words("拒绝就可能无法使用服务。", "refusing may cost the service."),
                Words("不提供信息也可以使用一部分。", "a part can be used without giving data."),
                Words("把影响限于离不开该信息的功能。", "Confine it to the functions that cannot do without the data."),
                (one,),
                free,
            )
