"""The words and signs that pages, reports and the terminal share for verdicts, origins and instants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from kept.promises import Words


@dataclass(frozen=True)
class Sign:
    """How an outcome is shown: never by colour alone, always with a sign and a word; ``means`` explains it in a sentence."""

    sign: str
    word: Words
    means: Words


OUTCOMES: Final[Mapping[str, Sign]] = {
    "broken": Sign(
        "✕",
        Words("已违反", "broken"),
        Words("查到了反例，声明中的这句话目前不属实。", "Counter-examples were found: the sentence is untrue at present."),
    ),
    "kept": Sign(
        "✓",
        Words("已履行", "kept"),
        Words("查看了可能出错的地方，结果与承诺相符。", "Something that could have been wrong was looked at, and it was right."),
    ),
    "unproven": Sign(
        "○",
        Words("未证明", "unproven"),
        Words(
            "没有可供查看的内容，或者尚无法查看，原因随附。从不计入已履行。",
            "There was nothing to look at, or no way to look yet; the reason is given. Never counted as kept.",
        ),
    ),
    "attested": Sign(
        "✎",
        Words("人工确认", "attested"),
        Words(
            "只能由人确认：由具名人员签署，附文件摘要和有效期。",
            "Only a person can say so: signed by name, with the hash of a document and an expiry.",
        ),
    ),
    "published": Sign(
        "¶",
        Words("已公示", "published"),
        Words("只需公开说明的事实，各语言页面均已写明。", "A fact whose only duty is to be stated is stated, in every language."),
    ),
}

ORIGINS: Final[Mapping[str, tuple[Words, Words]]] = {
    "acted": (
        Words("实测", "acted"),
        Words(
            "测试用户在运行中的服务上实际操作，再查看留下的结果。",
            "Planted people used the running service, and what they left was looked at.",
        ),
    ),
    "observed": (
        Words("实查", "observed"),
        Words(
            "查看真实使用中的系统：数据行、结构、权限、配置、页面。",
            "Rows, schema, grants, settings and pages of a system that is really used.",
        ),
    ),
    "simulated": (
        Words("模拟", "simulated"),
        Words("由本地模拟器扮演设备、运营商或者支付机构。", "A local simulator played a device, an operator or a payment company."),
    ),
    "registered": (
        Words("登记", "registered"),
        Words("登记簿中的记载，其真实性取决于登记人。", "An entry in a register, as true as whoever wrote it."),
    ),
    "staged": (
        Words("生成数据", "staged"),
        Words(
            "数据生成器写入的数据行：说明检查有效，不说明服务合规。",
            "Rows that a data generator wrote: the probe works, which says nothing of the service.",
        ),
    ),
}


def instant(said: str | datetime | None, language: str) -> str:
    """An instant as people read it, always in UTC and to the minute; a dash where there is none."""
    if said is None:
        return "—"
    at = datetime.fromisoformat(said) if isinstance(said, str) else said
    day, clock = at.astimezone(UTC).strftime("%Y-%m-%d"), at.astimezone(UTC).strftime("%H:%M")
    return f"{day} {clock} UTC" if language == "en" else f"{day} {clock}（UTC）"


def day_words(day: date, language: str) -> str:
    """A day as people read it: ``2023 年 8 月 28 日`` or ``28 August 2023``."""
    return f"{day.year} 年 {day.month} 月 {day.day} 日" if language == "zh" else f"{day.day} {day:%B} {day.year}"


def deciding_language(prevailing: str) -> Words:
    """The sentence that says which language decides where the texts differ."""
    zh, en = {"zh": ("中文", "Chinese"), "en": ("英文", "English")}[prevailing]
    return Words(f"各语言文本不一致的，以{zh}文本为准。", f"Where the languages differ, the {en} text decides.")
