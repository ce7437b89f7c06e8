"""What people read of the law data is there in Chinese too."""

from collections.abc import Iterator
from importlib.resources import files

import pytest
import yaml

from kept.law import Deadline, Retention, Unknown, Unnumbered, jurisdictions
from kept.law.rules.retention_terms import sorts_of_record
from kept.law.wording import in_chinese, told


def _deadlines() -> Iterator[tuple[str, Deadline]]:
    for law in jurisdictions().values():
        for key in ("request_reply_deadline", "breach_notice_regulator", "breach_notice_subject"):
            entries = getattr(law, key)
            yield from ((key, entry) for entry in (() if isinstance(entries, Unknown) else entries))


def _records() -> Iterator[Retention]:
    for law in jurisdictions().values():
        for entries in (law.statutory_minimum_retention, law.maximum_retention):
            yield from () if isinstance(entries, Unknown) else entries


def _shown() -> Iterator[str]:
    for key, deadline in _deadlines():
        yield deadline.start
        if key == "request_reply_deadline" and isinstance(deadline.about, str) and not deadline.step:
            yield deadline.about
        if isinstance(deadline.due, Unnumbered):
            yield deadline.due.text
    for record in _records():
        if sorts_of_record(record.record) or record.record.startswith("any personal"):
            yield record.record
        yield from (kept.text for kept in (record.at_least, record.at_most) if isinstance(kept, Unnumbered))
    for law in jurisdictions().values():
        if not isinstance(law.authority, Unknown):
            yield law.authority.value


def test_everything_of_the_law_data_that_findings_show_has_its_chinese() -> None:
    assert not sorted({text for text in _shown() if told(text).zh == text})


def test_the_chinese_stands_for_nothing_that_the_law_data_no_longer_says() -> None:
    table = yaml.load(files("kept.law").joinpath("chinese.yaml").read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506
    assert all(table.values())
    assert not set(table) - set(_shown())


@pytest.mark.parametrize(
    ("citation", "chinese"),
    [
        ("PIPL art. 50; NDSMR art. 23", "《个人信息保护法》第 50 条；《网络数据安全管理条例》第 23 条"),
        ("PIPL arts 14, 23, 39", "《个人信息保护法》第 14、23、39 条"),
        ("PIPL art. 47(2)", "《个人信息保护法》第 47(2) 条"),
        ("App identification method, item 6", "《App 违法违规收集使用个人信息行为认定方法》第 6 项"),
        ("GDPR art. 12(3)", "《通用数据保护条例》（GDPR）第 12(3) 条"),
        ("UU PDP art. 32(2)", "UU PDP art. 32(2)"),
    ],
)
def test_a_citation_names_laws_in_chinese_where_they_have_a_chinese_name(citation: str, chinese: str) -> None:
    assert in_chinese(citation) == chinese
