"""What is watched and recorded when data is looked up."""

from collections.abc import Sequence
from typing import Final, Literal

from sqlalchemy import func, or_

from kept.promises import Look, Name, Question, Rehearsal, Verdict, Words, breach, judged, kind, unproven
from kept.statement.weighing import partly

WRONG: Final = Words("一次查询的记录缺少所需的内容。", "The record of a look-up lacks what it must say.")
NOTHING: Final = Words("还没有查询的记录。", "No look-up has been recorded yet.")
NEEDS_GATEWAY: Final = Words(
    "记录本身完整，但记录是否遗漏、异常是否告警，要与接口网关的流量比对才能证明，网关尚未接入。",
    "What is recorded is whole; that nothing was left out, and that oddities raise an alarm, needs the traffic of a gateway to compare "
    "with, which is not connected yet.",
)

NEEDS_LOGS: Final = Words(
    "要看到服务自身的访问日志，并由演练用户留下可以查到的访问，才能证明；访问日志尚未接入。",
    "Only the service's own access logs, with an act of a planted person to be found in them, can show it; they are not connected yet.",
)


@kind(
    "audit-log",
    section="security",
    takes={"who": "object", "scope": "object", "measure": "measures", "act": "measures", "means": "measures", "items": "data"},
)
class AuditLog:
    """What is watched and recorded when data is looked up.

    Outside parties' look-ups are disclosures in the books: each names the recipient, what it was for, the items and the time. The probe
    looks at all of them. A record cannot show what it left out, so without the traffic of a gateway to compare with, whole records alone
    leave the promise unproven; a record that lacks something breaks it. Reads by the vendor's own staff are proven by the kind *masking*.
    With ``of: staff`` it is the vendor's own people, and with ``of: users`` the use of the service, whose logs are not connected yet.
    PIPL art. 51(5), 54, 56.

    ``object``: what, or who, is watched; ``measures``: how; ``data``: what the log holds.
    """

    of: Literal["outside parties", "staff", "users"] = "outside parties"
    object: Words | None = None
    measures: tuple[Words, ...] | None = None
    data: tuple[Name, ...] | None = None

    def questions(self, look: Look) -> Sequence[Question]:
        disclosure = look.table("kept.disclosure")
        if disclosure is None or self.of != "outside parties":
            return ()
        blank = [func.btrim(disclosure.c[name]) == "" for name in ("recipient", "purpose")]
        lacking = or_(*blank, func.cardinality(disclosure.c["items"]) == 0)
        out = (disclosure.c.direction == "out") & disclosure.c.kind.in_(("entrusted", "shared", "group"))
        return [
            Question(look.holding("kept.disclosure"), disclosure, lacking, disclosure.c.disclosure_id, out, "look-ups by outside parties")
        ]

    def prove(self, look: Look) -> Verdict:
        if self.of != "outside parties":
            return unproven(NEEDS_LOGS)
        return partly(judged(look.counts(), WRONG, NOTHING), NEEDS_GATEWAY)

    @breach("a look-up is recorded without what was looked at", also=("recipient", "processor", "sharing", "minimisation"))
    def no_items(self, rehearsal: Rehearsal) -> None:
        if self.of == "outside parties":
            _alter(rehearsal, "items = '{}'")

    @breach("a look-up is recorded without who it was", also=("recipient", "processor", "sharing", "minimisation"))
    def nobody(self, rehearsal: Rehearsal) -> None:
        if self.of == "outside parties":
            _alter(rehearsal, "recipient = ' '")


def _alter(rehearsal: Rehearsal, what: str) -> None:
    one = "(select min(disclosure_id) from kept.disclosure where direction = 'out' and kind in ('entrusted', 'shared', 'group'))"
    for database in rehearsal.databases():
        if rehearsal.sql(database, f"update kept.disclosure set {what} where disclosure_id = {one}"):  # noqa: S608
            return
