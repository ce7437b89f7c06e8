"""Whom a law wants to be reachable: an officer for data protection, a representative in the country, an authority to complain to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kept.law.against import Cited, articles, cited, entries_of, header_place, home_countries, named_laws
from kept.law.finding import Remark
from kept.law.model import Jurisdiction, Said
from kept.law.rule import Law, rule
from kept.law.values import Unknown
from kept.law.wording import told
from kept.law.words import everything, of, said
from kept.promises import Words
from kept.statement import Statement

OFFICER: Final = re.compile(r"officer|person in charge|encarregado|person accountable|highest authority is in charge")
NO_OFFICER: Final = re.compile(r"^no officer")
# "Operator name, address, representative" (Japan) is the head of a company, nobody in another country.
REPRESENTATIVE: Final = re.compile(r"(foreign|outside).*?(representative|agent)|representative (in|for)\b.*?(outside|union)|domestic agent")
IN_CHARGE: Final = ("officer", "person in charge", "dpo", "privacy_officer", "负责人", "保护官", "专员", "responsible person")
STANDS_FOR: Final = ("representative", "domestic agent", "代表机构", "代表", "境内代理")
AUTHORITIES: Final = ("authorit", "regulator", "supervis", "commission", "cyberspace", "网信", "监管", "主管", "管理部门")


def _wanted(country: Jurisdiction, law: Law, asks: re.Pattern[str]) -> Iterator[tuple[Jurisdiction, Said]]:
    for level, entry in entries_of(country, "dpo_representative"):
        text = entry.value.casefold()
        if asks.search(text) and not (asks is OFFICER and NO_OFFICER.search(text)) and entry.source.applies_on(law.as_of):
            yield level, entry


@rule(
    "no-officer-contact",
    severity="warning",
    finds="gap",
    says=Words(
        "法律要求公布个人信息保护负责人的联系方式，声明没有。",
        "A law wants the contact of whoever is in charge of data protection, and the statement has none.",
    ),
)
def no_officer_contact(statement: Statement, law: Law) -> Iterator[Remark]:
    contacts = of(statement, "contact", "role")
    if any(word in everything(one) for one in contacts for word in IN_CHARGE):
        return
    laws = [
        Cited(level.code, None, entry.source) for country in named_laws(statement, law) for level, entry in _wanted(country, law, OFFICER)
    ]
    if laws:
        yield Remark(
            Words("没有个人信息保护负责人的联系方式。", "no contact is given of whoever is in charge of data protection."),
            cited(laws),
            Words(
                "声明负责人及其联系方式；达不到法定条件的，由律师确认。",
                "Declare the officer's contact, or have a lawyer confirm that the law's threshold is not reached.",
            ),
            tuple(of(statement, "contact"))[:1],
            articles=articles(laws),
            place=None if of(statement, "contact") else header_place(statement),
        )


@rule(
    "no-representative",
    severity="warning",
    finds="gap",
    says=Words(
        "法律要求境外的运营者在当地指定代表，声明没有写明。",
        "A law wants an operator abroad to name a representative there, and the statement names none.",
    ),
)
def no_representative(statement: Statement, law: Law) -> Iterator[Remark]:
    if any(word in said(one, *vars(one.body)) or word in one.name for one in of(statement, "contact", "role") for word in STANDS_FOR):
        return
    home = home_countries(statement)
    laws = [
        Cited(country.code, None, entry.source)
        for country in named_laws(statement, law)
        if not home & {level.code for level in country.levels}
        for _, entry in _wanted(country, law, REPRESENTATIVE)
    ]
    if laws:
        yield Remark(
            Words(
                "没有写明当地代表的联系方式；在当地设有机构的除外。",
                "no contact of a representative is given, which is needed unless the operator is established there.",
            ),
            cited(laws),
            Words("声明每个当地代表的名称与联系方式。", "Declare each representative's name and contact."),
            tuple(of(statement, "contact"))[:1],
            articles=articles(laws),
            place=None if of(statement, "contact") else header_place(statement),
        )


@rule(
    "no-complaint-authority",
    severity="warning",
    finds="gap",
    says=Words("声明没有写明可以向哪个主管机关投诉。", "The statement does not name an authority to which people can complain."),
)
def no_complaint_authority(statement: Statement, law: Law) -> Iterator[Remark]:
    complaints = of(statement, "right-complain")
    if any(word in everything(one) for one in complaints for word in AUTHORITIES):
        return
    laws = [
        Cited(country.code, told(authority.value), authority.source)
        for country in named_laws(statement, law)
        if not isinstance(authority := country.authority, Unknown)
    ]
    if laws:
        yield Remark(
            Words("没有写明可以向哪个主管机关投诉。", "no authority is named to which people can complain."),
            cited(laws),
            Words("声明每个国家的主管机关。", "Declare the authority of each country."),
            tuple(complaints)[:1],
            articles=articles(laws),
            place=None if complaints else header_place(statement),
        )
