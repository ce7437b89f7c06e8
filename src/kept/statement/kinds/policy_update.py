"""When the statement was changed, from when it binds, and how people hear of a change."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import DateTime, cast, or_

from kept.promises import Finding, Look, Question, Rehearsal, Verdict, Whole, Words, breach, judged, kind
from kept.statement.saying import PAGE_KINDS, said_with, unsay, withdraw_translation
from kept.statement.weighing import found, partly, together

WRONG: Final = Words(
    "有的同意早于其所依据版本的生效日期。", "A consent is older than the day on which the version that it names took effect."
)
NOTHING: Final = Words("账簿中还没有同意。", "The books have no consent yet.")
DATES: Final = Words("日期与声明的版本或者间隔天数不一致。", "The dates do not fit the version or the days between them.")
NEEDS_ACT: Final = Words(
    "页面写明了这一点；发布新版本、提醒和拒绝的实际效果，要在运行中的服务上操作才能证明，该服务的应用尚未接入。",
    "The page says so; what publishing a new version, reminding and declining really do only acts in the running service can show, and its "
    "application is not connected yet.",
)


@kind("policy-update", section="updates")
class PolicyUpdate:
    """When the statement was changed, from when it binds, and how people hear of a change.

    The dates stand on the page in every language; the date of effect is that of the version, ``grace_days`` after the change, and
    every consent in the books names a version that was in force when it was given. What happens on a change needs acts.
    PIPL art. 17; GDPR art. 13.
    """

    update_date: date | None = None
    effective_date: date | None = None
    grace_days: Whole | None = None
    trigger: str | None = None
    manner: str | None = None
    example: str | None = None
    url: tuple[str, ...] | None = None
    fields: tuple[str, ...] | None = None
    place: str | None = None
    acceptance: str | None = None
    refusal: str | None = None
    channels: tuple[str, ...] | None = None
    user_duty: str | None = None

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
        verdict = said_with(look, [_words(day)] if day else [])
        if day is None:
            return partly(verdict, NEEDS_ACT)
        looks = [verdict, *self._dates(look)]
        if self.effective_date:
            looks.append(judged(look.counts(), WRONG, NOTHING))
        return together(*looks)

    def _dates(self, look: Look) -> Sequence[Verdict]:
        """What is wrong with the dates among themselves, if it is: that they fit is no evidence of anything published."""
        updates = [promise.parameters.update_date for promise in look.statement.of_kind("policy-update")]
        changed = next((day for day in updates if day), None)
        right = look.statement.version in (self.effective_date, self.update_date)
        if self.effective_date and self.grace_days is not None and changed:
            right = right and (self.effective_date - changed).days == self.grace_days
        wrong = [] if right else [Finding("statement", look.promise.path, DATES)]
        return [found("dates of the version", 1, wrong, DATES, NOTHING, "registered")] if wrong else []

    @breach("the page shows another date", also=PAGE_KINDS)
    def other_date(self, rehearsal: Rehearsal) -> None:
        day = self.update_date or self.effective_date
        if day:
            language = rehearsal.statement.languages.prevailing
            rehearsal.page(language, _words(day).words(language), "1999 年 1 月 1 日")

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


def _words(day: date) -> Words:
    return Words(f"{day.year} 年 {day.month} 月 {day.day} 日", f"{day.day} {day:%B} {day.year}")
