"""Promises about cookies and children that the published page itself shows, and the breaches that take them off it."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kept.promises import Promise, breaches_of, known_kinds
from kept.statement import Statement, read_statement, render_page

TEXT = """\
service: shop
version: 2024-01-02
label: shop-2024
title: {zh: 隐私声明, en: Privacy statement}
languages: {prevailing: zh, also: [en]}
countries: [CN]

items:
  name: {zh: 姓名, en: name, group: identity}

cookies:
  further_reading:
    is: cookie
    zh: 延伸阅读
    en: further reading
    guide: www.allaboutcookies.org
  honoured:
    is: do-not-track
    zh: 请勿跟踪
    en: Do Not Track
    header: DNT
    scope: [all websites]

autostart:
  woken:
    zh: 自启动
    en: starting by itself
    trigger: [open push]
    means: system broadcast
    condition: consent

minors:
  advice:
    zh: 对未成年人的建议
    en: advice to minors
    items: [name]

clauses:
  - id: "1"
    title: {zh: Cookie, en: Cookies}
    states: [cookies.further_reading, cookies.honoured, autostart.woken]
    text:
      zh: "{cookies.further_reading}：{cookies.further_reading.guide}；{cookies.honoured}；{autostart.woken}。"
      en: "{cookies.further_reading}: {cookies.further_reading.guide}; {cookies.honoured}; {autostart.woken}."
  - id: "2"
    title: {zh: 未成年人, en: Minors}
    states: [minors.advice]
    text:
      zh: "{minors.advice}：请勿填写{minors.advice.items}。"
      en: "{minors.advice}: please give no {minors.advice.items}."
"""


@pytest.fixture
def statement(tmp_path: Path) -> Statement:
    file = tmp_path / "2024-01-02.yaml"
    file.write_text(TEXT, encoding="utf-8")
    return read_statement(file, known_kinds(), shown_as="2024-01-02.yaml")


class Pages:
    """The pages as a look serves them and as a rehearsal changes them."""

    def __init__(self, statement: Statement, promise: Promise) -> None:
        self.statement, self.promise = statement, promise
        self.staged = False
        self.html = {language: render_page(statement, language) for language in statement.languages.all}

    def page(self, language: str, old: str | None = None, new: str = "") -> Any:
        if old is not None:
            assert old in self.html[language]
            self.html[language] = self.html[language].replace(old, new)
        there = language in self.html
        return SimpleNamespace(html=self.html.get(language, ""), url=f"/{language}", status=200 if there else 404)

    def databases(self, store: str | None = None) -> tuple[()]:
        return ()

    def withdraw_page(self, language: str) -> None:
        del self.html[language]


def _promise(statement: Statement, path: str, origin: str) -> Promise:
    found = next(promise for promise in statement.promises if promise.path == path)
    return Promise(**{**{name: getattr(found, name) for name in found.__dataclass_fields__}, "origin": origin})


@pytest.mark.parametrize("path", ["cookies.further_reading", "minors.advice"])
def test_what_the_page_says_is_kept_and_each_breach_of_it_is_seen(statement: Statement, path: str) -> None:
    promise = _promise(statement, path, "config")
    seen: Any = Pages(statement, promise)
    assert promise.parameters.prove(seen).outcome == "kept"
    names = ("no_address", "unadvised", "no_translation")
    broken = []
    for one in breaches_of(type(promise.parameters)):
        if one.name in names:
            pages: Any = Pages(statement, promise)
            one.violate(promise.parameters, pages)
            broken.append(promise.parameters.prove(pages).outcome)
    assert broken == ["broken", "broken"]


def test_an_address_alone_does_not_show_that_a_browser_can_refuse(statement: Statement) -> None:
    seen: Any = Pages(statement, _promise(statement, "cookies.further_reading", "act"))
    assert seen.promise.parameters.prove(seen).outcome == "unproven"


def test_a_browsers_wish_and_starting_by_itself_are_read_and_are_unproven_for_a_reason(statement: Statement) -> None:
    kinds = known_kinds()
    assert statement.section("autostart")["woken"].body.trigger == ("open push",)
    assert statement.section("cookies")["honoured"].body.header == "DNT"
    assert not kinds["autostart"].implemented
    assert kinds["autostart"].not_yet
    seen: Any = Pages(statement, _promise(statement, "cookies.honoured", "act"))
    assert seen.promise.parameters.prove(seen).outcome == "unproven"
