"""How long an answer may take, against each law: the shorter binds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kept.law.against import Cited, Outlasted, articles, cited, header_place, longer_than_law, named_laws, outlasting, strength
from kept.law.calendar import calendar_of
from kept.law.finding import Remark
from kept.law.model import Deadline, Jurisdiction
from kept.law.rule import Law, rule
from kept.law.values import Unknown
from kept.law.wording import told
from kept.law.words import everything, of, said, value
from kept.promises import Duration, Words
from kept.statement import Declared, Statement

# Deadlines of one sector, size or document, which bind only whom they name.
SECTORS: Final = {"automotive": ("vehicle", "car ", "driving", "车辆", "车架", "驾驶")}
NARROW: Final = ("copy of transfer clauses", "small agents", "simplified", "opt out of sale", "limit use", "direct marketing")
# A deadline of a statement for one sort of request, and the words by which laws name the same sort.
SORTS: Final = {
    "cancel": ("cancel", "any", "app:", "all rights"),
    "delet": ("delet", "eras", "destroy", "any", "app:", "all rights"),
    "withdraw": ("withdraw", "any", "all rights"),
    "complain": ("complain", "grievance", "app:"),
    "access": ("access", "know", "view", "any", "all rights"),
    "correct": ("correct", "rectif", "complete", "any", "app:", "all rights"),
}


def binding_deadlines(country: Jurisdiction, statement: Statement, law: Law) -> Iterator[Deadline]:
    """The deadlines of a law for answering people that bind this statement now."""
    deadlines = country.request_reply_deadline
    for deadline in () if isinstance(deadlines, Unknown) else deadlines:
        about = "" if isinstance(deadline.about, Unknown) else deadline.about.casefold()
        sector = next((words for name, words in SECTORS.items() if about.startswith(name)), None)
        if sector is not None and not any(word in everything(item) for item in of(statement, "item") for word in sector):
            continue
        narrow = any(word in about for word in NARROW)
        if deadline.answers and not deadline.step and not narrow and deadline.source.applies_on(law.as_of):
            yield deadline


def answers_same(declared: Declared, deadline: Deadline) -> bool:
    """Whether a statement's deadline is for what the law's is for; one that names no sort of request is for every sort."""
    about = "" if isinstance(deadline.about, Unknown) else deadline.about.casefold()
    asked = f"{declared.name} {said(declared, 'start', 'condition', 'of', 'subjects', 'scope')}".casefold()
    sorts = [words for sort, words in SORTS.items() if sort in asked]
    return not sorts or any(word in about for words in sorts for word in words)


def _cited(country: Jurisdiction, deadline: Deadline) -> Cited:
    about = "" if isinstance(deadline.about, Unknown) else deadline.about
    due = deadline.due
    return Cited(country.code, Words(f"{due.words('zh')}（{told(about).zh}）", f"{due.words('en')} ({about})"), deadline.source)


@rule(
    "answer-later-than-law",
    severity="error",
    says=Words("声明的答复期限比所列国家的法律长。", "The statement takes longer to answer than the law of a named country allows."),
)
def answer_later_than_law(statement: Statement, law: Law) -> Iterator[Remark]:
    for declared in of(statement, "request-deadline"):
        within = value(declared, "within")
        for country in named_laws(statement, law) if isinstance(within, Duration) else ():
            late = [
                (found, deadline)
                for deadline in binding_deadlines(country, statement, law)
                if answers_same(declared, deadline) and (found := _later(within, deadline, country, law)) is not None
            ]
            if not late:
                continue
            laws = [_cited(country, deadline) for _, deadline in late]
            yield Remark(
                longer_than_law(within, country.code, max((found for found, _ in late), key=lambda one: one.ends - one.other_ends)),
                cited(laws),
                Words(
                    "较短的期限有约束力：缩短它，或者为该国另立期限。",
                    "The shorter binds: shorten it, or declare a term for that country.",
                ),
                (declared,),
                articles=articles(laws),
                severity=strength(laws, "error"),
            )


def _later(within: Duration, deadline: Deadline, country: Jurisdiction, law: Law) -> Outlasted | None:
    if not isinstance(deadline.due, Duration):
        return None
    return outlasting(within, deadline.due, calendar_of(country), law.as_of.year, deadline.day_roll == "next_working_day")


@rule(
    "answer-counts-later-than-law",
    severity="warning",
    says=Words(
        "声明从核验身份起算，法律从收到请求起算，而且不停表。",
        "The statement counts from verification, the law from receipt, and the clock does not stop meanwhile.",
    ),
)
def answer_counts_later_than_law(statement: Statement, law: Law) -> Iterator[Remark]:
    for declared in of(statement, "request-deadline"):
        start = said(declared, "start", "since")
        if not any(word in start for word in ("verif", "核实", "核验", "验证")):
            continue
        laws = [
            _cited(country, deadline)
            for country in named_laws(statement, law)
            for deadline in binding_deadlines(country, statement, law)
            if isinstance(deadline.due, Duration)
            and deadline.start.startswith(("received", "written request received"))
            and "identity confirmed" not in deadline.start
            and (isinstance(deadline.pause, Unknown) or deadline.pause == "none")
            and answers_same(declared, deadline)
        ]
        if laws:
            yield Remark(
                Words("从核验身份之日起算；法律从收到请求起算。", "counts from verification; the law counts from receipt."),
                cited(laws),
                Words(
                    "从收到请求之日起算，或者写明核验最迟何时完成。",
                    "Count from receipt, or say by when verification is done at the latest.",
                ),
                (declared,),
                articles=articles(laws),
            )


@rule(
    "no-answering-deadline",
    severity="warning",
    finds="gap",
    says=Words("法律给出了答复期限，声明没有给出任何数字。", "A law gives a number for answering, and the statement gives none at all."),
)
def no_answering_deadline(statement: Statement, law: Law) -> Iterator[Remark]:
    deadlines = of(statement, "request-deadline")
    if any(isinstance(value(declared, "within"), Duration) for declared in deadlines):
        return
    laws = [
        _cited(country, deadline)
        for country in named_laws(statement, law)
        for deadline in binding_deadlines(country, statement, law)
        if isinstance(deadline.due, Duration)
    ]
    if laws:
        yield Remark(
            Words("没有写明答复请求的期限。", "no number says by when a request is answered."),
            cited(laws),
            Words("写明一个期限，不长于其中最短的。", "Declare a term, no longer than the shortest of these."),
            tuple(deadlines),
            articles=articles(laws),
            place=None if deadlines else header_place(statement),
        )
