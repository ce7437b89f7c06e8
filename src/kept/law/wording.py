"""Chinese for what the law data says in English: short texts by a table, citations of Chinese and European law by their names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

import yaml

from kept.promises import Words

NAMES: Final[Mapping[str, str]] = {
    "PIPL": "《个人信息保护法》",
    "NDSMR": "《网络数据安全管理条例》",
    "CSL": "《网络安全法》",
    "DSL": "《数据安全法》",
    "E-Commerce Law": "《电子商务法》",
    "Advertisement Law": "《广告法》",
    "Electronic Signature Law": "《电子签名法》",
    "Labour Contract Law": "《劳动合同法》",
    "Children provisions": "《儿童个人信息网络保护规定》",
    "Automotive data provisions": "《汽车数据安全管理若干规定（试行）》",
    "Incident reporting measures": "《国家网络安全事件报告管理办法》",
    "Tax collection law implementing rules": "《税收征收管理法实施细则》",
    "Internet information services measures": "《互联网信息服务管理办法》",
    "App identification method": "《App 违法违规收集使用个人信息行为认定方法》",
    "Accounting archives measures": "《会计档案管理办法》",
    "GDPR": "《通用数据保护条例》（GDPR）",
}
LAW: Final = "|".join(map(re.escape, sorted(NAMES, key=len, reverse=True)))
CITATION: Final = re.compile(rf"\b({LAW})(?:,? (art\.|arts|item|annex) ([\d()a-z]+(?:(?:, |-)[\d()a-z]+)*))?")
PART: Final = {"art.": "条", "arts": "条", "item": "项"}


def told(text: str) -> Words:
    """A text of the law data in both languages; where there is no Chinese for it, the English in both."""
    return Words(_chinese().get(text, text), text)


def in_chinese(citation: str) -> str:
    """A citation with the Chinese names of the laws that have one: ``PIPL art. 50`` is 《个人信息保护法》第 50 条."""
    return CITATION.sub(_named, citation).replace("; ", "；")


def _named(found: re.Match[str]) -> str:
    name, part, numbers = found.groups()
    if numbers is None:
        return NAMES[name]
    counted = numbers.replace(", ", "、")
    return f"{NAMES[name]}附件 {counted}" if part == "annex" else f"{NAMES[name]}第 {counted} {PART[part]}"


@cache
def _chinese() -> Mapping[str, str]:
    # Loaded when somebody reads a finding or a derivation in Chinese.
    table: Mapping[str, str] = yaml.load(files("kept.law").joinpath("chinese.yaml").read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506
    return table
