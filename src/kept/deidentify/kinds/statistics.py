"""Figures about groups of people, and who may see them."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import func, or_

from kept.decisions.disclosing import alter_one, asked
from kept.promises import Look, Question, Rehearsal, Verdict, Whole, Words, breach, judged, kind, unproven

WRONG: Final = Words(
    "提供出去的统计数字指向个人，或者所统计的一组人数过少。",
    "Figures that were passed on point at a person, or are of a group that is too small.",
)
NOTHING: Final = Words("账簿中还没有统计数字的提供。", "The books record no figures passed on yet.")
INSIDE: Final = Words(
    "统计数字只在内部使用；要看到统计的输入和结果才能证明，统计任务尚未接入。",
    "The figures stay in the house; only what goes into them and what comes out can show it, and the jobs that make them are not "
    "connected yet.",
)
SAME_ROW: Final = ("anonymisation", "processor", "recipient", "consent")


@kind(
    "statistics",
    section="statistics",
    takes={"subjects": "subject", "item": "subject", "inputs": "subject", "data": "subject"},
)
class Statistics:
    """Figures about groups of people, and who may see them. PIPL art. 4, 73(4).

    ``subject``: what they are made of, or are about; ``recipients``: who gets them; ``condition``: what must be done first, or must not be
    in them; ``output``: what comes out (totals, a tag of a group); ``uses``: what they may serve. The probe looks at every disclosure in
    the books that is of a group: it is anonymous, names no person, and the group has at least ``smallest`` people (two, where the
    statement says nothing).
    """

    subject: tuple[Words, ...] | None = None
    recipients: tuple[Words, ...] | None = None
    condition: Words | None = None
    output: Words | None = None
    uses: tuple[Words, ...] | None = None
    smallest: Whole = 2

    @property
    def passed_on(self) -> bool:
        """Whether somebody outside sees the figures."""
        return bool(self.recipients or self.condition)

    def questions(self, look: Look) -> Sequence[Question]:
        given = look.table("kept.disclosure")
        if given is None or not self.passed_on:
            return ()
        failing = or_(~given.c.anonymised, given.c.subject_id.is_not(None), func.coalesce(given.c.group_size, 0) < self.smallest)
        among = given.c.group_size.is_not(None) | (given.c.recipient == look.promise.path)
        return asked(look, failing, among, "figures passed on")

    def prove(self, look: Look) -> Verdict:
        return judged(look.counts(), WRONG, NOTHING) if self.passed_on else unproven(INSIDE)

    @breach("figures of a single person are passed on", also=SAME_ROW)
    def small_group(self, rehearsal: Rehearsal) -> None:
        if self.passed_on:
            alter_one(rehearsal, "group_size = 1", "group_size is not null")

    @breach("figures are passed on that are not anonymous", also=SAME_ROW)
    def not_anonymous(self, rehearsal: Rehearsal) -> None:
        if self.passed_on:
            alter_one(rehearsal, "anonymised = false", "group_size is not null")
