"""When the statement was changed, from when it binds, and how people hear of a change."""

from collections.abc import Sequence
from datetime import date
from typing import Final, Literal

from sqlalchemy import DateTime, cast, or_

from kept.promises import Finding, Look, Phrase, Phrases, Question, Rehearsal, Stage, Verdict, Whole, Words, act, breach, judged, kind
from kept.statement.dating import day_words, misdated
from kept.statement.saying import PAGE_KINDS, said_with, unsay, withdraw_translation
from kept.statement.weighing import found, partly, together

WRONG: Final = Words(
    "有的同意早于其所依据版本的生效日期。", "A consent is older than the day on which the version that it names took effect."
)
NOTHING: Final = Words("账簿中还没有同意。", "The books have no consent yet.")
COUNT: Final = Words("页面列出的变更数目与声明不符。", "The number of changes listed on the page differs from the statement.")
NEEDS_ACT: Final = Words(
    "页面写明了这一点；发布新版本、提醒和拒绝的实际效果，要在运行中的服务上操作才能证明，该服务的应用尚未接入。",
    "The page says so; what publishing a new version, reminding and declining really do only acts in the running service can show, and its "
    "application is not connected yet.",
)

NEWEST: Final = Words(
    "服务自己的链接通往当前版本，页首写明两个日期。",
    "The service's own link leads to the version in force, which has both dates at its top.",
)
OFFERED: Final = Words(
    "不接受的人当即得知如何注销账户、如何索取副本。",
    "Whoever says no is told at once how to have the account deleted, and how to get a copy.",
)
OUT: Final = Words("不接受之后，会话已经结束。", "After a no the session is over.")
HELD: Final = Words(
    "再次登录之后，除离开所需的页面外，其他页面都回到是否继续的选择。",
    "Signed in again, every page but those for leaving leads back to the choice whether to go on.",
)
LEAVING: Final = Words("此时可以申请注销账户。", "The account can be asked to be closed then.")
GOING_ON: Final = Words("选择继续之后，服务恢复可用。", "Having chosen to go on, one can use the service again.")
# The heading, the contents and the clause of dates, in characters.
TOP: Final = 2_500


