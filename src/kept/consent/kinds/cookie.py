"""Cookies by category: what they are for, whether they may be refused, what they keep."""

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import func

from kept.consent.standing import standing
from kept.promises import Evidence, Finding, Look, Name, Question, Rehearsal, Verdict, Words, breach, broken, judged, kind, unproven
from kept.residency.places import row_key

UNASKED: Final = Words(
    "广告 Cookie 的信息没有本人在先的同意，或者同意撤回之后仍未清除。",
    "What an advertising cookie learned stands on no prior consent, or was not erased when it was withdrawn.",
)
OUTSIDE: Final = Words("Cookie 收集的信息超出声明所列。", "What a cookie keeps goes beyond what the statement lists.")
NOTHING: Final = Words("还没有任何 Cookie 收集的信息。", "No cookie has kept anything yet.")
NO_TABLE: Final = Words("数据地图没有把任何表归于这类 Cookie。", "The data map has no table that this cookie fills.")
NEEDS_BROWSER: Final = Words(
    "要由浏览器实际访问网站来证明：首次打开时设置了哪些 Cookie，拒绝之后又如何；网站应用尚未接入。",
    "Only a browser can show which cookies the site sets at the first visit and after a refusal; the site is not connected yet.",
)


@kind("cookie", section="cookies")
class Cookie:
    """Cookies by category: what they are for, whether they may be refused, what they keep.

    The data map says which tables a cookie fills. ``items``: those tables keep nothing outside them. Advertising: every row stands
    on the person's consent in this very matter, given before; once it is withdrawn or refused the row is gone. What a browser
    gets at the first visit only a browser can show. PIPL art. 13 and 24.
    """

    surface: tuple[str, ...] | None = None
    items: tuple[Name, ...] | None = None
    category: str | None = None
    examples: tuple[str, ...] | None = None
    count: str | None = None
    purpose: str | None = None
    term: str | None = None
    scope: str | None = None
    default: str | None = None
    control: str | None = None
    example: str | None = None
    agreement: str | None = None

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
            rows, mapped = look.table(path), look.datamap.tables[path]
            outside = [column for column, said in mapped.columns.items() if self._outside(said)]
            if rows is not None:
                beyond = (
                    func.num_nonnulls(*(rows.c[column] for column in outside)) > 0
                    if outside
                    else rows.c[next(iter(mapped.columns))].is_(None)
                )
                yield Question(look.holding(path), rows, beyond, row_key(look, path), None, f"{path} beyond {', '.join(self.items or ())}")

    def _outside(self, said: str | tuple[str, ...]) -> bool:
        words = (said,) if isinstance(said, str) else said
        return any(word not in (*(self.items or ()), "fact", "key") for word in words)

    def _tables(self, look: Look) -> Iterator[str]:
        name = look.promise.path.partition(".")[2]
        return (path for path, mapped in look.datamap.tables.items() if name in mapped.cookies)

    def prove(self, look: Look) -> Verdict:
        if not (self.advertises or self.items):
            return unproven(NEEDS_BROWSER)
        paths = list(self._tables(look))
        if not paths:
            return unproven(NO_TABLE)
        if self.advertises:
            return judged(look.counts(), UNASKED, NOTHING)
        strange = [(database, path, column) for path in paths for database, column in self._unmapped(look, path)]
        verdict = judged(look.counts(), OUTSIDE, NOTHING)
        if strange:
            findings = [Finding(f"{database} {path}", column, OUTSIDE) for database, path, column in strange]
            columns = Evidence("columns that the data map does not know", "observed", "pg_catalog.pg_attribute", len(strange))
            return broken(max(verdict.checked, len(strange)), len(strange), (*verdict.evidence, columns), findings, OUTSIDE)
        return verdict

    def _unmapped(self, look: Look, path: str) -> Iterator[tuple[str, str]]:
        known = look.datamap.tables[path].columns
        for database in look.holding(path):
            table = look.schema(database).tables.get(path)
            yield from ((database.name, column) for column in (table.columns if table else ()) if column not in known)

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
