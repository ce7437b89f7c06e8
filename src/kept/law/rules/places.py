"""Where data is: tables of data centres against what is promised about places, borders and hosts (PIPL art. 38 and 40)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.words import entries, everything, has, means, of, said, value
from kept.promises import Words
from kept.statement import Declared, Statement


def _rows(statement: Statement) -> Sequence[Declared]:
    return [one for one in of(statement, "residency") if has(one, "location")]


def _fixed(statement: Statement) -> tuple[Declared, ...]:
    """What says that a tenant's data stays in its place, or crosses no border."""
    tied = [one for one in of(statement, "residency") if has(one, "change") or has(one, "timing")]
    return (*tied, *(one for one in of(statement, "cross-border") if means(said(one, "rule"), "nowhere")))


@rule(
    "sign-in-elsewhere",
    severity="error",
    says=Words(
        "承诺数据存储在确定的数据中心、不跨境，而位于不同地点的集群共用同一登录域名。",
        "Data stays in its data centre and crosses no border, yet clusters in different places share one host for signing in.",
    ),
)
def sign_in_elsewhere(statement: Statement, law: Law) -> Iterator[Remark]:
    fixed = _fixed(statement)
    hosts: dict[str, list[Declared]] = {}
    for one in _rows(statement):
        if has(one, "login"):
            hosts.setdefault(said(one, "login"), []).append(one)
    for host, rows in hosts.items():
        places = {said(one, "location") for one in rows}
        if len(places) < 2 or not fixed:
            continue
        abroad = len({value(one, "country") for one in rows}) > 1
        yield Remark(
            Words(f"位于不同地点的集群共用登录域名 {host}。", f"clusters in different places share the sign-in host {host}."),
            Words("数据存储在确定的数据中心，默认不跨境。", "data is kept in its data centre and crosses no border by default."),
            Words(
                "写明登录时处理哪些信息、保存在何处，或者为每个地点设置登录域名。",
                "Say what signing in handles and where that is kept, or give each place a host of its own.",
            ),
            tuple(rows),
            fixed,
            severity=None if abroad else "warning",
        )


@rule(
    "host-that-tells-nothing",
    severity="warning",
    says=Words(
        "一处称凭域名即可识别数据中心，表中却有多个集群共用同一登录域名。",
        "The domain is said to tell the data centre, yet several clusters in the table share one host.",
    ),
)
def ambiguous_host(statement: Statement, law: Law) -> Iterator[Remark]:
    rows = _rows(statement)
    logins = [said(one, "login") for one in rows if has(one, "login")]
    shared = tuple(one for one in rows if has(one, "login") and logins.count(said(one, "login")) > 1)
    for one in of(statement, "notice"):
        if shared and means(said(one, "source"), "domain"):
            yield Remark(
                Words("称凭域名即可识别数据中心。", "the domain is said to tell the data centre."),
                Words("多个集群共用登录域名。", "several clusters share a sign-in host."),
                Words("写明以哪一种域名为准，每个域名只对应一个集群。", "Say which host decides, one that belongs to exactly one cluster."),
                (one,),
                shared,
            )


@rule(
    "place-missing-in-the-table",
    severity="error",
    says=Words(
        "一处要求数据存储在某地，数据中心列表中却没有位于该地的集群。",
        "Data has to be stored in a place where the table has no data centre.",
    ),
)
def missing_place(statement: Statement, law: Law) -> Iterator[Remark]:
    rows = _rows(statement)
    known = " | ".join(said(one, "location", "country") for one in rows)
    for one in of(statement, "residency"):
        place = said(one, "place")
        if rows and place and place not in known:
            sites = tuple(other for other in of(statement, "residency") if has(other, "sites", "change", "timing"))
            yield Remark(
                Words(f"要求存储在 {value(one, 'place')}。", f"has to be stored in {value(one, 'place')}."),
                Words("列表中没有位于该地的数据中心。", "the table has no data centre there."),
                Words(
                    "在设立数据中心之前不收集此类信息，并如实写明。", "Until there is a data centre, do not collect such data, and say so."
                ),
                (one,),
                (*sites, *rows),
            )


@rule(
    "stored-in-another-country",
    severity="error",
    says=Words(
        "一处称全部数据存储在一国，另一处的存储地却在他国。",
        "All data is said to be stored in one country, and storage in another one is stated.",
    ),
)
def in_another_country(statement: Statement, law: Law) -> Iterator[Remark]:
    placed = [one for one in of(statement, "residency") if has(one, "country") and not has(one, "data", "place")]
    whole = [one for one in placed if not has(one, "system", "role", "domains", "business", "login", "location", "qualifier", "scope")]
    for one in whole:
        others = tuple(other for other in placed if value(other, "country") != value(one, "country"))
        if others and whole.index(one) == min(whole.index(each) for each in (one, *others) if each in whole):
            abroad = ", ".join(dict.fromkeys(str(value(other, "country")) for other in others))
            yield Remark(
                Words(f"称数据存储在 {value(one, 'country')}。", f"data is stored in {value(one, 'country')}."),
                Words(f"又有存储地位于 {abroad.replace(', ', '、')}。", f"other data is stored in {abroad}."),
                Words("写明各存储地分别适用于哪些数据，或者更正其中一处。", "Say which data each place is for, or correct one of them."),
                (one,),
                others,
            )


