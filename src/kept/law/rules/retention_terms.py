"""How long data is kept, against floors and ceilings in each law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from kept.law.against import Cited, articles, cited, durations, entries_of, header_place, named_laws, outlasting, strength
from kept.law.calendar import calendar_of
from kept.law.finding import Remark
from kept.law.model import Jurisdiction, Retention
from kept.law.rule import Law, rule
from kept.law.wording import told
from kept.law.words import everything, names, of
from kept.promises import Duration, Words
from kept.statement import Statement

TERMS: Final = ("retention", "deletion", "statutory-minimum", "anonymisation")
# A sort of record: how laws name it, how statements name it. A law's narrower records (of banks, employers, hospitals) stand in no sort.
RECORDS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "logs": (
        ("network logs", "application access logs", "website visit", "system logs", "security logs", "traffic data and logs"),
        ("network log", "web log", "access log", "server log", "login log", "system log", "日志"),
    ),
    "orders": (
        ("goods, services and transaction", "payment and supply", "contract or withdrawal of offer"),
        ("order record", "transaction record", "transaction information", "purchase record", "orders", "交易记录", "交易信息", "订单"),
    ),
    "books": (
        (
            "accounting vouchers",
            "books of account",
            "booking vouchers",
            "tax books",
            "tax documents",
            "accounting records",
            "accounting books",
            "gst records",
        ),
        ("invoice", "accounting", "voucher", "billing record", "发票", "会计", "凭证"),
    ),
    "requests": (("consumer requests and responses",), ("request record", "records of requests", "请求记录")),
}
NARROW: Final = ("banks", "insurers")
PAID: Final = ("payment", "order", "支付", "订单")
HANDLED: Final[Mapping[str, tuple[str, ...]]] = {"logs": ("ip address", "ip 地址", "日志"), "orders": PAID, "books": PAID}


def sorts_of_record(record: str) -> frozenset[str]:
    """Which sorts a record of a law belongs to."""
    named = record.casefold()
    if any(word in named for word in NARROW):
        return frozenset()
    return frozenset(sort for sort, (law, _) in RECORDS.items() if any(word in named for word in law))


def sorts_said(text: str) -> frozenset[str]:
    """Which sorts of record a statement's text speaks of."""
    spaced = text.replace("_", " ")
    return frozenset(sort for sort, (_, words) in RECORDS.items() if any(word in spaced for word in words))


def _floors(country: Jurisdiction, law: Law) -> Iterator[tuple[Jurisdiction, Retention]]:
    for level, floor in entries_of(country, "statutory_minimum_retention"):
        if floor.at_least is not None and floor.source.applies_on(law.as_of):
            yield level, floor


def _cited(level: Jurisdiction, entry: Retention) -> Cited:
    kept = entry.at_least or entry.at_most
    term = (kept.words("zh"), kept.words("en")) if kept else ("", "")
    return Cited(level.code, Words(f"{term[0]}（{told(entry.record).zh}）", f"{term[1]} ({entry.record})"), entry.source)


@rule(
    "kept-shorter-than-law",
    severity="error",
    says=Words("某类记录的保存期限短于法律规定的最低期限。", "A record is kept for less than the minimum in a law."),
)
def kept_shorter_than_law(statement: Statement, law: Law) -> Iterator[Remark]:
    for declared in of(statement, *TERMS):
        sorts = sorts_said(everything(declared))
        for _, kept in durations(declared) if sorts else ():
            for country in named_laws(statement, law):
                for level, floor in _floors(country, law):
                    if not isinstance(floor.at_least, Duration) or not sorts & sorts_of_record(floor.record):
                        continue
                    short = outlasting(floor.at_least, kept, calendar_of(country), law.as_of.year)
                    if short is None:
                        continue
                    laws = [_cited(level, floor)]
                    yield Remark(
                        Words(
                            f"保存 {kept.words('zh')}，短于 {level.code} 的法律所要求的 {floor.at_least.words('zh')}。",
                            f"is kept for {kept.words('en')}; the law of {level.code} wants {floor.at_least.words('en')} at least.",
                        ),
                        cited(laws),
                        Words(
                            "为该国延长到法律的最低期限，只留法律点名的内容。",
                            "Keep it for the legal minimum there, and only what the law names.",
                        ),
                        (declared,),
                        articles=articles(laws),
                        severity=strength(laws, "error"),
                    )


