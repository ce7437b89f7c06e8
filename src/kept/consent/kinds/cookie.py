"""Cookies by category: what they are for, whether they may be refused, what they keep."""

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import false, func

from kept.consent.crawled import crawled, plant_visit
from kept.consent.standing import standing
from kept.datamap.columns import columns_as_mapped
from kept.promises import FILLED, Finding, Look, Name, Question, Rehearsal, Stage, Verdict, Words, act, breach, judged, kind, unproven
from kept.residency.places import row_key
from kept.statement.saying import PAGE_KINDS, said_with, withdraw_translation
from kept.statement.weighing import found, partly, peopled, together

UNASKED: Final = Words(
    "广告 Cookie 的信息没有本人在先的同意，或者同意撤回之后仍未清除。",
    "What an advertising cookie learned stands on no prior consent, or was not erased when it was withdrawn.",
)
OUTSIDE: Final = Words("Cookie 收集的信息超出声明所列。", "What a cookie keeps goes beyond what the statement lists.")
MET: Final = Words("没有人同意、或者没有声明，浏览器却收到的。", "What a browser got though nobody said yes to it, or nobody declared it.")
NOTHING: Final = Words("还没有任何 Cookie 收集的信息。", "No cookie has kept anything yet.")
NO_TABLE: Final = Words("数据地图没有把任何表归于这类 Cookie。", "The data map has no table that this cookie fills.")
NECESSARY: Final = ("necessary", "strictly necessary")
IN_USE: Final = Words("这类 Cookie 正在使用", "a cookie of this kind is in use")
NOT_YET: Final = Words("作出选择之前就在使用的其他 Cookie", "other cookies in use before any choice")
GONE: Final = Words("收回同意之后仍在使用的其他 Cookie", "other cookies still in use after the agreement was taken back")
READABLE: Final = Words("不接受任何 Cookie 也能浏览网站", "the site can be read without any cookie")
OBJECTED: Final = Words("浏览器声明不愿被跟踪时仍在使用的其他 Cookie", "other cookies in use though the browser objects")
NEEDS_BROWSER: Final = Words(
    "要由浏览器实际访问网站来证明：首次打开时设置了哪些 Cookie，拒绝之后又如何；网站应用尚未接入。",
    "Only a browser can show which cookies the site sets at the first visit and after a refusal; the site is not connected yet.",
)
NEEDS_SURFACES: Final = Words(
    "库中由此得到的信息没有超出所列；但网站和邮件实际设置了哪些 Cookie，要由浏览器访问网站、打开邮件来证明，两者都尚未接入。",
    "What is stored from them goes no further than is listed; which cookies the site and the mails really set only a browser that visits "
    "the one and opens the other can show, and neither is connected yet.",
)


