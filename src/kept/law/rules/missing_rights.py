"""Rights that a law gives and the statement does not offer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from kept.law.against import Cited, articles, cited, header_place, named_laws
from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.values import Unknown
from kept.law.words import everything
from kept.promises import Words
from kept.statement import Declared, Statement


@dataclass(frozen=True)
class Right:
    """One right under the names that laws give it, and the kinds of declaration that offer it (or, in other kinds, a word that does)."""

    name: Words
    codes: tuple[str, ...]
    kinds: tuple[str, ...]
    within: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def offered_by(self, declared: Declared) -> bool:
        if declared.kind in self.kinds:
            return True
        if declared.kind not in self.within:
            return False
        said = everything(declared)
        return any(word in said for word in self.words)


RIGHTS: Final = (
    Right(
        Words("查阅", "access"),
        (
            "access",
            "access_summary",
            "access_specific_pieces",
            "account_of_use_and_disclosure",
            "confirm",
            "disclosure_electronic_or_paper",
            "disclosure_of_third_party_records",
            "recipients_named",
            "use_and_disclosure_last_year",
            "view",
        ),
        ("right-access",),
    ),
    Right(Words("取得副本", "a copy"), ("copy", "be_provided"), ("right-copy", "right-portability")),
    Right(Words("转移到别处（可携带）", "moving data elsewhere (portability)"), ("portability",), ("right-portability",)),
    Right(
        Words("更正、补充", "correction and completion"),
        ("rectify", "correct", "supplement", "complete", "update", "correct_add_delete"),
        ("right-rectify",),
    ),
    Right(
        Words("删除", "deletion"),
        ("delete", "erase", "delete_consented", "anonymise_block_delete_excess", "stop_use_erase"),
        ("right-delete",),
    ),
    Right(Words("限制处理", "restriction"), ("restrict", "suspend", "limit_sensitive"), ("right-restrict",)),
    Right(
        Words("拒绝处理", "objection"),
        ("object", "refuse", "stop_third_party"),
        ("right-object",),
    ),
    Right(
        Words("拒绝营销", "refusing marketing"),
        ("object_marketing",),
        ("marketing-optout",),
        ("right-object",),
        ("market", "营销"),
    ),
    Right(
        Words("不受纯自动化决定约束", "not being subject to automated decisions alone"),
        (
            "refuse_solely_automated_decision",
            "not_solely_automated",
            "automated_decision_safeguards",
            "object_automated",
            "refuse_or_explain_automated_decision",
            "review_automated_decision",
            "opt_out_admt_2027",
        ),
        (),
        ("right-object", "right-explain", "notice", "consent"),
        ("automat", "自动化", "自动决策"),
    ),
    Right(Words("撤回同意", "withdrawing consent"), ("withdraw_consent",), ("right-withdraw",)),
    Right(Words("注销账号", "closing the account"), ("cancel_account",), ("right-cancel",)),
    Right(Words("要求解释规则", "having the rules explained"), ("explain_rules", "explanation"), ("right-explain",)),
    Right(
        Words("投诉", "complaint"),
        ("complain", "complain_to_controller", "complain_to_ico", "grievance", "petition_anpd", "challenge_compliance"),
        ("right-complain",),
    ),
    Right(
        Words("拒绝出售或者共享", "refusing sale or sharing"),
        ("opt_out_sale_sharing",),
        ("do-not-track",),
        ("right-object", "recipient", "jurisdiction"),
        ("sale", "sell", "出售"),
    ),
    Right(
        Words("身故或者失能后由他人行使", "others acting after death or incapacity"),
        ("kin_of_deceased", "nominate_for_death_or_incapacity"),
        (),
        ("right-access", "right-copy", "right-delete", "right-cancel", "jurisdiction", "notice"),
        ("deceased", "death", "nominat", "next of kin", "去世", "身故", "近亲属", "提名"),
    ),
    Right(
        Words("由代理人提出请求", "asking through an agent"),
        ("authorised_agent",),
        (),
        ("request-verify", "right-access", "right-delete", "jurisdiction"),
        ("agent", "代理"),
    ),
)
# What the statement gives by being published, and what people exercise before a court or an authority and not before the operator.
ELSEWHERE: Final = frozenset(
    {
        "breach_notice",
        "choose_scope_of_consent",
        "compensation",
        "consent",
        "court",
        "decide",
        "demand_protection",
        "informed",
        "informed_of_refusal",
        "judicial_remedy",
        "know",
        "know_purpose",
        "no_retaliation",
        "notify_recipients",
        "private_action",
        "recipients_informed",
        "remedy",
        "sue",
        "yearly_use_notice",
    }
)
BY_CODE: Final[Mapping[str, Right]] = {code: right for right in RIGHTS for code in right.codes}


@rule(
    "missing-right",
    severity="warning",
    finds="gap",
    says=Words("某国法律给予的一项权利，声明没有提供。", "A right that the law of a named country gives is not offered by the statement."),
)
def missing_right(statement: Statement, law: Law) -> Iterator[Remark]:
    given: dict[str, list[Cited]] = {}
    for country in named_laws(statement, law):
        rights = country.rights
        if isinstance(rights, Unknown):
            continue
        for right in dict.fromkeys(BY_CODE[code] for code in rights.values if code in BY_CODE):
            given.setdefault(right.name.en, []).append(Cited(country.code, None, rights.source))
    for right in RIGHTS:
        laws = given.get(right.name.en)
        if not laws or any(right.offered_by(declared) for declared in statement.declarations.values()):
            continue
        yield Remark(
            Words(f"声明没有提供这项权利：{right.name.zh}。", f"The statement does not offer this right: {right.name.en}."),
            cited(laws),
            Words("声明这项权利，并写明怎样行使。", "Declare the right, and say how it is exercised."),
            articles=articles(laws),
            place=header_place(statement),
        )


@rule(
    "unread-right",
    severity="note",
    finds="gap",
    says=Words(
        "法律列出的一项权利，Kept 还不知道由什么声明来提供。", "A law lists a right of which Kept does not know what declaration offers it."
    ),
)
def unread_right(statement: Statement, law: Law) -> Iterator[Remark]:
    for country in named_laws(statement, law):
        rights = country.rights
        for code in () if isinstance(rights, Unknown) else rights.values:
            if code not in BY_CODE and code not in ELSEWHERE and not isinstance(rights, Unknown):
                told = [Cited(country.code, None, rights.source)]
                yield Remark(
                    Words(f"{country.code} 的权利“{code}”没有检查。", f'the right "{code}" of {country.code} was not checked.'),
                    cited(told),
                    Words("请由律师查看声明是否提供了它。", "Let a lawyer see whether the statement offers it."),
                    place=header_place(statement),
                )
