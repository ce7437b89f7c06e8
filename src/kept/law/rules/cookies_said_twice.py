"""Cookies that are the site's own and another's, that follow nobody and recognise people."""

from __future__ import annotations

from collections.abc import Iterator

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.words import entries, has, means, of, said
from kept.promises import Words
from kept.statement import Statement


@rule(
    "another-sites-cookie",
    severity="error",
    says=Words(
        "一处称只有自己的网站读取 Cookie，另一处使用其他网站的 Cookie。",
        "Cookies are read by the operator's own sites only, and another site's cookie is used in another place.",
    ),
)
def anothers(statement: Statement, law: Law) -> Iterator[Remark]:
    naming = [one for one in of(statement, "cookie") if has(one, "parties")]
    own = tuple(one for one in naming if all(means(party, "ourselves") for party in entries(one, "parties")))
    for one in naming:
        if own and one not in own:
            yield Remark(
                Words("使用其他主体的 Cookie。", "another party's cookie is used."),
                Words("只由自己的网站和客户端读取。", "only the operator's own sites and clients read cookies."),
                Words("写明这一例外及其用途。", "State this exception and what it is for."),
                (one,),
                own,
            )


@rule(
    "follows-nobody-yet-recognises",
    severity="error",
    says=Words(
        "一处称 Cookie 不跟踪个人，另一处用来识别个人。",
        "Cookies follow nobody in one place, and recognise people or hold an identifier in another.",
    ),
)
def recognises(statement: Statement, law: Law) -> Iterator[Remark]:
    recognising = tuple(
        one for one in of(statement, "cookie") if means(said(one, "purpose"), "recognising") or means(said(one, "contents"), "identifier")
    )
    for one in of(statement, "cookie"):
        if recognising and means(said(one, "limit"), "following"):
            yield Remark(
                Words("不跟踪个人信息。", "follows no personal information."),
                Words("识别个人，或者含有标识。", "recognises people, or holds an identifier."),
                Words(
                    "写明标识是个人信息，以及不作何种跟踪。", "Say that the identifier is personal data, and which following is ruled out."
                ),
                (one,),
                recognising,
            )
