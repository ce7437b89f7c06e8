"""Permissions and identifiers of a device: what one list has and another lacks (PIPL art. 6; GB/T 35273 on device permissions)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.rules.sdk_data import classes_of
from kept.law.rules.sdk_lists import listed_kits
from kept.law.words import by_clause, entries, items_of, means, names, of, said, value
from kept.promises import Words
from kept.statement import Declared, Statement


def _listed(statement: Statement) -> Sequence[Declared]:
    """The statement's list of permissions: those that stand together in a clause, each with what it serves."""
    groups = by_clause(statement, (one for one in of(statement, "permission") if value(one, "functions")))
    return [one for group in groups if len(group) > 1 for one in group]


@rule(
    "permission-outside-the-list",
    severity="error",
    says=Words(
        "SDK 使用的权限没有列入权限清单。",
        "A permission that an SDK uses is missing in the list of permissions.",
    ),
)
def outside_the_list(statement: Statement, law: Law) -> Iterator[Remark]:
    listed = tuple(_listed(statement))
    kits = {kit.path for kit in listed_kits(statement)}
    beside = {path for clause in statement.clauses if kits & set(clause.states) for path in clause.states}
    for one in of(statement, "permission"):
        if listed and one.path in beside and one not in listed:
            yield Remark(
                Words("由 SDK 使用。", "is used by an SDK."),
                Words("权限清单中没有这一项。", "the list of permissions lacks it."),
                Words("列入清单，写明用于何种功能。", "Add it to the list with the function that it serves."),
                (one,),
                listed,
            )


@rule(
    "permission-serves-more-than-said",
    severity="error",
    says=Words(
        "权限只写明用于某些功能，另有功能收集由该权限得到的信息。",
        "A permission is said to serve certain functions, and another function takes what that permission gives.",
    ),
)
def serves_more(statement: Statement, law: Law) -> Iterator[Remark]:
    items = statement.section("items")
    for one in _listed(statement):
        gives = {name for name, item in items.items() if one.label("en").casefold() in item.label("en").casefold()}
        served = [word for entry in entries(one, "functions") for word in entry.split(" | ")]
        others = tuple(
            other
            for other in of(statement, "collection", "function-basic", "function-extended")
            if gives & set(items_of(other)) and not any(word in names(other) for word in served)
        )
        if others and not means(said(one, "functions"), "blank"):
            yield Remark(
                Words("没有写明用于这一功能。", "is not said to serve this function."),
                Words("收集由该权限得到的信息。", "takes what the permission gives."),
                Words("补上这一功能，并就其单独询问。", "Add the function, and ask for it by itself."),
                (one,),
                others,
            )


@rule(
    "location-for-no-function",
    severity="error",
    says=Words(
        "申请位置权限而没有写明功能，SDK 却取得位置。",
        "The location permission is asked for and serves no function that is named, while SDKs take the location.",
    ),
)
def location(statement: Statement, law: Law) -> Iterator[Remark]:
    kits = tuple(kit for kit in listed_kits(statement) if "whereabouts" in classes_of(statement, kit))
    for one in of(statement, "permission"):
        if kits and means(names(one), "whereabouts") and means(said(one, "functions"), "blank"):
            yield Remark(
                Words("没有写明用于何种功能。", "no function is named for it."),
                Words("取得位置。", "takes the location."),
                Words("写明功能，或者不申请权限、不取得位置。", "Name the function, or neither ask nor take the location."),
                (one,),
                kits,
            )


@rule(
    "identifier-missing-in-the-list",
    severity="error",
    says=Words(
        "一处列出自动收集的设备信息，另一处还收集其中没有的标识符。",
        "One place lists the facts of a device that are collected, and identifiers are collected elsewhere that this list lacks.",
    ),
)
def identifiers(statement: Statement, law: Law) -> Iterator[Remark]:
    groups = {name: value(item, "group") for name, item in statement.section("items").items()}

    def within(declared: Declared, group: str) -> set[str]:
        return {name for name in items_of(declared) if groups.get(name) == group}

    taking = of(statement, "collection")
    lists = tuple(one for one in taking if len(within(one, "device")) > 1 and within(one, "identifier"))
    known = {name for one in lists for name in items_of(one)}
    outside = tuple(one for one in taking if one not in lists and within(one, "identifier") - known)
    if lists and outside:
        lost = sorted({name for one in outside for name in within(one, "identifier")} - known)
        items = statement.section("items")
        yield Remark(
            Words(
                f"收集清单中没有的标识：{'、'.join(items[name].label('zh') for name in lost)}。",
                f"collects identifiers beside the list: {', '.join(items[name].label('en') for name in lost)}.",
            ),
            Words("所列的设备信息中没有这些标识。", "the list of device facts does not have them."),
            Words("补入清单并写明目的，或者不再收集。", "Add them to the list with their purpose, or stop collecting them."),
            outside,
            lists,
        )
