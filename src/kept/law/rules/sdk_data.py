"""What SDKs take, against what the functions say that is collected, and what their purposes need (PIPL art. 6, 17)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.rules.sdk_lists import listed_kits
from kept.law.words import entries, items_of, means, names, of, said, value
from kept.promises import Words
from kept.statement import Declared, Statement

COLLECTING: Final = ("collection", "function-basic", "function-extended", "permission", "cookie", "beacon", "third-party-data")


def classes_of(statement: Statement, declared: Declared) -> frozenset[str]:
    """The classes of the items that a declaration lists."""
    items = statement.section("items")
    return frozenset(str(value(items[name], "group")) for name in items_of(declared) if name in items)


def _of_pictures(statement: Statement, declared: Declared) -> bool:
    items = statement.section("items")
    return any(means(names(items[name]), "pictures") for name in items_of(declared) if name in items)


@rule(
    "kit-takes-more-than-the-functions",
    severity="error",
    says=Words(
        "SDK 取得的信息，没有任何功能或者来源写明收集。",
        "An SDK takes items that no function and no source is said to collect.",
    ),
)
def more_than_functions(statement: Statement, law: Law) -> Iterator[Remark]:
    items = statement.section("items")
    lists = [(one, classes_of(statement, one)) for one in of(statement, *COLLECTING) if items_of(one)]
    collected = {name for one, _ in lists for name in items_of(one)}
    for kit in listed_kits(statement):
        more = [name for name in items_of(kit) if name in items and name not in collected]
        own = classes_of(statement, kit)
        alike = tuple(one for one, classes in lists if classes & own)
        if more and alike:
            yield Remark(
                Words(
                    f"没有功能收集：{'、'.join(items[name].label('zh') for name in more)}。",
                    f"no function collects: {', '.join(items[name].label('en') for name in more)}.",
                ),
                Words("只收集同类的其他信息。", "collects other data of the same classes only."),
                Words("写明由哪项功能收集、用于何种目的，或者不再取得。", "Say which function needs it and what for, or stop taking it."),
                (kit,),
                alike,
            )


@rule(
    "no-data-beside-data",
    severity="error",
    says=Words(
        "SDK 称不取得任何信息，其用途却是上传或者传输信息。",
        "An SDK is said to take no data at all, while its purpose is to upload or carry data.",
    ),
)
def no_data(statement: Statement, law: Law) -> Iterator[Remark]:
    kits = listed_kits(statement)
    for kit in kits:
        if value(kit, "data") != () or not means(said(kit, "purpose"), "sending out"):
            continue
        working = " | ".join(entries(kit, "scenario"))
        handled = [other for other in kits if other is not kit and items_of(other) and other.label("en").casefold() in working]
        if means(said(kit, "purpose"), "pictures"):
            handled += [one for one in of(statement, "collection", "function-basic", "function-extended") if _of_pictures(statement, one)]
        if handled:
            yield Remark(
                Words("称不取得任何信息，又上传或者传输信息。", "is said to take no data, and uploads or carries it."),
                Words("这些信息在此收集。", "this data is collected here."),
                Words("写明哪些信息经过该 SDK、是否到达提供者。", "Say which data passes through it and whether any reaches its provider."),
                (kit,),
                tuple(handled),
            )


@rule(
    "purpose-that-does-not-fit",
    severity="error",
    says=Words(
        "SDK 的用途是选取图片，所取得的信息中却没有图片，同样用途的另一个 SDK 才取得图片。",
        "An SDK is there for pictures and takes none but other data, while another of the same purpose does take pictures.",
    ),
)
def does_not_fit(statement: Statement, law: Law) -> Iterator[Remark]:
    kits = [kit for kit in listed_kits(statement) if items_of(kit) and means(said(kit, "purpose"), "pictures")]
    fitting = tuple(kit for kit in kits if _of_pictures(statement, kit))
    for kit in kits:
        if fitting and kit not in fitting:
            yield Remark(
                Words("用途是图片，取得的却是其他信息。", "its purpose is pictures, and it takes other data."),
                Words("同样的用途，取得图片。", "takes pictures for the same purpose."),
                Words("按所取得的信息写明真正的用途。", "State the purpose that the data really serves."),
                (kit,),
                fitting,
            )
