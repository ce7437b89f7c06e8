"""Who gives and gets data: named here and unnamed there; demands of authorities (PIPL art. 17, 23)."""

from __future__ import annotations

from collections.abc import Iterator

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.words import entries, has, items_of, means, of, said
from kept.promises import Words
from kept.statement import Statement


@rule(
    "named-here-unnamed-there",
    severity="warning",
    says=Words(
        "同一类来源或者接收方，一处只写类别，另一处写明名称。",
        "One source or receiver is a mere category in one place and named in another.",
    ),
)
def unnamed(statement: Statement, law: Law) -> Iterator[Remark]:
    items = statement.section("items")
    for one in of(statement, "recipient"):
        if "inbound" not in said(one, "direction"):
            continue
        groups = {items[item].body.group for item in items_of(one) if item in items}
        vague = tuple(
            other
            for other in of(statement, "third-party-data")
            if has(other, "source", "sources")
            and not any(label.casefold() in said(other, "source", "sources") for label in (one.label("zh"), one.label("en")))
            and groups & {items[item].body.group for item in items_of(other) if item in items}
        )
        if vague:
            yield Remark(
                Words("此处写明了名称。", "is named here."),
                Words("同类信息的来源只写类别。", "the source of the same kind of data is a mere category."),
                Words(
                    "两处写明同样的名称，或者写明此处的名单是完整的。",
                    "Give the name in both places, or say that the list here is complete.",
                ),
                (one,),
                vague,
            )


@rule(
    "demand-beyond-its-papers",
    severity="error",
    says=Words(
        "一处只凭要求即向机关提供，另一处要求法律依据或者文件。",
        "A mere demand is enough to hand data to authorities, while legal papers or limits are asked for elsewhere.",
    ),
)
def beyond_papers(statement: Statement, law: Law) -> Iterator[Remark]:
    papers = tuple(one for one in of(statement, "law-enforcement") if has(one, "document", "documents", "limit", "review"))
    for one in of(statement, "law-enforcement"):
        bare = any(means(entry, "demand") for field in ("bases", "grounds") for entry in entries(one, field))
        others = tuple(other for other in papers if other is not one)
        if bare and others and one not in papers:
            yield Remark(
                Words("有要求即可提供。", "a demand is a ground for handing over."),
                Words("须有法律文件，并以依法有权获取的为限。", "legal papers are asked for, and only what the law entitles to is given."),
                Words("写明任何要求均须有法律依据和相应文件。", "Say that every demand needs a legal ground and the fitting papers."),
                (one,),
                others,
            )


@rule(
    "right-in-place-of-agreement",
    severity="error",
    says=Words(
        "提供他人信息，一处要求本人明示同意，另一处以有权提供代替授权。",
        "Data about others needs their explicit agreement in one place, and a right to provide it is enough in another.",
    ),
)
def right_for_agreement(statement: Statement, law: Law) -> Iterator[Remark]:
    explicit = tuple(one for one in of(statement, "third-party-data") if means(said(one, "form", "assurance"), "asking first"))
    for one in of(statement, "third-party-data"):
        if explicit and ("or" in said(one, "joined_with_right").split() or means(said(one, "basis"), "conditional")):
            yield Remark(
                Words(
                    "有权提供即可，或者只在必要时才须授权。",
                    "a right to provide stands in for authorisation, or it is asked for only where needed.",
                ),
                Words("须取得本人明示同意。", "each person's explicit agreement is needed."),
                Words("写明谁适用哪一项。", "Say for whom each of the two holds."),
                (one,),
                explicit,
            )
