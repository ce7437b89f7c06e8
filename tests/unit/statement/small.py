"""A small complete statement that tests change one line of."""

from __future__ import annotations

from pathlib import Path

from kept.promises import known_kinds
from kept.statement import Statement, read_statement

SMALL = """\
service: shop
version: 2024-01-02
label: shop-2024
title: {zh: 隐私声明, en: Privacy statement}
languages: {prevailing: zh, also: [en]}
countries: [CN]

items:
  name: {zh: 姓名, en: name, group: identity}
  mobile: {zh: 手机号码, en: mobile number, group: contact, also: [cell phone]}

functions:
  ordering:
    is: collection
    zh: 下单
    en: ordering
    items: [name, mobile]

retention:
  ended_use:
    is: deletion
    within: 60 days
    start: end of use
    action: delete or anonymise
  withdrawn:
    is: deletion
    within: "{retention.ended_use.within}"

clauses:
  - id: "1"
    title: {zh: 收集, en: Collection}
    states: [functions.ordering]
    text:
      zh: 你{functions.ordering}时，我们收集{functions.ordering.items}。
      en: When you use {functions.ordering} we collect {functions.ordering.items}.
  - id: "2"
    title: {zh: 保存, en: Keeping}
    states: [retention.ended_use, retention.withdrawn]
    text:
      zh: 我们在{retention.ended_use.within}后删除。
      en: We delete after {retention.ended_use.within}.
"""


def read_small(folder: Path, *changes: tuple[str, str]) -> Statement:
    """The small statement with some of its text replaced; every ``old`` must occur."""
    text = SMALL
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    file = folder / "2024-01-02.yaml"
    file.write_text(text, encoding="utf-8")
    return read_statement(file, known_kinds(), shown_as="2024-01-02.yaml")