@kind(
    "policy-update",
    section="updates",
    takes={
        "triggers": "trigger",
        "criterion": "criteria",
        "case": "criteria",
        "level": "examples",
        "example": "examples",
        "lead_time": "timing",
        "where": "place",
        "means": "channels",
        "topics": "content",
        "change_items": "count",
    },
)
class PolicyUpdate:
    """When the statement was changed, from when it binds, and how people hear of a change.

    The dates stand on the page in every language; the date of effect is that of the version, ``grace_days`` after the change, and
    every consent in the books names a version that was in force when it was given. A note of changes says what changed
    (``content``), and the page lists ``count`` changes in the clause. What happens on a change needs acts: what makes the company
    change its statement (``trigger``), what makes a change important (``criteria``, with ``examples``), in which ``documents``,
    when (``timing``), where (``place``), by which ``channels`` and in what ``manner`` people are told of it, under which
    ``condition`` rights may shrink, and what going on (``acceptance``) or declining (``refusal``) means. A criterion says what it
    ``concerns``: Kept weighs the changes of new versions by it. PIPL art. 17; GDPR art. 13.
    """

    update_date: date | None = None
    effective_date: date | None = None
    grace_days: Whole | None = None
    trigger: Phrases | None = None
    criteria: Phrases | None = None
    concerns: Literal["data", "organisation", "recipients", "rights", "contacts", "risk"] | None = None
    examples: Phrases | None = None
    documents: Phrases | None = None
    content: Phrases | None = None
    count: Whole | None = None
    manner: Phrase | None = None
    url: tuple[str, ...] | None = None
    fields: Phrases | None = None
    place: Phrases | None = None
    timing: Phrase | None = None
    channels: Phrases | None = None
    condition: Phrase | None = None
    acceptance: Phrase | None = None
    refusal: Phrase | None = None
    user_duty: Phrase | None = None

    def questions(self, look: Look) -> Sequence[Question]:
        consent, version = look.table("kept.consent"), look.table("kept.statement_version")
        if consent is None or version is None or self.effective_date is None:
            return ()
        source = consent.outerjoin(version, version.c.label == consent.c.label)
        wrong = [version.c.label.is_(None), consent.c.given_at < cast(version.c.effective_on, DateTime(timezone=True))]
        wrong.append((version.c.label == look.statement.label) & (version.c.effective_on != self.effective_date))
        return [Question(look.holding("kept.consent"), source, or_(*wrong), consent.c.consent_id, None, "consents and their versions")]

    def prove(self, look: Look) -> Verdict:
        day = self.update_date or self.effective_date
        verdict = said_with(look, [day_words(day)] if day else [])
        if day is None:
            seen = together(verdict, self._changes(look)) if self.count is not None else verdict
            return seen if self.count is not None and look.promise.origin == "config" else partly(seen, NEEDS_ACT)
        looks = [verdict, *misdated(look, self.update_date, self.effective_date, self.grace_days)]
        if self.effective_date:
            looks.append(judged(look.counts(), WRONG, NOTHING))
        return together(*looks)

    def _changes(self, look: Look) -> Verdict:
        clauses = [look.statement.clause(clause) for clause in look.promise.clauses]
        findings, checked = [], 0
        for language in look.statement.languages.all:
            lines = [line for clause in clauses if clause.text for line in clause.text.words(language).splitlines()]
            listed = sum(line.lstrip().startswith("- ") for line in lines)
            checked += listed
            if listed != self.count:
                what = Words(f"列出了 {listed} 项变更。", f"{listed} changes are listed.")
                findings.append(Finding(f"page ({language})", look.promise.path, what))
        return found("changes listed", checked, findings, COUNT, COUNT, query="GET page")

    @act("somebody follows the service's own link to the statement, and finds the newest text with its dates")
    def following_the_link(self, stage: Stage) -> None:
        if not ((self.manner and self.examples) or (self.fields and self.place)) or "act" not in stage.promise.origin:
            return
        somebody, version = stage.person("visitor"), stage.statement.version
        for language in stage.statement.languages.all:
            top = somebody.statement_text(language)[:TOP]
            stage.expect(NEWEST, (language, top.count(day_words(version).words(language)) >= 2), (language, True))

    @act("a person who does not accept the statement is out, and finds the ways to deletion and to a copy")
    def declining(self, stage: Stage) -> None:
        if not self.refusal or "act" not in stage.promise.origin:
            return
        somebody = stage.person()
        stage.expect(OFFERED, somebody.decline_statement(), frozenset({"deletion", "copy"}))
        stage.expect(OUT, somebody.turned_away())
        stage.expect(HELD, somebody.only_ways_out())
        stage.expect(LEAVING, somebody.ask_to_leave())
        version = {"label": stage.statement.label, "channel": "web"}
        stage.leaves("kept.version_event", somebody, rows=1, where=version | {"event": "declined"})
        stage.leaves("kept.version_event", somebody, rows=0, where=version | {"event": "accepted"})

    @act("a person who goes on after a no accepts, and that is written down with the version")
    def going_on(self, stage: Stage) -> None:
        if not self.acceptance or "act" not in stage.promise.origin:
            return
        somebody = stage.person()
        somebody.decline_statement()
        stage.expect(GOING_ON, somebody.go_on())
        stage.leaves("kept.version_event", somebody, rows=1, where={"label": stage.statement.label, "event": "accepted", "channel": "web"})

    @breach("the page shows another date", also=PAGE_KINDS)
    def other_date(self, rehearsal: Rehearsal) -> None:
        day = self.update_date or self.effective_date
        if day:
            language = rehearsal.statement.languages.prevailing
            rehearsal.page(language, day_words(day).words(language), "1999 年 1 月 1 日")

    @breach("a consent was given on a text that was not yet in force", also=("consent", "right-withdraw", "collection", "minors", "cookie"))
    def before_effect(self, rehearsal: Rehearsal) -> None:
        if self.effective_date:
            text = """update kept.consent set given_at = timestamptz '2001-01-01'
                      where consent_id = (select min(consent_id) from kept.consent where withdrawn_at is null)"""
            any(rehearsal.sql(database, text) for database in rehearsal.databases())

    @breach("the page no longer exists in one language", also=PAGE_KINDS)
    def no_translation(self, rehearsal: Rehearsal) -> None:
        withdraw_translation(rehearsal)

    @breach("the sentence is no longer on the page", also=PAGE_KINDS)
    def unsaid(self, rehearsal: Rehearsal) -> None:
        unsay(rehearsal)