@rule(
    "no-minimum-kept",
    severity="warning",
    finds="gap",
    says=Words(
        "声明说到期删除，却没有为法律要求保存的记录留出例外。",
        "The statement deletes after a time, and makes no exception for records that a law wants kept.",
    ),
)
def no_minimum_kept(statement: Statement, law: Law) -> Iterator[Remark]:
    if of(statement, "statutory-minimum"):
        return
    excepted = ("law", "法律", "法规", "statut", "mandatory")
    deleting = [one for one in of(statement, "deletion", "retention") if any(True for _ in durations(one))]
    deleting = [one for one in deleting if not any(word in everything(one) for word in excepted)]
    handled = sorts_said(" | ".join(names(item) for item in of(statement, "item"))) | _sorts_handled(statement)
    laws = [
        _cited(level, floor)
        for country in named_laws(statement, law)
        for level, floor in _floors(country, law)
        if sorts_of_record(floor.record) & handled
    ]
    if deleting and laws:
        yield Remark(
            Words("没有为法律要求保存的记录留出例外。", "makes no exception for records that a law wants kept."),
            cited(laws),
            Words("声明法定最低保存期限（statutory-minimum），写明条文。", "Declare a statutory minimum, with its article."),
            tuple(deleting),
            articles=articles(laws),
        )


def _sorts_handled(statement: Statement) -> frozenset[str]:
    """Sorts that a statement handles by the items that it lists: an IP address makes a log, a payment makes an order and a voucher."""
    items = " | ".join(names(item) for item in of(statement, "item"))
    return frozenset(sort for sort, words in HANDLED.items() if any(word in items for word in words))


@rule(
    "kept-longer-than-law",
    severity="error",
    says=Words("目的达到后仍保存的时间超过法律的上限。", "Data stays longer after its purpose is reached than a law allows."),
)
def kept_longer_than_law(statement: Statement, law: Law) -> Iterator[Remark]:
    for declared in of(statement, "deletion"):
        for _, kept in durations(declared):
            for country in named_laws(statement, law):
                for level, ceiling in entries_of(country, "maximum_retention"):
                    if not _binds_any_data(ceiling, law) or not isinstance(ceiling.at_most, Duration):
                        continue
                    if outlasting(kept, ceiling.at_most, calendar_of(country), law.as_of.year) is None:
                        continue
                    laws = [_cited(level, ceiling)]
                    yield Remark(
                        Words(
                            f"{kept.words('zh')}后才删除，长于 {level.code} 的法律允许的 {ceiling.at_most.words('zh')}。",
                            f"goes only after {kept.words('en')}; the law of {level.code} allows {ceiling.at_most.words('en')} at most.",
                        ),
                        cited(laws),
                        Words("为该国缩短期限。", "Shorten the term there."),
                        (declared,),
                        articles=articles(laws),
                        severity=strength(laws, "error"),
                    )


def _binds_any_data(ceiling: Retention, law: Law) -> bool:
    return ceiling.record.startswith("any personal") and ceiling.source.applies_on(law.as_of)


@rule(
    "no-retention-term",
    severity="warning",
    finds="gap",
    says=Words("声明没有给出保存期限，也没有给出确定期限的标准。", "The statement gives neither a retention period nor what decides it."),
)
def no_retention_term(statement: Statement, law: Law) -> Iterator[Remark]:
    laws = [
        _cited(level, ceiling)
        for country in named_laws(statement, law)
        for level, ceiling in entries_of(country, "maximum_retention")
        if _binds_any_data(ceiling, law)
    ]
    if laws and not of(statement, *TERMS):
        yield Remark(
            Words("声明没有说数据保存多久。", "The statement does not say how long data is kept."),
            cited(laws),
            Words("声明保存期限，或者确定期限的标准。", "Declare how long, or what decides it."),
            articles=articles(laws),
            place=header_place(statement),
        )
