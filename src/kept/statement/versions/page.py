"""The difference between two versions as a page that people read: what changes for whom, and both texts side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kept.promises import Words
from kept.statement.model import Language
from kept.statement.page import environment, stylesheet
from kept.statement.policy import policy
from kept.statement.versions.change import Action, Change, Difference, Part, Passage

ACTION_WORDS: Final[Mapping[Action, tuple[Words, Words]]] = {
    "ask": (
        Words("须重新征得同意", "Asked again"),
        Words(
            "未取得新的同意之前，此前的用户继续适用原来的约定。",
            "Until they agree anew, what was said before goes on applying to people who were there before.",
        ),
    ),
    "banner": (
        Words("重大变更，显著告知", "Significant: told with a banner"),
        Words("以页面上的显著提示告知具体变更内容。", "A notice that stands out on the pages says what exactly changed."),
    ),
    "plain": (
        Words("一般变更，随新文本告知", "Ordinary: told with the new text"),
        Words("随新文本的日期告知。", "The new text with its dates says so."),
    ),
    "none": (Words("仅措辞", "Wording only"), Words("含义未变，无须另行告知。", "The meaning stays; nothing else is told.")),
}
EFFECT_WORDS: Final[Mapping[str, Words]] = {
    "widens": Words("扩大处理或者缩减权利", "more for the company, or less for people"),
    "narrows": Words("收窄处理或者增加权利", "less for the company, or more for people"),
    "neutral": Words("未见方向", "neither"),
}


@dataclass(frozen=True)
class Row:
    """A line of text side by side: the stretches of the old and of the new version."""

    old: Sequence[Part]
    new: Sequence[Part]


def difference_page(found: Difference, language: Language, links: Mapping[str, str] | None = None) -> str:
    """The complete page in one language, without any script. ``links`` name ``old`` and ``new`` pages and the other languages."""
    style = stylesheet("statement.css") + stylesheet("difference.css")
    return (
        environment(language)
        .get_template("difference.html")
        .render(
            found=found,
            links={"old": "", "new": "", "index": ""} | dict(links or {}),
            actions=ACTION_WORDS,
            effects=EFFECT_WORDS,
            rows_of=lambda passage: side_by_side(passage, language),
            said=lambda change: said_briefly(change, language),
            style=style,
            policy=policy(style),
        )
    )


def said_briefly(change: Change, language: str) -> tuple[str, str]:
    """What stood there and what stands there now; of a list only what it lost and gained."""
    joined = "、" if language == "zh" else ", "
    if change.gained or change.lost:
        return joined.join(words.words(language) for words in change.lost), joined.join(words.words(language) for words in change.gained)
    return change.old.words(language) if change.old else "", change.new.words(language) if change.new else ""


def side_by_side(passage: Passage, language: str) -> Sequence[Row]:
    """The stretches of a passage line by line, so that equal lines stand beside each other."""
    rows: list[Row] = []
    old: list[Part] = []
    new: list[Part] = []
    for part in passage.parts.get(language, ()):
        pieces = part.text.split("\n")
        for number, piece in enumerate(pieces):
            if number and part.side == "same":
                rows.append(Row(tuple(old), tuple(new)))
                old, new = [], []
            broken = "\n" if number and part.side != "same" else ""
            if piece or broken:
                here = Part(part.side, broken + piece)
                old += [here] if part.side != "new" else []
                new += [here] if part.side != "old" else []
    if old or new:
        rows.append(Row(tuple(old), tuple(new)))
    return [row for row in rows if row.old or row.new]