@kind(
    "cookie",
    section="cookies",
    takes={
        "technology": "technologies",
        "purposes": "purpose",
        "use": "purpose",
        "example": "examples",
        "party": "parties",
        "reader": "parties",
        "site": "parties",
        "stored_on": "stored",
        "stored_as": "stored",
        "content": ("contents", "guide"),
        "data": "contents",
        "link": "guide",
        "method": "control",
        "effect": "refusal_effect",
    },
)
class Cookie:
    """Cookies by category: what they are for, whether they may be refused, what they keep.

    The data map says which tables a cookie fills. ``items``: those tables have no column for anything outside them. Advertising: every
    row stands on the person's consent in this very matter, given before; once it is withdrawn or refused the row is gone. What a
    browser gets at the first visit only a browser can show. ``guide``, where it is an address to read on, stands on the page in every
    language. ``technologies`` are what is used, ``parties`` who sets or reads them, ``contents`` what stands in one, ``stored`` where or
    as what it is kept, ``limit`` what they do not do, ``control`` how people refuse and ``refusal_effect`` what that costs.
    PIPL art. 13 and 24; ePrivacy Directive art. 5(3).
    """

    surface: tuple[str, ...] | None = None
    items: tuple[Name, ...] | None = None
    category: str | None = None
    examples: tuple[str, ...] | None = None
    count: str | None = None
    purpose: tuple[Words, ...] | None = None
    term: str | None = None
    scope: str | None = None
    default: str | None = None
    control: str | None = None
    agreement: str | None = None
    technologies: tuple[str, ...] | None = None
    parties: tuple[str, ...] | None = None
    contents: tuple[str, ...] | None = None
    stored: tuple[str, ...] | None = None
    limit: str | None = None
    refusal_effect: str | None = None
    guide: str | None = None

    @property
    def advertises(self) -> bool:
        return self.category == "advertising"

    def questions(self, look: Look) -> Sequence[Question]:
        return list(self._agreed(look) if self.advertises else self._rows(look) if self.items else ())

    def _agreed(self, look: Look) -> Iterator[Question]:
        for path in self._tables(look):
            found = standing(look, path)
            if found is not None:
                gone = found.consent.c.withdrawn_at.is_not(None)
                by_consent = func.coalesce(found.decision.c.basis != "consent", True)
                yield Question(
                    look.holding(path), found.source, found.baseless | gone | by_consent, row_key(look, path), None, f"{path} by consent"
                )

    def _rows(self, look: Look) -> Iterator[Question]:
        for path in self._tables(look):
            rows = look.table(path)
            if rows is not None:
                yield Question(look.holding(path), rows, false(), row_key(look, path), None, f"rows of {path}, whose columns are judged")

    def _outside(self, said: str | tuple[str, ...]) -> Sequence[str]:
        words = (said,) if isinstance(said, str) else said
        return [word for word in words if word not in (*(self.items or ()), "fact", "key")]

    def _tables(self, look: Look) -> Iterator[str]:
        name = look.promise.path.partition(".")[2]
        return (path for path, mapped in look.datamap.tables.items() if name in mapped.cookies)

    def prove(self, look: Look) -> Verdict:
        if not (self.advertises or self.items):
            return self._led_on(look)
        paths = list(self._tables(look))
        if not paths:
            return unproven(NO_TABLE)
        if self.advertises:
            judgement = judged(look.counts(), UNASKED, NOTHING)
            return _met_too(look, judgement, NEEDS_BROWSER if self.scope else None)
        tables = {path: look.datamap.tables[path] for path in paths}
        columns = [(path, column, said) for path, mapped in tables.items() for column, said in mapped.columns.items()]
        wrong = [Finding(path, column, OUTSIDE) for path, column, said in columns if self._outside(said)]
        listed = found("items of the mapped columns", len(columns), wrong, OUTSIDE, NO_TABLE, "registered")
        verdict = together(columns_as_mapped(look, tables), listed, peopled(look.counts(), NOTHING))
        return _met_too(look, verdict, NEEDS_SURFACES if self.surface else None)

    @property
    def _address(self) -> str | None:
        """The guide where it is an address on the web and no description of one."""
        return self.guide if self.guide and "." in self.guide and " " not in self.guide else None

    def _led_on(self, look: Look) -> Verdict:
        """Whether the page names the address to read on; which cookies there are, and how a browser refuses them, it cannot show."""
        if not self._address:
            return crawled(look) or unproven(NEEDS_BROWSER)
        named = said_with(look, [self._address])
        return named if look.promise.origin == "config" else _met_too(look, named, NEEDS_BROWSER)

    @act("only necessary cookies before the choice, the others after a yes, and none of them after a no")
    def choosing(self, stage: Stage) -> None:
        if "act" not in stage.promise.origin:
            return
        somebody, path = stage.person("visitor"), stage.promise.path
        if self.category in NECESSARY:
            stage.expect(IN_USE, path in somebody.cookies())
            return
        stage.expect(NOT_YET, sorted(set(somebody.cookies()) - _necessary(stage)), [])
        if self.control:
            stage.expect(READABLE, somebody.reads_without_cookies())
            somebody.agree(_refusable(stage)[0])
            stage.expect(OBJECTED, sorted(set(somebody.cookies(objecting=True)) - _necessary(stage)), [])
            return
        somebody.agree(path)
        stage.expect(IN_USE, path in somebody.cookies())
        somebody.withdraw(path)
        stage.expect(GONE, sorted(set(somebody.cookies()) - _necessary(stage)), [])
        tables = [table for table, mapped in stage.datamap.tables.items() if path.partition(".")[2] in mapped.cookies and mapped.subject]
        if tables:
            stage.leaves(tables, somebody, rows=0)
        stage.leaves("kept.consent", somebody, rows=1, where={"matter": path, "withdrawn_at": FILLED})

    @breach("the address to read on is gone from the page", also=PAGE_KINDS)
    def no_address(self, rehearsal: Rehearsal) -> None:
        if self._address:
            rehearsal.page(rehearsal.statement.languages.prevailing, self._address, "…")

    @breach("the page of a language is gone", also=PAGE_KINDS)
    def no_translation(self, rehearsal: Rehearsal) -> None:
        if self._address:
            withdraw_translation(rehearsal)

    @breach("an advertising row without consent", also=("consent", "collection", "purpose-limit", "right-withdraw"))
    def without_consent(self, rehearsal: Rehearsal) -> None:
        for path, mapped in rehearsal.datamap.tables.items():
            name = rehearsal.promise.path.partition(".")[2]
            for database in rehearsal.databases(mapped.store) if self.advertises and mapped.decision and name in mapped.cookies else ():
                one = f"(select {mapped.decision} from {path} limit 1)"  # noqa: S608
                if rehearsal.sql(database, f"update kept.decision set consent_id = null where decision_id = {one}"):  # noqa: S608
                    return

    @breach("consent is withdrawn and what was learned stays", also=("consent", "collection", "right-withdraw"))
    def stays(self, rehearsal: Rehearsal) -> None:
        for path, mapped in rehearsal.datamap.tables.items():
            name = rehearsal.promise.path.partition(".")[2]
            for database in rehearsal.databases(mapped.store) if self.advertises and mapped.decision and name in mapped.cookies else ():
                one = f"(select d.consent_id from {path} r join kept.decision d on d.decision_id = r.{mapped.decision} limit 1)"  # noqa: S608
                if rehearsal.sql(database, f"update kept.consent set withdrawn_at = now() where consent_id = {one}"):  # noqa: S608
                    return

    @breach("a browser meets the cookie where nobody said yes, or one that is not declared")
    def met(self, rehearsal: Rehearsal) -> None:
        if rehearsal.promise.origin != "config":
            plant_visit(rehearsal, MET, "cookie _ga (/)")

    @breach("a cookie keeps one thing more", also=("collection", "masking", "access-control", "definition"))
    def one_more(self, rehearsal: Rehearsal) -> None:
        self._widen(rehearsal, "battery_level integer")

    @breach("a cookie keeps what was typed", also=("collection", "masking", "access-control", "definition"))
    def typed(self, rehearsal: Rehearsal) -> None:
        self._widen(rehearsal, "keystrokes text default 'kept'")

    def _widen(self, rehearsal: Rehearsal, column: str) -> None:
        for path, mapped in rehearsal.datamap.tables.items():
            if self.items and not self.advertises and rehearsal.promise.path.partition(".")[2] in mapped.cookies:
                rehearsal.sql(rehearsal.databases(mapped.store)[0], f"alter table {path} add column {column}")
                return


def _met_too(look: Look, verdict: Verdict, needed: Words | None) -> Verdict:
    """The verdict together with what a browser met, if one was there; without it a promise that needs one (``needed``) is not proven."""
    seen = crawled(look)
    if seen is not None:
        return together(verdict, seen)
    return partly(verdict, needed) if needed else verdict


def _necessary(stage: Stage) -> set[str]:
    """The declarations of cookies that nobody needs to agree to."""
    section = stage.statement.section("cookies").values()
    return {one.path for one in section if getattr(one.body, "category", None) in NECESSARY}


def _refusable(stage: Stage) -> list[str]:
    """The declarations of advertising cookies, which a person may say yes to."""
    section = stage.statement.section("cookies").values()
    return [one.path for one in section if getattr(one.body, "category", None) == "advertising"]
