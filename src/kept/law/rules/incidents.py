"""Telling people and authorities of an incident, against each law."""

from __future__ import annotations

from collections.abc import Iterator

from kept.law.against import Cited, articles, cited, durations, header_place, longer_than_law, named_laws, outlasting, strength
from kept.law.calendar import calendar_of
from kept.law.finding import Remark
from kept.law.model import Deadline, Jurisdiction
from kept.law.rule import Law, rule
from kept.law.values import Unknown
from kept.law.words import has, of
from kept.promises import Duration, Words
from kept.statement import Statement


def _duties(country: Jurisdiction, key: str, law: Law) -> tuple[Deadline, ...]:
    found = getattr(country, key)
    return () if isinstance(found, Unknown) else tuple(one for one in found if one.source.applies_on(law.as_of))


def _cited(country: Jurisdiction, duty: Deadline) -> Cited:
    return Cited(country.code, Words(duty.due.words("zh"), duty.due.words("en")), duty.source)


@rule(
    "no-incident-notice",
    severity="warning",
    finds="gap",
    says=Words(
        "法律要求把安全事件告知受影响的人，声明没有说。", "A law wants people told of an incident, and the statement does not say so."
    ),
)
def no_incident_notice(statement: Statement, law: Law) -> Iterator[Remark]:
    yield from _missing(
        statement,
        law,
        "breach_notice_subject",
        "incident-notice",
        Words("声明没有说怎样把安全事件告知受影响的人。", "The statement does not say how people are told of an incident."),
    )


@rule(
    "no-incident-report",
    severity="warning",
    finds="gap",
    says=Words(
        "法律要求把安全事件报告主管机关，声明没有说。", "A law wants incidents reported to an authority, and the statement does not say so."
    ),
)
def no_incident_report(statement: Statement, law: Law) -> Iterator[Remark]:
    yield from _missing(
        statement,
        law,
        "breach_notice_regulator",
        "incident-regulator",
        Words("声明没有说向主管机关报告安全事件。", "The statement does not say that incidents are reported to an authority."),
    )


def _missing(statement: Statement, law: Law, key: str, kind: str, message: Words) -> Iterator[Remark]:
    told = [_cited(country, duties[0]) for country in named_laws(statement, law) if (duties := _duties(country, key, law))]
    if told and not of(statement, kind):
        yield Remark(
            message,
            cited(told),
            Words("声明告知谁、告知什么、何时告知。", "Declare who is told, of what, and when."),
            articles=articles(told),
            place=header_place(statement),
        )


@rule(
    "incident-notice-later-than-law",
    severity="error",
    says=Words("告知安全事件的期限比法律长。", "The statement takes longer to tell people of an incident than a law allows."),
)
def incident_notice_later_than_law(statement: Statement, law: Law) -> Iterator[Remark]:
    for declared in of(statement, "incident-notice"):
        for _, within in durations(declared):
            for country in named_laws(statement, law):
                for duty in _duties(country, "breach_notice_subject", law):
                    message = _too_long(within, duty, country, law)
                    if message is None:
                        continue
                    told = [_cited(country, duty)]
                    yield Remark(
                        message,
                        cited(told),
                        Words(
                            "较短的期限有约束力：写明一有可能就告知，数字只是最晚的一天。",
                            "The shorter binds: tell people as soon as possible, and let the number be the last day only.",
                        ),
                        (declared,),
                        articles=articles(told),
                        severity=strength(told, "error") if isinstance(duty.due, Duration) else "warning",
                    )


def _too_long(within: Duration, duty: Deadline, country: Jurisdiction, law: Law) -> Words | None:
    """In what the term goes beyond the duty; None where it does not."""
    if isinstance(duty.due, Duration):
        late = outlasting(within, duty.due, calendar_of(country), law.as_of.year)
        return longer_than_law(within, country.code, late) if late else None
    return Words(
        f"{within.words('zh')}；{country.code} 的法律没有给出数字，要求立即或者不拖延。",
        f"{within.words('en')}; the law of {country.code} gives no number and wants it at once or without delay.",
    )


@rule(
    "incident-notice-without-number",
    severity="warning",
    finds="gap",
    says=Words(
        "法律给出了告知安全事件的期限，声明没有给出数字。",
        "A law gives a number for telling people of an incident, and the statement gives none.",
    ),
)
def incident_notice_without_number(statement: Statement, law: Law) -> Iterator[Remark]:
    notices = of(statement, "incident-notice")
    timed = [declared for field in ("deadline", "timing") for declared in notices if has(declared, field)]
    told = [
        _cited(country, duty)
        for country in named_laws(statement, law)
        for duty in _duties(country, "breach_notice_subject", law)
        if isinstance(duty.due, Duration)
    ]
    if notices and told and not any(True for declared in notices for _ in durations(declared)):
        yield Remark(
            Words("没有给出数字；法律给出了。", "gives no number, where laws give one."),
            cited(told),
            Words("写明不晚于其中最短的期限。", "Say that it is no later than the shortest of these."),
            tuple(timed[:1] or notices[:1]),
            articles=articles(told),
        )
