"""What a browser found on a site, compared with what the statement declares: at each stage of a person's choice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from kept.consent.browser_register import BrowserRegister, Left
from kept.promises import Promise, Words

Stage = Literal["before", "accepted", "refused", "withdrawn", "objecting"]
STAGES: Final[tuple[Stage, ...]] = ("before", "accepted", "refused", "withdrawn", "objecting")
ALLOWED: Final = frozenset({"accepted"})
KINDS: Final[Mapping[str, tuple[Left, ...]]] = {
    "cookie": ("cookie", "storage", "request"),
    "beacon": ("beacon", "request"),
    "do-not-track": ("cookie", "storage", "beacon", "request"),
}
UNDECLARED: Final = Words("声明没有列出、却在浏览器中出现的。", "What a browser got and the statement does not declare.")
TOO_EARLY: Final[Mapping[Stage, Words]] = {
    "before": Words("作出选择之前就有的。", "What was there before any choice."),
    "refused": Words("拒绝之后仍有的。", "What was there after a refusal."),
    "withdrawn": Words("撤回之后仍有的。", "What was there after a withdrawal."),
    "objecting": Words("浏览器表示不愿被跟踪时仍有的。", "What was there although the browser objected."),
}
IN_USE: Final = Words("同意之后是否确有其事（否则无可查证）。", "Whether it is there at all after a yes (else nothing was shown).")


@dataclass(frozen=True)
class Met:
    """Something that a site left or asked for at a stage: a cookie or storage entry by name, a beacon by path, a request by host."""

    what: Left
    name: str
    stage: Stage
    page: str


@dataclass(frozen=True)
class Visit:
    """What one visit with all its stages found; ``pages`` are the paths that were opened."""

    url: str
    pages: Sequence[str]
    met: frozenset[Met]
    stages: Sequence[Stage] = STAGES


@dataclass(frozen=True)
class Compared:
    """A thing that was met, with the declarations that it belongs to (none: undeclared) and whether it needs nobody's yes."""

    what: Left
    name: str
    stages: tuple[Stage, ...]
    page: str
    declared: tuple[str, ...]
    necessary: bool

    @property
    def too_early(self) -> bool:
        """Whether it was there at a stage at which nobody had said yes to it."""
        return not self.necessary and bool(set(self.stages) - ALLOWED)

    def document(self) -> Mapping[str, Any]:
        return {
            "what": self.what,
            "name": self.name,
            "page": self.page,
            "stages": list(self.stages),
            "declared": list(self.declared),
            "necessary": self.necessary,
        }


def compared(visit: Visit, register: BrowserRegister) -> Sequence[Compared]:
    """Everything that was met, once for each thing, in a steady order."""
    things: dict[tuple[Left, str], list[Met]] = {}
    for met in sorted(visit.met, key=lambda each: (each.what, each.name, STAGES.index(each.stage), each.page)):
        things.setdefault((met.what, met.name), []).append(met)
    found = []
    for (what, name), every in things.items():
        listed = register.of(what, name)
        stages = tuple(dict.fromkeys(each.stage for each in every))
        declared, necessary = (listed.declared, listed.necessary) if listed else ((), False)
        found.append(Compared(what, name, stages, every[0].page, declared, necessary))
    return found


def wrong(found: Iterable[Compared]) -> bool:
    """Whether anything is undeclared, or there where nobody had said yes to it."""
    return any(not each.declared or each.too_early for each in found)


def crawl_document(visit: Visit, found: Sequence[Compared]) -> Mapping[str, Any]:
    """What ``kept crawl --json`` prints: names and places only, never a value."""
    early = {stage: [each.document() for each in found if not each.necessary and stage in each.stages] for stage in TOO_EARLY}
    return {
        "url": visit.url,
        "pages": list(visit.pages),
        "found": [each.document() for each in found],
        "undeclared": [each.document() for each in found if not each.declared],
        "before_consent": early["before"],
        "after_refusal": early["refused"],
        "after_withdrawal": early["withdrawn"],
        "despite_signal": early["objecting"],
    }


@dataclass(frozen=True)
class Observation:
    """One thing that a promise is judged by: what was wanted and what was found."""

    what: Words
    wanted: Sequence[str]
    found: Sequence[str]


def observations(promise: Promise, found: Sequence[Compared]) -> Sequence[Observation]:
    """What a visit says about a promise; nothing where it met none of what the promise is about.

    What is undeclared speaks against every promise about things of its sort, for nobody can say to which one it belongs.
    """
    about = KINDS.get(promise.kind)
    if about is None:
        return ()
    if promise.kind == "do-not-track":
        mine = [each for each in found if each.what in about]
        met = [_named(each) for each in mine if not each.necessary and "objecting" in each.stages]
        return (Observation(TOO_EARLY["objecting"], (), met),) if mine else ()
    mine = [each for each in found if promise.path in each.declared]
    if not mine:
        return ()
    said = [Observation(UNDECLARED, (), [_named(each) for each in found if not each.declared and each.what in about])]
    optional = [each for each in mine if not each.necessary]
    for stage, words in TOO_EARLY.items() if optional else ():
        said.append(Observation(words, (), [_named(each) for each in optional if stage in each.stages]))
    said.append(Observation(IN_USE, ("yes",), ("yes",) if any("accepted" in each.stages for each in mine) else ("no",)))
    return said


def _named(each: Compared) -> str:
    return f"{each.what} {each.name} ({each.page})"
