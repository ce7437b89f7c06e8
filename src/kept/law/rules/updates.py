"""Changes of the statement: dates, and time to read before a change binds (GB/T 35273-2020 5.5, PIPL art. 17)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.words import everything, has, of, said, value
from kept.promises import Words
from kept.statement import Statement


@rule(
    "no-time-to-read",
    severity="error",
    says=Words(
        "一处承诺修订前提醒，并以继续使用视为接受，另一处规定修订当日即生效。",
        "People are reminded of changes and accept them by going on, yet a change binds on the day it is made.",
    ),
)
def no_time_to_read(statement: Statement, law: Law) -> Iterator[Remark]:
    updates = of(statement, "policy-update", "notice", "consent")
    told = tuple(
        one
        for one in updates
        if (one.kind == "policy-update" and (has(one, "acceptance") or "remind" in everything(one) or "before" in said(one, "timing")))
        or (one.kind == "consent" and "contin" in said(one, "mode", "form"))
    )
    for one in updates:
        changed, binds = value(one, "update_date") or value(one, "updated"), value(one, "effective_date")
        at_once = value(one, "grace_days") == 0 or (binds is not None and binds == changed)
        if at_once and told:
            yield Remark(
                Words("修订当日即生效。", "a change binds on the day it is made."),
                Words("修订须先提醒，继续使用视为接受。", "people are told of a change first and accept it by going on."),
                Words(
                    "在公布与生效之间留出时间，或者写明新文本只对此后的同意适用。",
                    "Leave time between publication and effect, or say that a new text reaches only agreement given after it.",
                ),
                (one,),
                tuple(other for other in told if other is not one),
            )


@rule(
    "effect-before-update",
    severity="error",
    says=Words("生效日期早于更新日期。", "The statement takes effect before the day on which it was changed."),
)
def effect_before_update(statement: Statement, law: Law) -> Iterator[Remark]:
    dated = [one for one in statement.declarations.values() if has(one, "update_date", "effective_date", "updated")]
    changed = [(value(one, "update_date") or value(one, "updated"), one) for one in dated if has(one, "update_date", "updated")]
    binds = [(value(one, "effective_date"), one) for one in dated if has(one, "effective_date")]
    for effective, one in binds:
        for update, other in changed:
            if isinstance(effective, date) and isinstance(update, date) and effective < update:
                yield Remark(
                    Words(f"自 {effective} 起生效。", f"takes effect on {effective}."),
                    Words(f"更新于 {update}。", f"was changed on {update}."),
                    Words("生效日期不得早于更新日期。", "Let it take effect no earlier than it was changed."),
                    (one,),
                    (other,) if other is not one else (),
                )