@rule(
    "domain-outside-the-scope",
    severity="warning",
    says=Words(
        "表中列出的网站域名不在声明的适用范围之内。", "A website in the table has a domain that the statement's scope does not name."
    ),
)
def outside_scope(statement: Statement, law: Law) -> Iterator[Remark]:
    scopes = tuple(one for one in of(statement, "notice") if has(one, "domains"))
    named = {_registrable(domain) for one in scopes for domain in entries(one, "domains")}
    for one in _rows(statement) if scopes else ():
        outside = [host for host in (*entries(one, "domains"), *entries(one, "business")) if _registrable(host) not in named]
        if outside:
            yield Remark(
                Words(f"这些域名不在适用范围之内：{'、'.join(outside)}。", f"outside the scope: {', '.join(outside)}."),
                Words("适用范围只列出其他域名。", "the scope names other domains only."),
                Words("在适用范围中补上这些域名，或者写明不适用本声明。", "Add the domains to the scope, or say that they are outside it."),
                (one,),
                scopes,
            )


def _registrable(host: str) -> str:
    """The part of a host that is registered: the last two labels."""
    return ".".join(host.removeprefix("https://").removeprefix("http://").partition("/")[0].split(".")[-2:])


@rule(
    "receivers-place-unknown",
    severity="warning",
    says=Words(
        "承诺数据存储在列明的地点、不跨境，却没有写明接收方位于何处。",
        "Data stays in the places listed and crosses no border, yet nothing says where those who receive it are.",
    ),
    finds="gap",
)
def receivers_place(statement: Statement, law: Law) -> Iterator[Remark]:
    fixed = tuple(one for one in _fixed(statement) if one.kind == "cross-border")
    outbound = tuple(
        one
        for one in of(statement, "recipient")
        if has(one, "data") and has(one, "direction") and "inbound" not in said(one, "direction") and not has(one, "country", "place")
    )
    if fixed and outbound:
        yield Remark(
            Words("没有写明接收方位于哪个国家或者地区。", "nothing says in which country the receiver is."),
            Words("个人信息默认不跨境。", "personal data crosses no border by default."),
            Words(
                "写明每个接收方所在的国家或者地区；在境外的，写明出境的依据。",
                "Name the country of each receiver, and the ground for the transfer where it is abroad.",
            ),
            outbound,
            fixed,
        )


@rule(
    "border-opened-by-agreement",
    severity="error",
    says=Words(
        "一处承诺个人信息默认不跨境，另一处却只凭同意即可跨境，不问国家规定的出境条件（个人信息保护法第三十八条）。",
        "Data crosses no border by default, yet agreement alone opens it, whatever else the law asks for (PIPL art. 38).",
    ),
)
def opened_by_agreement(statement: Statement, law: Law) -> Iterator[Remark]:
    closed = tuple(one for one in of(statement, "cross-border") if means(said(one, "rule"), "nowhere"))
    closed = closed or tuple(one for one in of(statement, "residency") if has(one, "country") and not has(one, "system"))
    for one in of(statement, "cross-border"):
        if closed and means(said(one, "condition"), "agreement"):
            yield Remark(
                Words("凭同意即可跨境。", "agreement alone lets data cross the border."),
                Words("个人信息存储在境内，默认不跨境。", "data stays in the country and crosses no border by default."),
                Words("写明同意之外还须满足的出境条件。", "Say which conditions of the law must be met beside agreement."),
                (one,),
                closed,
                ("PIPL 38",),
            )


@rule(
    "two-ways-across-a-border",
    severity="error",
    says=Words(
        "一处只允许一种例外情形在境外处理，另一处却以同意作为出境的依据。",
        "One exception only allows handling abroad, and agreement allows it in another place.",
    ),
)
def two_ways(statement: Statement, law: Law) -> Iterator[Remark]:
    for one in of(statement, "cross-border"):
        agreed = tuple(other for other in of(statement, "consent") if "transfer" in said(other, "timing") and not has(other, "acts"))
        if has(one, "exception") and agreed and not means(everything(one), "agreement"):
            yield Remark(
                Words(f"只有这一例外才可在境外处理：{value(one, 'exception')}。", f"the only exception is: {value(one, 'exception')}."),
                Words("取得同意后即可出境。", "agreement lets data leave."),
                Words("写明两项条件须同时具备，还是各自适用于何种信息。", "Say whether both are needed, or for which data each holds."),
                (one,),
                agreed,
            )
