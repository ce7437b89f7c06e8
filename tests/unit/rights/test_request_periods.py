import pytest
from sqlalchemy import literal, select

from kept.promises import Duration, Words
from kept.rights.asked import interval
from kept.rights.kinds.right_cancel import RightCancel
from kept.stores import compiled


@pytest.mark.parametrize(
    ("said", "numbers"),
    [("7 days", [0, 0, 0, 7, 0]), ("2 months", [0, 2, 0, 0, 0]), ("3 weeks", [0, 0, 3, 0, 0]), ("72 hours", [0, 0, 0, 0, 72])],
)
def test_a_declared_period_becomes_the_same_interval_of_the_database(said: str, numbers: list[int]) -> None:
    text, values = compiled(select(literal(1), interval(Duration.parse(said))))
    assert "make_interval" in text
    assert list(values.values())[1:] == numbers


def test_working_days_are_not_reckoned_without_a_calendar() -> None:
    with pytest.raises(ValueError, match="calendar"):
        interval(Duration.parse("7 working days"))


def test_only_ends_of_accounts_that_rows_can_show_are_judged_by_rows() -> None:
    assert RightCancel(effect="member accounts cancelled").ends == "members"
    assert RightCancel(who="paying user").ends == "paying"
    assert RightCancel(who="individual", via=(Words("组织管理员", "organisation administrator"),)).ends == ""
