"""Masks hide what they should, whatever the value, and the probe's own check sees where they do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.deidentify.masks import EXPRESSIONS, Style, masked, shows, style_of
from kept.promises import Item


@pytest.mark.parametrize(
    ("style", "value", "shown"),
    [
        ("name", "王小明", "王**"),
        ("name", "王", "*"),
        ("phone", "13800138000", "138****8000"),
        ("phone", "5551234", "****"),
        ("email", "someone@example.com", "s***@example.com"),
        ("email", "not an address", "****"),
        ("email", "@example.com", "****"),
        ("hidden", "male", "****"),
        ("hidden", "", "****"),
        ("name", None, None),
    ],
)
def test_a_value_is_shown_masked(style: Style, value: str | None, shown: str | None) -> None:
    assert masked(value, style) == shown


@given(st.sampled_from(sorted(EXPRESSIONS)), st.text(min_size=1))
def test_no_mask_gives_a_value_away(style: Style, value: str) -> None:
    shown = masked(value, style)
    assert shown is not None
    if not set(value) <= {"*"}:
        assert not shows(shown, value)


@pytest.mark.parametrize("shown", ["13800138000", "13800138000*", "*13800138000", "1380013800"])
def test_a_missing_or_empty_mask_is_seen(shown: str) -> None:
    assert shows(shown, "13800138000")


def test_the_style_comes_from_the_item_and_whatever_is_sensitive_is_hidden_whole() -> None:
    def item(sensitive: bool = False) -> Item:
        return Item(zh="项", en="item", sensitive=sensitive)

    named = {
        name: style_of(name, item()) for name in ("name", "nickname", "company_email", "mobile", "office_phone", "imei", "account_name")
    }
    assert named == {
        "name": "name",
        "nickname": "hidden",
        "company_email": "email",
        "mobile": "phone",
        "office_phone": "phone",
        "imei": "hidden",
        "account_name": "name",
    }
    assert style_of("account_name", item(sensitive=True)) == "hidden"
    assert style_of("fact", None) == "hidden"
