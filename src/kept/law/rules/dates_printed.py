"""Days that can be read in two ways."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.words import of, value
from kept.promises import Words
from kept.statement import Statement


@rule(
    "day-read-in-two-ways",
    severity="error",
    says=Words(
        "日期只用数字写成，月和日的先后不明，可以读作两个日子。",
        "A day is printed in numbers of which either may be the month, so that it can be read as two days.",
    ),
)
def two_readings(statement: Statement, law: Law) -> Iterator[Remark]:
    for one in of(statement, "notice"):
        printed = re.fullmatch(r"\s*(\d{1,2})\D+(\d{1,2})\D+\d{4}\s*", value(one, "printed_as") or "")
        if printed and printed[1] != printed[2] and int(printed[1]) <= 12 and int(printed[2]) <= 12:
            yield Remark(
                Words(f"写作“{printed[0]}”。", f'is printed as "{printed[0]}".'),
                Words("两个数字均可以是月份。", "either of the two numbers can be the month."),
                Words("写明年、月、日。", "Write the month as a word."),
                (one,),
            )
