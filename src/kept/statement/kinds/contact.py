"""How the company can be reached, as it must stand on the page."""

import re
from collections.abc import Sequence
from typing import Final

from kept.promises import Finding, Look, Phrase, Phrases, Rehearsal, Stage, Verdict, Whole, Words, act, breach, kind, unproven
from kept.statement.saying import PAGE_KINDS, said_with, unsay, withdraw_translation
from kept.statement.weighing import found, partly, together

HOURS: Final = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
WRONG: Final = Words("服务时间与声明的小时数不一致。", "The hours of service do not add up to the declared number.")
NEEDS_MAIL: Final = Words(
    "页面写明了邮箱；来信是否有人处理，要实际发信才能证明，该服务的应用尚未接入。",
    "The page names the mailbox; that mail to it is answered only sending some can show, and the application is not connected yet.",
)
NEEDS_ACT: Final = Words(
    "页面写明了这一点；经此联系后是否得到处理，要由演练用户实际联系才能证明，该服务的应用尚未接入。",
    "The page says so; that whoever gets in touch this way is attended to only doing so in the running service can show, and its "
    "application is not connected yet.",
)
BLANK: Final = Words(
    "声明宣布给出邮箱，却没有填写，因此没有可供核对的地址。",
    "The statement announces a mailbox and leaves it blank, so there is no address that could be looked at.",
)
MISSING: Final = "missing"
REACHED: Final = Words("写给这个邮箱的消息送达了。", "What is written to this mailbox gets there.")


@kind(
    "contact",
    section="contacts",
    takes={
        "channel": "channels",
        "refer": "channels",
        "name": "recipients",
        "team": "recipients",
        "role": "recipients",
        "address_to": "recipients",
        "subject_tag": "subject",
        "deadline": "timing",
    },
)
class Contact:
    """How the company can be reached, as it must stand on the page.

    The published page names the number, the hours, the mailbox, the ``subject`` that mail to it should bear, and (where settings
    must show it) the postal address in every language, and the hours add up to ``hours_per_day``. ``email: missing`` is a mailbox
    that the original announces and leaves blank. ``channels`` are other ways, or the clause that lists them; ``recipients`` the
    office, team or company that is reached, with whose ``assurance``. On a ``trigger`` people should or may get in touch, how soon
    they do or are answered (``timing``), and the ``action`` it brings, only acts can show. PIPL art. 17(1); GDPR art. 13(1)(a), (b).
    """

    phone: str | None = None
    days: Whole | None = None
    hours: Phrase | None = None
    hours_per_day: Whole | None = None
    email: str | None = None
    subject: str | None = None
    address: Phrase | None = None
    recipients: Phrases | None = None
    assurance: Phrase | None = None
    channels: Phrases | None = None
    trigger: Phrases | None = None
    timing: Phrase | None = None
    action: Phrase | None = None

    def prove(self, look: Look) -> Verdict:
        if self.email == MISSING:
            return unproven(BLANK)
        verdict = said_with(look, [self.phone, self.hours, self.email, self.subject, self.address])
        if self.hours and self.hours_per_day is not None:
            verdict = together(verdict, *self._hours(look, self.hours.en))
        if look.promise.origin == "config":
            return verdict
        return partly(verdict, NEEDS_MAIL if self.email else NEEDS_ACT)

    def _hours(self, look: Look, hours: str) -> Sequence[Verdict]:
        """What is wrong with the sum, if it is: a sum that is right is no evidence of anything published."""
        match = HOURS.fullmatch(hours.replace(" ", ""))
        minutes = (int(match[3]) - int(match[1])) * 60 + int(match[4]) - int(match[2]) if match else -1
        wrong = [] if minutes == (self.hours_per_day or 0) * 60 else [Finding("statement", look.promise.path, WRONG)]
        return [found("hours of service", 1, wrong, WRONG, WRONG, "registered")] if wrong else []

    @act("somebody writes by the service's own form, and it arrives")
    def writing(self, stage: Stage) -> None:
        if self.email and self.email != MISSING and "act" in stage.promise.origin:
            stage.expect(REACHED, stage.person("visitor").write_to_desk("question", self.email))

    @breach("the page gives another number or address", also=(*PAGE_KINDS, "right-rectify", "right-cancel"))
    def other_number(self, rehearsal: Rehearsal) -> None:
        tongue = rehearsal.statement.languages.prevailing
        said = self.phone or self.email or self.subject or (self.address.words(tongue) if self.address else None)
        if said and said != MISSING:
            rehearsal.page(tongue, said, "0000-000-000")

    @breach("the page no longer exists in one language", also=PAGE_KINDS)
    def no_translation(self, rehearsal: Rehearsal) -> None:
        withdraw_translation(rehearsal)

    @breach("the sentence is no longer on the page", also=PAGE_KINDS)
    def unsaid(self, rehearsal: Rehearsal) -> None:
        unsay(rehearsal)
