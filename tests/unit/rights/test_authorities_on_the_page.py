"""That a statement names the authorities one may complain to is read off the page as it was served."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from kept.promises import Look, Page, Promise, Rehearsal, known_kinds
from kept.rights.kinds.right_complain import RightComplain
from kept.statement import Statement, read_statement, render_page

STATEMENT = """\
service: shop
version: 2024-01-02
label: shop-2024
title: {zh: 隐私声明, en: Privacy statement}
languages: {prevailing: zh, also: [en]}
countries: [CN]

rights:
  authorities:
    is: right-complain
    authorities:
      - {zh: 网信部门, en: cyberspace authority}
      - {zh: 公安机关, en: public security}
  by_mail:
    is: right-complain
    channels: privacy@shop.example

clauses:
  - id: "1"
    title: {zh: 投诉, en: Complaints}
    states: [rights.authorities, rights.by_mail]
    text:
      zh: |
        你可以向下列机关投诉：

        - {rights.authorities.authorities}
        - {rights.by_mail.channels}
      en: |
        You may complain to:

        - {rights.authorities.authorities}
        - {rights.by_mail.channels}
"""


@dataclass
class Served:
    """The pages as they are served, which a breach may alter."""

    statement: Statement
    promise: Promise
    pages: dict[str, str] = field(default_factory=dict)
    datamap: Any = field(default_factory=lambda: SimpleNamespace(tables={}))

    def __post_init__(self) -> None:
        self.pages = {language: render_page(self.statement, language) for language in self.statement.languages.all}

    def prove(self) -> str:
        look = SimpleNamespace(statement=self.statement, promise=self.promise, page=self._served)
        return cast(RightComplain, self.promise.parameters).prove(cast(Look, look)).outcome

    def _served(self, language: str) -> Page:
        return Page(f"/{language}", 200 if self.pages[language] else 404, self.pages[language])

    def page(self, language: str, old: str, new: str) -> None:
        assert old in self.pages[language]
        self.pages[language] = self.pages[language].replace(old, new)

    def withdraw_page(self, language: str) -> None:
        self.pages[language] = ""


def served(tmp_path: Path, name: str) -> Served:
    file = tmp_path / "2024-01-02.yaml"
    file.write_text(STATEMENT, encoding="utf-8")
    statement = read_statement(file, known_kinds(), shown_as="2024-01-02.yaml")
    return Served(statement, next(promise for promise in statement.promises if promise.id == name))


def test_authorities_that_the_page_names_in_every_language_are_promised_truly(tmp_path: Path) -> None:
    assert served(tmp_path, "rights.authorities").prove() == "kept"


def test_a_way_to_complain_is_shown_by_no_page(tmp_path: Path) -> None:
    assert served(tmp_path, "rights.by_mail").prove() == "unproven"


@pytest.mark.parametrize("breach", ["unnamed", "unsaid", "no_translation"])
def test_every_way_to_break_it_is_seen(tmp_path: Path, breach: str) -> None:
    site = served(tmp_path, "rights.authorities")
    getattr(site.promise.parameters, breach)(cast(Rehearsal, site))
    assert site.prove() == "broken"
