"""Weighs changes: which are significant, by whose criteria, who has to be told how, and who has to be asked again and for what.

A statement may say itself which changes it holds to be significant (a ``policy-update`` that ``concerns`` data, organisation, recipients,
rights, contacts or risk). Where neither version does, Kept's default criteria count, and are named as such. A significant change is told
with a banner. Whether people are asked again is not the statement's to decide: rights are not reduced, data is not used or handed on in
new ways and does not move to another place without their consent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from kept.promises import Words
from kept.statement.model import Statement
from kept.statement.versions.change import Action, Change, Criterion, Judged
from kept.statement.versions.comparing import NAME

DEFAULT: Final = Words("Kept 默认标准", "Kept's default criteria")
CRITERIA: Final[Mapping[str, Criterion]] = {
    criterion.code: criterion
    for criterion in (
        Criterion(
            "data",
            Words("目的、信息种类或者使用方式改变", "purposes, kinds of data or the manner of use change"),
            Words("《个人信息保护法》第十七条", "PIPL art. 17"),
        ),
        Criterion("organisation", Words("所有权或者组织架构改变", "ownership or organisation changes"), DEFAULT),
        Criterion(
            "recipients",
            Words("共享、转让或者公开披露的主要对象改变", "the main receivers of shared, transferred or published data change"),
            Words("《个人信息保护法》第二十三条", "PIPL art. 23"),
        ),
        Criterion(
            "rights",
            Words("个人的权利或者行使方式改变", "people's rights or the way to use them change"),
            Words("《个人信息保护法》第十七条", "PIPL art. 17"),
        ),
        Criterion(
            "contacts",
            Words("责任部门、联系方式或者投诉渠道改变", "the responsible department, contacts or complaint routes change"),
            DEFAULT,
        ),
        Criterion("risk", Words("影响评估显示高风险", "an impact assessment shows high risk"), DEFAULT),
    )
}
ASKING: Final[Mapping[str, Criterion]] = {
    criterion.code: criterion
    for criterion in (
        Criterion(
            "reduced rights",
            Words(
                "权利被削减：未经明示同意不适用于此前的用户", "rights are reduced: not for people who were there before, unless they agree"
            ),
            Words("《个人信息保护法》第四十四条", "PIPL art. 44"),
        ),
        Criterion(
            "new use",
            Words(
                "超出此前同意的收集、使用或者提供：须重新取得同意", "collection, use or disclosure beyond what was agreed to: consent anew"
            ),
            Words("《个人信息保护法》第十四条第二款、第二十三条", "PIPL art. 14(2), 23"),
        ),
        Criterion(
            "place",
            Words("存储地或者跨境改变：须告知并取得单独同意", "the place of storage or a border crossing changes: separate consent"),
            Words("《个人信息保护法》第三十九条", "PIPL art. 39"),
        ),
    )
}
CONCERNS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        (
            "items", "functions", "purposes", "cookies", "sources", "exemptions", "consents", "definitions", "minors",
            "retention", "backups", "administration", "jurisdictions", "deidentification",
        ),
        "data",
    ),
    **dict.fromkeys(("recipients", "sdks", "handovers", "affiliates", "sharing", "storage", "borders"), "recipients"),
    **dict.fromkeys(("rights", "requests", "marketing", "permissions"), "rights"),
    "roles": "organisation",
    "contacts": "contacts",
    "assessments": "risk",
}  # fmt: skip
# Kinds by which data is taken or handed on for oneself; what is entrusted to a processor is told, not asked (PIPL art. 21).
USING: Final = frozenset(
    [
        "collection", "function-basic", "function-extended", "purpose-limit", "permission", "autostart", "cookie", "beacon",
        "third-party-data", "consent-exemption", "recipient", "sdk", "affiliate", "public-disclosure", "ugc",
    ]
)  # fmt: skip
ITEMS_OF_USE: Final = frozenset(["", "items", "purposes", "purpose", "recipients", "companies", "providers", "names", "permission"])
AGREED: Final = frozenset(["consent", "function-extended"])
CONSENT: Final = frozenset(["consent", "basis"])
REQUIRED: Final = frozenset(["required", "consent", "separate consent", "explicit consent", "yes"])
PLACING: Final = frozenset(["storage", "borders"])
RIGHTS: Final = frozenset(["rights", "requests", "marketing"])
RISKY: Final = "high"

WHOM: Final[Mapping[str, Words]] = {
    "functions": Words("使用这项功能的人", "people who use this function"),
    "purposes": Words("其信息用于这一目的的人", "people whose data serves this purpose"),
    "permissions": Words("授予这项权限的人", "people who granted this permission"),
    "recipients": Words("其信息提供给这一方的人", "people whose data goes to this party"),
    "sdks": Words("使用移动应用的人", "people who use the app"),
    "storage": Words("数据存储于该地的组织及其人员", "organisations, with their people, whose data lies there"),
    "borders": Words("信息可能出境的人", "people whose data may leave the country"),
    "cookies": Words("访问网站的人", "visitors of the website"),
    "minors": Words("未成年人及其监护人", "minors and their guardians"),
    "administration": Words("管理员及其组织的人员", "administrators and the people of their organisations"),
}
EVERYBODY: Final = Words("所有人", "everybody")


def own_criteria(old: Statement, new: Statement) -> tuple[Criterion, ...]:
    """The criteria that the statement in force has itself, else those of the new one; none where neither has any."""
    for statement in (old, new):
        found = [
            Criterion(declared.body.concerns, Words(declared.label("zh"), declared.label("en")), _stated(statement, declared.path))
            for declared in statement.declarations.values()
            if declared.kind == "policy-update" and getattr(declared.body, "concerns", None)
        ]
        if found:
            return tuple(found)
    return ()


def _stated(statement: Statement, path: str) -> Words:
    clause = next((clause.id for clause in statement.clauses if path in clause.states), "")
    return Words(f"{statement.label} 第 {clause} 条", f"{statement.label}, clause {clause}")


def weighed(change: Change, old: Statement, new: Statement, criteria: Sequence[str]) -> Judged:
    """What follows from one change. ``criteria`` are the codes that count as significant."""
    asking = _asking(change, old, new)
    concern = CONCERNS.get(change.declaration.partition(".")[0], "")
    significant = tuple(code for code in (concern if concern in criteria and _matters(change, concern, new) else "", *asking) if code)
    action: Action = "none" if change.field == NAME else "ask" if asking else "banner" if significant else "plain"
    return Judged(change, () if action == "none" else significant, action, _reason(action, significant), _whom(change))


def _asking(change: Change, old: Statement, new: Statement) -> tuple[str, ...]:
    section = change.declaration.partition(".")[0]
    if section in PLACING:
        moved = bool(change.gained) if change.field else change.effect == "widens" and _elsewhere(change, old, new)
        return ("place",) if moved else ()
    if section in RIGHTS and change.effect == "widens":
        return ("reduced rights",)
    if change.kind in AGREED and change.what == "added" and not change.field:
        return ("new use",)
    if change.kind in USING and change.field in CONSENT and change.new is not None and change.new.en in REQUIRED:
        return ("new use",)
    if change.kind in USING and change.effect == "widens" and change.what != "removed" and change.field in ITEMS_OF_USE:
        return ("new use",)
    return ()


def _elsewhere(change: Change, old: Statement, new: Statement) -> bool:
    """Whether data may now lie in a country in which none of it lay: one more place in the same country moves nothing across a border."""
    declared = new.declarations.get(change.declaration)
    country = getattr(declared.body, "country", None) if declared else None
    before = {getattr(other.body, "country", None) for other in old.section("storage").values()} | set(old.countries)
    return country is None or country not in before


def _matters(change: Change, concern: str, new: Statement) -> bool:
    """Whether the change is of the size that a criterion means: what only takes away from the company is told plainly."""
    if concern == "risk":
        return RISKY in str(getattr(new.declarations.get(change.declaration), "body", "")).casefold()
    return concern in ("rights", "contacts", "organisation") or change.effect != "narrows" or change.kind in ("definition", "minors")


def _reason(action: Action, significant: Sequence[str]) -> Words:
    if action == "none":
        return Words("只是措辞，含义未变。", "Wording only; the meaning stays.")
    if not significant:
        return Words("不属于重大变更，随新文本的日期告知。", "Not significant: told with the dates of the new text.")
    known = {**CRITERIA, **ASKING}
    return Words(*("；".join(known[code].covers.zh for code in significant), "; ".join(known[code].covers.en for code in significant)))


def _whom(change: Change) -> Words:
    return WHOM.get(change.declaration.partition(".")[0], EVERYBODY)
