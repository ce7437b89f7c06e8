"""What the kind mail-frequency promises: its grammar, and that its probe sees each of its breaches."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from kept.cli.entry import run
from kept.consent.kinds.mail_frequency import MailFrequency
from kept.promises import Duration

SHOP = Path("shop")


def test_the_time_between_two_messages_is_a_duration() -> None:
    assert MailFrequency(function="newsletter", apart="7 days").apart == Duration(7, "day")
    with pytest.raises(ValidationError):
        MailFrequency(function="newsletter", apart="about a week")


def test_every_breach_is_seen_and_disturbs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["prove", str(SHOP), "--only", "mail-frequency", "--sabotage", "--json"])
    breaches = json.loads(capsys.readouterr().out)["breaches"]
    assert {breach["name"]: breach["seen"] for breach in breaches} == {"twice": True, "unguarded": True}
    assert [breach["disturbed"] for breach in breaches] == [[], []]
    assert code == 0
