"""What a statement promises to set off stands out on its page, and nothing else does."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from kept.promises import Item, Words
from kept.statement.model import Declared
from kept.statement.stressing import set_off


def _statement(*styles: str) -> Any:
    items = {
        name: Declared(f"items.{name}", "items", name, "item", Item(zh, en, sensitive=sensitive), Words(zh, en), None)  # type: ignore[arg-type]
        for name, zh, en, sensitive in (
            ("chats", "聊天记录", "chat records", True),
            ("own", "客服聊天记录", "support chat records", True),
            ("name", "姓名", "name", False),
        )
    }
    notice = SimpleNamespace(section="notices", body=SimpleNamespace(emphasis=styles or None))
    return SimpleNamespace(declarations={**items, "notices.weighty": notice}, section=lambda name: items)


def test_sensitive_items_stand_out_in_every_style_that_is_promised() -> None:
    assert set_off(_statement("bold", "underline"), "en")("name and chat records") == "name and <strong><u>chat records</u></strong>"


def test_the_longer_of_two_names_is_set_off_whole() -> None:
    assert set_off(_statement("highlight"), "zh")("收集客服聊天记录") == "收集<mark>客服聊天记录</mark>"


def test_without_a_promise_texts_are_only_escaped() -> None:
    assert set_off(_statement(), "en")("chat records < 3") == "chat records &lt; 3"


def test_what_is_set_off_is_escaped_too() -> None:
    assert set_off(_statement("bold"), "en")("<b> chat records") == "&lt;b&gt; <strong>chat records</strong>"
