"""A translation that lost or changed a promise: numbers, negations and exceptions, duties and permissions, compared line by line.

Conservative on purpose: a line counts only where one language has such a word and the other has none of its family at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from kept.law.finding import Remark
from kept.law.rule import Law, rule
from kept.promises import Words
from kept.statement import Clause, Statement

PLACEHOLDER: Final = re.compile(r"\{[^{}]*\}")
NUMBER: Final = re.compile(r"(?<![A-Za-z\d.-])\d+(?:\.\d+)*")
CHINESE_NUMBER: Final = re.compile(r"[零〇一二两三四五六七八九十百]+")
DIGITS: Final = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
ENGLISH_NUMBERS: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen",
)  # fmt: skip
MONTHS: Final = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
CHINESE_END: Final = re.compile(r"[。；]")
ENGLISH_END: Final = re.compile(r"[.;](?=\s|$)")
# Lines shorter than this are headings and entries, whose grammar differs too much to compare.
SHORTEST: Final = 12

FORBIDDEN: Final = {
    "zh": re.compile(r"不得|禁止|严禁|一律不|绝不|决不|从不|不会|不向|不予|不对|不将|不能|不可"),
    "en": re.compile(
        r"\b(?:not|no|never|none|nothing|nobody|neither|nor|cannot|without|forbidden|prohibit\w*|refus\w*|only|except|unless|"
        r"stop\w*|free|out of|instead|rather|keep\w* from|leav\w*|lack\w*|un\w+|im\w+|in\w+able|other than|before|until|"
        r"outside|hardly|deny|denied|fail\w*|less)\b|n't",
        re.IGNORECASE,
    ),
}
NEGATED: Final = {
    "zh": re.compile(r"不|未|无|没有|非|禁|勿|别|除|仅|只|方可|才|以外|之外|停止|拒绝|免|缺"),
    "en": re.compile(r"\b(?:not|no|never|none|nothing|nobody|neither|nor|cannot|must not|forbidden|prohibited)\b|n't", re.IGNORECASE),
}
EXCEPTED: Final = {
    "zh": re.compile(r"除外|除非|除[^外]{1,40}外|例外"),
    "en": re.compile(
        r"\b(?:except\w*|unless|save|other than|but|apart|only|not|no|until|"
        r"outside|beyond|otherwise|beside\w*|where|if|in addition|as well)\b",
        re.IGNORECASE,
    ),
}
# A duty or a permission in so many words, and everything by which the other language may say the same.
MUST: Final = {"zh": re.compile(r"应当|必须|须"), "en": re.compile(r"\b(?:must|shall|has to|have to)\b", re.IGNORECASE)}
MAY: Final = {"zh": re.compile(r"可以|可能|有权"), "en": re.compile(r"\b(?:may|can|could|might)\b", re.IGNORECASE)}
DUTY: Final = {
    "zh": re.compile(r"应|必须|须|义务|要求|只能|才|方可|不得|必要|必需|需"),
    "en": re.compile(
        r"\b(?:must|shall|ha(?:s|ve|d) to|need\w*|requir\w*|oblig\w*|is to|are to|should|dut\w+|bound|only|ask\w*|demand\w*|never|not)\b",
        re.IGNORECASE,
    ),
}


def _pairs(statement: Statement) -> Iterator[tuple[Clause, str, str]]:
    """The lines of each clause in both languages; the whole text where the languages have different numbers of lines."""
    for clause in statement.clauses:
        if clause.text is None:
            continue
        zh, en = _lines(clause.text.zh), _lines(clause.text.en)
        yield from (
            ((clause, *pair) for pair in zip(zh, en, strict=True)) if len(zh) == len(en) else [(clause, "\n".join(zh), "\n".join(en))]
        )


def _sentences(statement: Statement) -> Iterator[tuple[Clause, str, str]]:
    """The sentences of each line in both languages; lines with different numbers of sentences are not compared."""
    for clause, zh, en in _pairs(statement):
        halves = [[part for part in ending.split(text) if part.strip()] for ending, text in ((CHINESE_END, zh), (ENGLISH_END, en))]
        if len(halves[0]) == len(halves[1]):
            yield from ((clause, *pair) for pair in zip(*halves, strict=True))


def _lines(text: str) -> Sequence[str]:
    return [PLACEHOLDER.sub(" ", line).strip("- ") for line in text.splitlines() if line.strip()]


def _remark(clause: Clause, message: Words, zh: str, en: str) -> Remark:
    return Remark(
        Words(f"第 {clause.id} 条：{message.zh}", f"Clause {clause.id}: {message.en}"),
        Words(f"中文：“{_short(zh)}”英文：“{_short(en)}”", f'Chinese: "{_short(zh)}" English: "{_short(en)}"'),
        Words(
            "使两种文本说同样的话；有出入时以哪一种为准，见语言条款。",
            "Let both texts say the same; which one prevails is no excuse for a difference.",
        ),
        clause=clause.id,
        place=clause.place,
    )


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 120 else f"{plain[:119]}…"


@rule(
    "translation-number",
    severity="error",
    says=Words("两种文本中的数字不同。", "A number differs between the two texts of a clause."),
)
def numbers(statement: Statement, law: Law) -> Iterator[Remark]:
    for clause, zh, en in _pairs(statement):
        lost = _numbers_of(zh, "zh") - _numbers_of(en, "all"), _numbers_of(en, "en") - _numbers_of(zh, "all")
        for missing, language in zip(lost, ("en", "zh"), strict=True):
            if missing:
                listed = ", ".join(sorted(missing))
                where = Words("英文" if language == "en" else "中文", "English" if language == "en" else "Chinese")
                yield _remark(clause, Words(f"{where.zh}文本中没有 {listed}。", f"the {where.en} text lacks {listed}."), zh, en)


def _numbers_of(text: str, counting: str) -> frozenset[str]:
    """Numbers in figures; ``all`` takes those in words of either language too, which are too common to be asked for."""
    found = set(NUMBER.findall(text))
    if counting == "all":
        plain = text.casefold()
        found |= {str(_chinese(number)) for number in CHINESE_NUMBER.findall(text)}
        found |= {str(number) for number, word in enumerate(ENGLISH_NUMBERS) if re.search(rf"\b{word}\b", plain)}
        found |= {str(number) for number, month in enumerate(MONTHS, 1) if month in plain}
        found |= {f"0{number}" for number in found if len(number) == 1}
    return frozenset(found)


def _chinese(number: str) -> int:
    if "百" in number:
        hundreds, _, rest = number.partition("百")
        return DIGITS.get(hundreds, 1) * 100 + (_chinese(rest.removeprefix("零")) if rest.removeprefix("零") else 0)
    tens, ten, ones = number.partition("十")
    if not ten:
        return DIGITS.get(number[-1:], 0)
    return (DIGITS.get(tens, 1) if tens else 1) * 10 + DIGITS.get(ones, 0)


@rule(
    "translation-negation",
    severity="error",
    says=Words("一种文本禁止或者否定，另一种没有。", "One text of a clause forbids or denies what the other does not."),
)
def negations(statement: Statement, law: Law) -> Iterator[Remark]:
    yield from _lost(
        statement,
        FORBIDDEN,
        FORBIDDEN["en"],
        "zh",
        Words("英文文本中没有相应的否定或者禁止。", "the English text lacks the negation or ban of the Chinese one."),
    )
    yield from _lost(
        statement,
        NEGATED,
        NEGATED["zh"],
        "en",
        Words("中文文本中没有相应的否定或者禁止。", "the Chinese text lacks the negation or ban of the English one."),
    )


@rule(
    "translation-exception",
    severity="error",
    says=Words("一种文本写明例外，另一种没有。", "One text of a clause has an exception that the other lacks."),
)
def exceptions(statement: Statement, law: Law) -> Iterator[Remark]:
    yield from _lost(
        statement,
        EXCEPTED,
        EXCEPTED["en"],
        "zh",
        Words("英文文本中没有相应的例外。", "the English text lacks the exception of the Chinese one."),
    )


def _lost(
    statement: Statement, words: Mapping[str, re.Pattern[str]], allowed: re.Pattern[str], source: str, message: Words
) -> Iterator[Remark]:
    for clause, zh, en in _pairs(statement):
        ours, theirs = (zh, en) if source == "zh" else (en, zh)
        if len(ours) >= SHORTEST and words[source].search(ours) and not allowed.search(theirs):
            yield _remark(clause, message, zh, en)


@rule(
    "translation-duty",
    severity="error",
    says=Words("一种文本说“应当”，另一种却只说“可以”。", "One text of a clause says must where the other says may only."),
)
def duties(statement: Statement, law: Law) -> Iterator[Remark]:
    for clause, zh, en in _sentences(statement):
        if MUST["zh"].search(zh) and MAY["en"].search(en) and not MAY["zh"].search(zh) and not DUTY["en"].search(en):
            yield _remark(clause, Words("中文说“应当”，英文只说“可以”。", "the Chinese says must, the English may."), zh, en)
        if MUST["en"].search(en) and MAY["zh"].search(zh) and not MAY["en"].search(en) and not DUTY["zh"].search(zh):
            yield _remark(clause, Words("英文说“应当”，中文只说“可以”。", "the English says must, the Chinese may."), zh, en)
