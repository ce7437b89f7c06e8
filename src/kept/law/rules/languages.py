"""The languages that a law wants the statement in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from kept.law.against import Cited, articles, cited, header_place, named_laws
from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.law.values import Unknown
from kept.promises import Words
from kept.statement import Statement

SPOKEN: Final[Mapping[str, tuple[str, Words]]] = {
    "simplified chinese": ("zh", Words("简体中文", "Simplified Chinese")),
    "english": ("en", Words("英文", "English")),
    "french": ("fr", Words("法文", "French")),
    "german": ("de", Words("德文", "German")),
    "indonesian": ("id", Words("印度尼西亚文", "Indonesian")),
    "japanese": ("ja", Words("日文", "Japanese")),
    "korean": ("ko", Words("韩文", "Korean")),
    "portuguese": ("pt", Words("葡萄牙文", "Portuguese")),
    "vietnamese": ("vi", Words("越南文", "Vietnamese")),
}
ANY_OF: Final = ("or any of",)


@rule(
    "language-missing",
    severity="warning",
    finds="gap",
    says=Words("声明没有所列国家的法律要求的语言。", "The statement is not in a language that the law of a named country wants."),
)
def language_missing(statement: Statement, law: Law) -> Iterator[Remark]:
    written = set(statement.languages.all)
    missing: dict[str, list[Cited]] = {}
    for country in named_laws(statement, law):
        wanted = country.language_requirement
        if isinstance(wanted, Unknown) or not wanted.source.applies_on(law.as_of):
            continue
        text = wanted.value.casefold()
        named = [spoken for spoken in SPOKEN if spoken in text]
        lacking = [spoken for spoken in named if SPOKEN[spoken][0] not in written]
        if any(words in text for words in ANY_OF) and len(lacking) < len(named):
            continue
        for spoken in lacking:
            missing.setdefault(spoken, []).append(Cited(country.code, None, wanted.source))
    for spoken, told in missing.items():
        name = SPOKEN[spoken][1]
        yield Remark(
            Words(f"声明没有{name.zh}版本。", f"The statement is not published in {name.en}."),
            cited(told),
            Words(f"为当地的人提供{name.zh}译文。", f"Offer people there a translation into {name.en}."),
            articles=articles(told),
            place=header_place(statement),
        )
