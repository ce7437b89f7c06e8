"""A statement with all that a page shows: bullets, a table, a contradiction, a gap, a summary, signs that HTML
knows, letters from right to left."""

from __future__ import annotations

from pathlib import Path

from kept.promises import known_kinds
from kept.statement import Statement, read_statement

PAGED = """\
service: shop
version: 2024-01-02
label: shop-2024
title: {zh: 隐私声明, en: Privacy statement}
languages: {prevailing: zh, also: [en]}
countries: [CN]

items:
  name: {zh: 姓名, en: name, group: identity}
  mobile: {zh: 手机号码, en: mobile number, group: contact}

functions:
  ordering:
    is: collection
    zh: 下单 & עברית
    en: 'ordering & "עברית"'
    items: [name, mobile]
    conflict:
      clause: "2"
      says: {zh: 另一处说只收集姓名。, en: Elsewhere only the name is collected.}
      resolved: {zh: 以少者为准。, en: The smaller list counts.}
  newsletter:
    is: collection
    zh: 订阅
    en: newsletter
    items: [name]
    gap: {zh: 原文没有说明如何退订。, en: The original does not say how to end it.}

retention:
  ended_use:
    is: deletion
    within: 60 days
    start: end of use
    action: delete or anonymise

clauses:
  - id: "1"
    title: {zh: 收集, en: Collection}
    summary: {zh: 我们只收集下单和订阅需要的信息。, en: We collect what ordering and the newsletter need and nothing else.}
  - id: "1.1"
    title: {zh: 功能, en: Functions}
    states: [functions.ordering, functions.newsletter]
    text:
      zh: |
        我们在下列情形收集信息：

        - {functions.ordering}：{functions.ordering.items}
        - 不满 18 < 20 岁的人与 עברית (2)

        不同意不影响其他功能，
        只影响这一项。
      en: |
        We collect in these cases:

        - {functions.ordering}: {functions.ordering.items}
        - people of 18 < 20 years and עברית (2)

        Refusing costs this function only,
        and no other.
    table:
      of: functions
      columns: {title: {zh: 功能, en: Function}, items: {zh: 信息, en: Data}}
  - id: 1.1 end
    title: {zh: 其他, en: Others}
    states: [functions.ordering, retention.ended_use]
    text:
      zh: 停止使用后 {retention.ended_use.within} 内删除。
      en: Deleted within {retention.ended_use.within} after the end of use.
"""


def read_paged(folder: Path) -> Statement:
    """The statement, read."""
    file = folder / "2024-01-02.yaml"
    file.write_text(PAGED, encoding="utf-8")
    return read_statement(file, known_kinds(), shown_as="2024-01-02.yaml")
