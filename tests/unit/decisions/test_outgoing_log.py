import json
from types import SimpleNamespace
from typing import Any

from kept.decisions.outgoing import message, sent

DECLARED = {
    "recipients.amap": SimpleNamespace(section="recipients", body=SimpleNamespace(data=("de_identified_location",))),
    "recipients.billing": SimpleNamespace(section="recipients", body=SimpleNamespace(data=None)),
    "purposes.x": SimpleNamespace(section="purposes", body=SimpleNamespace()),
}


def look(*lines: dict[str, Any] | str) -> Any:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    statement = SimpleNamespace(declarations=DECLARED)
    return SimpleNamespace(statement=statement, staged=False, document=lambda name: text.encode() if lines else None)


def line(recipient: str, *items: str, de_identified: bool = True) -> dict[str, Any]:
    return {"recipient": recipient, "items": list(items), "de_identified": de_identified}


def test_no_log_is_unproven_because_the_books_alone_show_nothing_else_went_out() -> None:
    assert sent(look(), lambda one: True).outcome == "unproven"


def test_a_log_that_cannot_be_read_is_unproven_and_never_kept() -> None:
    assert sent(look("not json"), lambda one: True).outcome == "unproven"
    assert sent(look("[1]"), lambda one: True).outcome == "unproven"


def test_declared_items_to_a_declared_recipient_are_kept() -> None:
    verdict = sent(look(line("recipients.amap", "de_identified_location")), lambda one: True, anonymous=True)
    assert (verdict.outcome, verdict.checked) == ("kept", 1)


def test_a_message_to_an_undeclared_party_is_found_by_its_line() -> None:
    verdict = sent(look(line("recipients.billing"), line("recipients.stranger", "name")), lambda one: True)
    assert verdict.outcome == "broken"
    assert [finding.key for finding in verdict.findings] == ["line 2"]


def test_an_item_beyond_what_the_recipient_is_declared_to_get_is_found() -> None:
    assert sent(look(line("recipients.amap", "de_identified_location", "name")), lambda one: True).outcome == "broken"


def test_a_recipient_without_listed_items_is_bound_by_its_task_and_not_by_items() -> None:
    assert sent(look(line("recipients.billing", "name", "company")), lambda one: True).outcome == "kept"


def test_a_message_that_was_not_de_identified_is_found_where_that_is_promised() -> None:
    log = look(line("recipients.amap", "de_identified_location", de_identified=False))
    assert sent(log, lambda one: True, anonymous=True).outcome == "broken"
    assert sent(log, lambda one: True).outcome == "kept"


def test_a_log_without_messages_for_the_promise_is_unproven() -> None:
    assert (
        sent(look(line("recipients.amap", "de_identified_location")), lambda one: one.recipient == "recipients.billing").outcome
        == "unproven"
    )


def test_a_breach_writes_a_line_that_the_log_reader_understands() -> None:
    assert sent(look(message(recipient="recipients.stranger", items=["name"]).decode()), lambda one: True).outcome == "broken"
