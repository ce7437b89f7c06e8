"""Keeping data longer than its purposes need, and erasing that does not erase (PIPL art. 19, 47)."""

from __future__ import annotations

from collections.abc import Iterator

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.words import by_clause, entries, has, means, of, said
from kept.promises import Words
from kept.statement import Declared, Statement


def _bound_to_need(statement: Statement) -> tuple[Declared, ...]:
    """Terms that end with the need for data, with use, or with a request."""
    return tuple(
        one for one in of(statement, "retention") if has(one, "until") or (has(one, "limit", "exceptions") and not has(one, "who"))
    )


@rule(
    "period-with-no-upper-end",
    severity="error",
    says=Words(
        "一处以所需为限或者应请求删除，另一处规定了没有上限的保存期间。",
        "Data goes when it is no longer needed or on request, and in another place it is kept for a period with no upper end.",
    ),
)
def no_end(statement: Statement, law: Law) -> Iterator[Remark]:
    going = (*_bound_to_need(statement), *(one for one in of(statement, "right-delete") if has(one, "scope")))
    for one in of(statement, "retention"):
        if going and one not in going and means(said(one, "period"), "no upper end"):
            yield Remark(
                Words("没有上限的保存期间。", "is kept for a period with no upper end."),
                Words("不再需要或者应请求即予删除。", "data goes when it is no longer needed, or on request."),
                Words("写明上限，并限于法律要求保存的信息。", "Give the upper end, and confine it to what the law wants kept."),
                (one,),
                going,
            )


@rule(
    "kept-for-reasons-of-ones-own",
    severity="error",
    says=Words(
        "一处只有法律强制才可以超过所需期限，另一处却以商业目的等自己的理由继续保存。",
        "Only the law can make data stay beyond its need, and in another place business or other reasons are enough.",
    ),
)
def own_reasons(statement: Statement, law: Law) -> Iterator[Remark]:
    bound = tuple(one for one in _bound_to_need(statement) if means(said(one, "exceptions"), "compelled"))
    own = [one for one in of(statement, "retention") if has(one, "ground") and "legal process" not in said(one, "ground")]
    own = [one for one in own if "law" not in said(one, "ground")]
    for group in by_clause(statement, own) if bound else ():
        yield Remark(
            Words("以自己的理由继续保存，没有期限。", "is kept for reasons of the company's own, without an end."),
            Words("只有法律强制才可以延长保存。", "only compulsion of law keeps data longer."),
            Words("删去这些理由，或者写明依据和期限。", "Drop these reasons, or give the ground and the end of each."),
            group,
            bound,
        )


@rule(
    "hidden-for-erased",
    severity="error",
    says=Words(
        "一处删除或者匿名化，另一处只作隐藏，而隐藏的信息仍能识别个人。",
        "Data is erased or anonymised in one place and merely hidden in another, while hidden data still shows whom it is about.",
    ),
)
def hidden(statement: Statement, law: Law) -> Iterator[Remark]:
    erasing = tuple(one for one in of(statement, "deletion") if means(said(one, "action"), "erasing", "derived"))
    for one in of(statement, "deletion", "shutdown"):
        if erasing and one not in erasing[:1] and any(means(entry, "hiding") for entry in entries(one, "action")):
            yield Remark(
                Words("只作隐藏。", "data is merely hidden."),
                Words("删除或者匿名化。", "data is erased or anonymised."),
                Words("统一为删除或者匿名化。", "Erase or anonymise in both cases."),
                (one,),
                erasing,
            )
