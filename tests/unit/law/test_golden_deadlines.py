"""The worked examples of the law data come out of the deadlines of the law data."""

from datetime import date

import pytest

from kept.law import Deadline, Jurisdiction, Reckoned, calendar_of, jurisdiction, law_data, reckon
from kept.law.model import Golden
from kept.promises import Duration

# Which deadline of the law data an example is about, by where it stands and its term.
RULES = {
    "app requests, 15 working days": ("request_reply_deadline", Duration(15, "working day")),
    "1 month": ("request_reply_deadline", Duration(1, "month")),
    "confirm in 10 working days": ("request_reply_deadline", Duration(10, "working day")),
    "answer in 45 calendar days": ("request_reply_deadline", Duration(45, "day")),
    "incident, 3 working days": ("breach_notice_regulator", Duration(3, "working day")),
    "first answer, 2 working days": ("request_reply_deadline", Duration(2, "working day")),
}


def _rule(law: Jurisdiction, named: str) -> Deadline:
    where, term = RULES[named]
    return next(deadline for deadline in getattr(law, where) if deadline.due == term)


def _reckoned(golden: Golden) -> Reckoned:
    law = jurisdiction(golden.jurisdiction)
    assert isinstance(law, Jurisdiction)
    reckoned = reckon(_rule(law, golden.rule), golden.start, calendar_of(law, golden.subdivision))
    assert isinstance(reckoned, Reckoned)
    return reckoned


def test_the_law_data_has_its_examples() -> None:
    assert len(law_data().golden) == 10


@pytest.mark.parametrize("golden", law_data().golden, ids=lambda one: f"{one.jurisdiction} {one.rule} {one.start}")
def test_an_example_is_due_on_its_day(golden: Golden) -> None:
    reckoned = _reckoned(golden)
    if golden.due is None:
        assert reckoned.provisional
    else:
        assert (reckoned.due, reckoned.provisional) == (golden.due, ())


def test_a_deadline_into_a_year_not_published_says_which_year_and_what_it_is_by_what_is_known() -> None:
    provisional = next(golden for golden in law_data().golden if golden.due is None)
    reckoned = _reckoned(provisional)
    assert reckoned.due == date(2027, 1, 11)
    assert "2027" in reckoned.provisional[0].en and "2027" in reckoned.provisional[0].zh


def test_the_derivation_names_each_holiday_and_each_weekend_day_that_is_worked() -> None:
    first = law_data().golden[0]
    reckoned = _reckoned(first)
    assert reckoned.made_up == (date(2026, 2, 14), date(2026, 2, 28))
    spring = [off.day for off in reckoned.days_off if "Spring Festival" in off.why.en or "Chinese New Year" in off.why.en]
    assert date(2026, 2, 17) in spring
    told = reckoned.steps()
    assert told[0].en == "Counted from 2026-02-10 (received), which is day 0."
    assert told[-1].zh == "到期：2026-03-09。"
    assert any("App identification method" in step.en for step in told)
    assert any("《App 违法违规收集使用个人信息行为认定方法》第 6 项" in step.zh for step in told)
