"""That a promise of training takes up what an inventory row says of it."""

from kept.errors import Place
from kept.promises import Promise, Words, known_kinds
from kept.protect.kinds.training import Training
from kept.statement import Row, disagreements

COURSES = Training(topics=(Words("安全", "security"), Words("隐私", "privacy")), who=(Words("员工", "employees"),))


def test_topics_and_audience_of_a_row_are_taken_up_and_others_are_not() -> None:
    kind = known_kinds()["training"]
    assert kind.check == "attested"
    promise = Promise("assessments.courses", "assessments.courses", "training", COURSES, "attested", (), (), "", Place("shop.yaml", 1, 1))

    def found(**said: str) -> list[str]:
        row = Row("shop-1", "1", "training", "…", said, "", "attested")
        return [one.parameter for one in disagreements(row, promise, kind, {})]

    assert found(topics="security,privacy", audience="employees") == []
    assert found(who="employees") == []
    assert found(topics="security", audience="everybody") == ["topics", "audience"]
