"""Extra terms for a country or state, whom they reach, and which text wins."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import func, literal, or_, select

from kept.promises import Look, Phrase, Phrases, Question, Rehearsal, Verdict, Words, breach, broken, judged, kind, unproven
from kept.statement.publication import stated_on_page
from kept.statement.weighing import partly

ABROAD: Final = Words(
    "只适用于该国境内数据的豁免，被用于境外的数据。", "An exemption for data kept in that country was used for data kept elsewhere."
)
NO_RULES: Final = Words(
    "不能确定某人适用哪一地区的条款：没有可用的国家或州代码。",
    "It cannot be told which region's terms reach a person: there is no usable code of country or state.",
)
NOT_PUBLISHED: Final = Words("公开页面没有写明该地区的特别条款。", "The published page lacks the extra terms for this region.")
UNUSED: Final = Words("这些豁免还没有被用到。", "These exemptions have not been used yet.")
NOBODY: Final = Words("账册中没有该地区的人。", "The books know nobody of this region.")
NEEDS_RESOLVER: Final = Words(
    "要由按地区解析规则的决定来证明：条款冲突时以哪一条为准；规则解析尚未接入。",
    "Only decisions that resolve rules by region can show which term won in a conflict; that is not connected yet.",
)
NEEDS_GROUNDS: Final = Words(
    "页面写明了这一点；每次处理以哪一项为依据，要由写明依据的决定来证明，目前没有这样的记录。",
    "The page says so; on which of these grounds each act of processing stands only decisions that name it can show; there are none yet.",
)
NOT_SERVED: Final = Words(
    "声明页面当前没有发布，无法读取该地区的条款。", "The statement's page is not served, so the region's terms cannot be read."
)


@kind("jurisdiction", section="jurisdictions")
class Jurisdiction:
    """Extra terms for a country or state, whom they reach, and which text wins.

    ``scope`` with ``law``: exemptions of that country's law were used only for what is kept there. ``region``: its terms stand on
    the published page, and of every person it can be told whether they reach it (ISO 3166-1 country, 3166-2 state where the
    region is one). ``precedence`` needs decisions that resolve rules. ``regions`` are several, or groups of countries (``EEA``),
    whose people are processed on one of the ``bases`` only (GDPR art. 6): the page says so, the rest needs decisions that name their
    ground. ``trigger`` is what makes the terms reach somebody, ``laws`` what business there follows, ``court`` where one may sue.
    """

    law: Phrase | None = None
    scope: Phrase | None = None
    acts: Phrases | None = None
    region: str | None = None
    regions: Phrases | None = None
    trigger: Phrase | None = None
    precedence: Phrase | None = None
    laws: Phrases | None = None
    bases: Phrases | None = None
    court: Phrase | None = None

    def questions(self, look: Look) -> Sequence[Question]:
        exemption, disclosure, subject = (look.table(f"kept.{name}") for name in ("exemption", "disclosure", "subject"))
        if exemption is None or disclosure is None or subject is None:
            return ()
        if self.scope:
            grounds = national_grounds(look)
            used = disclosure.c.exemption_id.in_(select(exemption.c.exemption_id).where(exemption.c.ground.in_(list(grounds))))
            country = next(iter(grounds.values()), "")
            where = [database for database in look.holding("kept.exemption") if database.country != country]
            kept_abroad = Question(
                where, exemption, exemption.c.ground.in_(list(grounds)), exemption.c.exemption_id, None, "exemptions abroad"
            )
            elsewhere = disclosure.c.from_country != country
            passed_on = Question(
                look.holding("kept.disclosure"), disclosure, elsewhere, disclosure.c.disclosure_id, used, "what these exemptions let out"
            )
            return [passed_on, *([kept_abroad] if where and grounds else [])]
        if not self.region or self.precedence:
            return ()
        country, _, state = self.region.partition("-")
        unknown = func.length(subject.c.country) != 2
        here = subject.c.country == country
        stateless = here & subject.c.subdivision.is_(None) if state else literal(False)
        among = or_(here, unknown)
        return [
            Question(look.holding("kept.subject"), subject, or_(unknown, stateless), subject.c.subject_id, among, "people of the region")
        ]

    def prove(self, look: Look) -> Verdict:
        if self.regions and not self.precedence:
            return partly(stated_on_page(look, look.promise.clauses), NEEDS_GROUNDS)
        if self.precedence or not (self.scope or self.region):
            return unproven(NEEDS_RESOLVER)
        if self.scope:
            used = [count for count in look.counts() if count.evidence.what == "what these exemptions let out"]
            verdict = judged(look.counts(), ABROAD, UNUSED)
            return verdict if verdict.outcome != "kept" or any(count.checked for count in used) else unproven(UNUSED)
        page = stated_on_page(look, look.promise.clauses)
        if page.outcome == "broken":
            return broken(page.checked, page.failing, page.evidence, page.findings, NOT_PUBLISHED)
        people = judged(look.counts(), NO_RULES, NOBODY)
        if people.outcome != "kept":
            return people
        return (
            Verdict("kept", people.checked + page.checked, 0, (*people.evidence, *page.evidence))
            if page.outcome == "kept"
            else unproven(NOT_SERVED)
        )

    @breach("an exemption of the country's law is used for data kept abroad", also=("consent-exemption",))
    def used_abroad(self, rehearsal: Rehearsal) -> None:
        for database in rehearsal.databases() if self.scope else ():
            text = """update kept.disclosure set from_country = 'ZZ', to_country = 'ZZ' where disclosure_id = (
                        select min(disclosure_id) from kept.disclosure join kept.exemption using (exemption_id) where ground = :ground)"""
            for ground in [promise.path for promise in rehearsal.statement.of_kind("consent-exemption") if promise.parameters.region]:
                if rehearsal.sql(database, text, ground=ground):
                    return

    @breach("an exemption of the country's law is recorded in a database abroad", also=("consent-exemption",))
    def recorded_abroad(self, rehearsal: Rehearsal) -> None:
        grounds = [promise for promise in rehearsal.statement.of_kind("consent-exemption") if promise.parameters.region]
        for database in rehearsal.databases() if self.scope and grounds else ():
            if database.country != grounds[0].parameters.region.split(" ")[0]:
                rehearsal.sql(
                    database,
                    """insert into kept.exemption (ground, contract_ref, citation, incident_ref, interest, ends_on, approval_ref,
                                                   sign_off_ref, source_ref, source_date, test_ref)
                       values (:ground, 'x', 'x', 'x', 'x', current_date, 'x', 'x', 'x', current_date, 'x')""",
                    ground=grounds[0].path,
                )
                return

    @breach("somebody's country is not known", also=("minors", "residency", "cross-border"))
    def nowhere(self, rehearsal: Rehearsal) -> None:
        if self.region and not self.precedence:
            one = "(select min(subject_id) from kept.subject where born_on is null)"
            for database in rehearsal.databases():
                if rehearsal.sql(database, f"update kept.subject set country = '' where subject_id = {one}"):  # noqa: S608
                    return

    @breach("the page loses the region's terms", also=("definition", "language", "notice"))
    def unsaid(self, rehearsal: Rehearsal) -> None:
        if (self.region or self.regions) and not self.precedence:
            clause = rehearsal.statement.clause(rehearsal.promise.clauses[0])
            for language in rehearsal.statement.languages.all:
                rehearsal.page(language, clause.title.words(language), "…")


def national_grounds(look: Look) -> dict[str, str]:
    """The exemptions that hold in one country only, each with that country's code, as their own declarations say (``CN data centres``)."""
    said = [promise for promise in look.statement.of_kind("consent-exemption") if promise.parameters.region]
    return {promise.path: promise.parameters.region.split(" ")[0] for promise in said}
