"""Addresses that cannot be used: malformed ones, and blanks where one belongs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.words import entries, means, of, said
from kept.promises import Words
from kept.statement import Statement

ADDRESS: Final = re.compile(r"https?:\S*")
GOOD: Final = re.compile(r"https?://[a-z0-9][a-z0-9.-]*\.[a-z]{2,}(?:[:/?#]\S*)?")
MAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@rule(
    "malformed-address",
    severity="error",
    says=Words("网址或者邮箱地址写错，无法使用。", "An address of the web or of mail is written so that it does not work."),
)
def malformed(statement: Statement, law: Law) -> Iterator[Remark]:
    for one in statement.declarations.values():
        fields = () if one.kind == "item" else tuple(vars(one.body))
        wrong = [found for field in fields for found in _wrong(said(one, field), field)]
        if wrong:
            yield Remark(
                Words(f"地址无法使用：{wrong[0]}。", f"an address does not work: {wrong[0]}."),
                Words("网址和邮箱须能打开、能送达。", "an address has to open or to reach somebody."),
                Words("更正地址。", "Correct the address."),
                (one,),
            )


def _wrong(text: str, field: str) -> Iterator[str]:
    for part in ADDRESS.findall(text):
        if not GOOD.fullmatch(part.rstrip(").,;，。；")):
            yield part
    if field == "email" and text and not means(text, "blank") and not any(MAIL.fullmatch(part.strip()) for part in text.split("|")):
        yield text


@rule(
    "blank-contact",
    severity="error",
    says=Words("联系方式处空白。", "A contact has a blank where an address or a number belongs."),
    finds="gap",
)
def blank(statement: Statement, law: Law) -> Iterator[Remark]:
    for one in of(statement, "contact"):
        empty = [
            field
            for field in ("phone", "email", "address", "hours")
            if any(means(entry, "blank") or not entry.strip() for entry in entries(one, field))
        ]
        nothing = not any(found is not None for found in vars(one.body).values())
        if empty or nothing:
            yield Remark(
                Words(f"联系方式空白：{'、'.join(empty) or '全部'}。", f"blank: {', '.join(empty) or 'everything'}."),
                Words(
                    "个人须能联系到处理者（个人信息保护法第十七条、第五十条）。",
                    "people must be able to reach the controller (PIPL art. 17 and 50).",
                ),
                Words("填上可以使用的联系方式。", "Fill in a contact that works."),
                (one,),
            )


@rule(
    "two-hours",
    severity="warning",
    says=Words("同一电话的服务时间，两处写法不同。", "One telephone number has different hours in two places."),
)
def two_hours(statement: Statement, law: Law) -> Iterator[Remark]:
    seen: dict[str, str] = {}
    for one in of(statement, "contact"):
        number, hours = said(one, "phone"), said(one, "hours")
        if not number or not hours:
            continue
        if seen.setdefault(number, hours) != hours:
            first = next(other for other in of(statement, "contact") if said(other, "phone") == number)
            yield Remark(
                Words(f"服务时间为 {hours.partition(' | ')[0]}。", f"is reached at {hours.rpartition(' | ')[2]}."),
                Words(f"服务时间为 {seen[number].partition(' | ')[0]}。", f"is reached at {seen[number].rpartition(' | ')[2]}."),
                Words("两处采用同一时间。", "Use the same hours in both places."),
                (one,),
                (first,),
            )
