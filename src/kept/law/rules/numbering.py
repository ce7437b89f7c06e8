"""Gaps in the numbering of clauses, and counts that do not fit what they count."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from kept.law.finding import Remark
from kept.law.linting import within
from kept.law.rule import Law, rule
from kept.law.words import has, means, of, said, value
from kept.promises import Words
from kept.statement import Clause, Declared, Statement

LAST: Final = re.compile(r"(?P<before>.*?)(?P<sign>[.( ]*)(?P<count>\d+|[A-Z]+|[a-z])(?P<closed>\)?)")
ROMAN: Final = {"I": 1, "V": 5, "X": 10, "L": 50}
# Kinds of which a statement lists cases, each a declaration of its own.
CASES: Final = ("right-delete", "ownership-transfer", "public-disclosure", "recipient", "consent-exemption", "request-refuse")
LISTS: Final = ("chapters", "topics", "grounds", "events", "cases", "items", "change_items")


@rule(
    "gap-in-the-numbering",
    severity="warning",
    says=Words("条款或者列举的编号不连续。", "The numbers of clauses or of a list do not follow each other."),
    finds="gap",
)
def gaps(statement: Statement, law: Law) -> Iterator[Remark]:
    series: dict[tuple[str, str, str, str], list[Clause]] = {}
    for clause in statement.clauses:
        parts = LAST.fullmatch(clause.id)
        if parts and not _is_word(parts["count"]) and (parts["sign"] or parts["before"][-1:] in ("", ")")):
            style = "1" if parts["count"].isdigit() else "A" if parts["count"].isupper() else "a"
            series.setdefault((parts["before"], parts["sign"], parts["closed"], style), []).append(clause)
    for (before, sign, closed, style), clauses in series.items():
        counted = [LAST.fullmatch(clause.id)["count"] for clause in clauses]  # type: ignore[index]
        numbers = _numbers(counted, style)
        for clause, number, previous in zip(clauses, numbers, (0, *numbers), strict=False):
            if number != previous + 1:
                yield _gap(statement, clause, f"{before}{sign}{_written(previous + 1, style, counted)}{closed}")


def _gap(statement: Statement, clause: Clause, expected: str) -> Remark:
    return Remark(
        Words(f"此处的编号是 {clause.id}，按顺序应为 {expected}。", f"The number here is {clause.id}; {expected} would come next."),
        Words("编号应当连续，引用才能确定。", "numbers that follow each other are what references rest on."),
        Words("补上缺少的条款，或者重新编号。", "Add what is missing, or number anew."),
        _stated_in(statement, clause)[:1],
        against=(clause.id,),
        clause=clause.id,
        place=clause.place,
    )


def _stated_in(statement: Statement, clause: Clause) -> tuple[Declared, ...]:
    """What a clause states, or where it is a heading only, what the clauses below it state."""
    paths = clause.states or [path for other in statement.clauses if within(other.id, clause.id) for path in other.states]
    return tuple(statement.declarations[path] for path in paths if path in statement.declarations)


def _numbers(counted: Sequence[str], style: str) -> Sequence[int]:
    if style == "1":
        return [int(count) for count in counted]
    if _is_roman(counted):
        return [_roman(count) for count in counted]
    return [ord(count[0].upper()) - ord("A") + 1 for count in counted]


def _is_word(count: str) -> bool:
    """Whether capitals are a name of their own (an appendix called after its region) and no number."""
    return len(count) > 1 and count.isupper() and not set(count) <= set(ROMAN)


def _is_roman(counted: Sequence[str]) -> bool:
    return all(set(count) <= set(ROMAN) for count in counted) and (counted[0] == "I" or any(len(count) > 1 for count in counted))


def _roman(count: str) -> int:
    values = [ROMAN[letter] for letter in count]
    return sum(-one if one < following else one for one, following in zip(values, [*values[1:], 0], strict=True))


def _written(number: int, style: str, counted: Sequence[str]) -> str:
    if style == "1":
        return str(number)
    if _is_roman(counted):
        tens, ones = divmod(number, 10)
        return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]
    return chr(ord(style) + number - 1)


@rule(
    "count-that-does-not-fit",
    severity="error",
    says=Words("写明的数目与所列的项数不符。", "A number that is stated differs from what is listed."),
)
def counts(statement: Statement, law: Law) -> Iterator[Remark]:
    for one in statement.declarations.values():
        count = value(one, "count") if one.kind != "item" else None
        listed = _listed(statement, one) if isinstance(count, int) and count else ()  # who names none lists none
        if listed and count not in listed:
            yield _misfit(one, count, listed[0])
    rows = [one for one in of(statement, "residency") if has(one, "location") and "processor" in said(one, "role")]
    for one in of(statement, "role"):
        count = value(one, "clusters_as_processor")
        if count is not None and count != len(rows):
            yield _misfit(one, count, len(rows))


def _misfit(one: Declared, count: object, found: int) -> Remark:
    return Remark(
        Words(f"写明 {count} 项，实列 {found} 项。", f"states {count}; {found} are listed."),
        Words("数目与列举应当一致。", "number and list have to agree."),
        Words("更正数目，或者补全列举。", "Correct the number or complete the list."),
        (one,),
    )


def _listed(statement: Statement, one: Declared) -> Sequence[int]:
    """In how many entries a count may be meant: those of its own list, the numbered clauses below it, its like beside and below it."""
    own = next((clause.id for clause in statement.clauses if one.path in clause.states), "")
    below = [clause for clause in statement.clauses if clause.id != own and within(clause.id, own)]
    numbered = [clause for clause in below if re.fullmatch(r"[.(]*(\d+|[A-Za-z])\)?", clause.id[len(own) :].strip(" ."))]
    given = [clause for clause in numbered if not any(path.startswith("sources.") for path in clause.states)]  # data about others
    beside = {path for clause in statement.clauses if within(clause.id, own) for path in clause.states}
    like = [other for other in of(statement, one.kind) if other is not one and other.path in beside and one.kind in CASES]
    lists = [len(value(one, field)) for field in LISTS if isinstance(value(one, field), tuple)]
    return [length for length in (*lists, len(numbered), len(given), len(like)) if length]


@rule(
    "hours-that-do-not-add-up",
    severity="warning",
    says=Words("写明的每日服务小时数与起止时间不符。", "The hours a day that are stated differ from the times given."),
)
def hours(statement: Statement, law: Law) -> Iterator[Remark]:
    for one in of(statement, "contact"):
        times = re.fullmatch(r"(\d+):(\d\d)-(\d+):(\d\d)", said(one, "hours").partition(" | ")[0])
        stated = value(one, "hours_per_day")
        if times and stated is not None:
            begins, ends = int(times[1]) * 60 + int(times[2]), int(times[3]) * 60 + int(times[4])
            if (ends - begins) % 1440 != stated * 60 and not means(said(one, "hours"), "blank"):
                yield Remark(
                    Words(f"写明每日 {stated} 小时。", f"states {stated} hours a day."),
                    Words(f"起止时间为 {times[0]}。", f"the times are {times[0]}."),
                    Words("更正其中之一。", "Correct one of the two."),
                    (one,),
                )
