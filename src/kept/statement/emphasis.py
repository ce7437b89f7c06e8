"""Whether the published page sets off what the statement says that it sets off: bold, underlined, highlighted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from typing import Annotated, Final, Literal

from markupsafe import escape
from pydantic import BeforeValidator

from kept.promises import Finding, Look, Rehearsal, Verdict, Words
from kept.statement.publication import NOT_SERVED, VOID
from kept.statement.weighing import found

Style = Literal["bold", "underline", "highlight"]
TAGS: Final[Mapping[Style, frozenset[str]]] = {
    "bold": frozenset(["b", "strong"]),
    "underline": frozenset(["ins", "u"]),
    "highlight": frozenset(["mark"]),
}
PLAIN: Final = Words(
    "页面上的敏感个人信息没有按声明的方式突出显示。", "Sensitive data on the page does not stand out in the way that is promised."
)
NOTHING: Final = Words("页面没有提到任何敏感个人信息。", "The page names no sensitive data.")


def _styles(said: object) -> object:
    return [said] if isinstance(said, str) else said


Emphasis = Annotated[tuple[Style, ...], BeforeValidator(_styles)]


class _Runs(HTMLParser):
    """Collects the text of clauses in runs that stand out and runs that do not."""

    def __init__(self, tags: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.runs: list[tuple[bool, str]] = []
        self._tags = tags
        self._open: list[tuple[bool, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            inside, strong = self._open[-1] if self._open else (False, False)
            said = dict(attrs)
            self._open.append(((inside or "data-clause" in said) and "data-status" not in said, strong or tag in self._tags))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        inside, strong = self._open[-1] if self._open else (False, False)
        if inside:
            self.runs.append((strong, data))


def emphasised(look: Look, styles: Sequence[Style]) -> Verdict:
    """Whether the names of sensitive items stand out wherever the served page names them, in one of the declared styles."""
    tags = frozenset[str]().union(*(TAGS[style] for style in styles))
    items = [declared for declared in look.statement.section("items").values() if declared.body.sensitive]
    checked, findings = 0, []
    for language in look.statement.languages.all:
        page = look.page(language)
        if page is None:
            return found("sensitive items on the page", 0, (), PLAIN, NOT_SERVED)
        parser = _Runs(tags)
        parser.feed(page.html)
        for label in (declared.label(language) for declared in items):
            named = [strong for strong, text in parser.runs if label in text]
            checked += len(named)
            if not all(named):
                what = Words(f"没有突出显示：{label}", f"Does not stand out: {label}")
                findings.append(Finding(f"page ({language})", look.promise.path, what))
    return found("sensitive items on the page", checked, findings, PLAIN, NOTHING, query="GET page")


def name_plainly(rehearsal: Rehearsal) -> None:
    """The page also names a sensitive item where nothing sets it off: in the title of the promise's first clause."""
    language = rehearsal.statement.languages.prevailing
    items = [declared for declared in rehearsal.statement.section("items").values() if declared.body.sensitive]
    for declared in items[:1]:
        title = str(escape(rehearsal.statement.clause(rehearsal.promise.clauses[0]).title.words(language)))
        rehearsal.page(language, title, f"{title} {escape(declared.label(language))}")
