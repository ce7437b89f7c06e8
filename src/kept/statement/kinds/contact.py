"""How the company can be reached, as it must stand on the page."""

import re
from collections.abc import Sequence
from typing import Annotated, Final

from pydantic import BeforeValidator

from kept.promises import Finding, Look, Rehearsal, Verdict, Whole, Words, breach, kind
from kept.statement.saying import PAGE_KINDS, said_with, unsay, withdraw_translation
from kept.statement.weighing import found, partly, together

HOURS: Final = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
WRONG: Final = Words("服务时间与声明的小时数不一致。", "The hours of service do not add up to the declared number.")
NEEDS_MAIL: Final = Words(
    "页面写明了邮箱；来信是否有人处理，要实际发信才能证明，该服务的应用尚未接入。",
    "The page names the mailbox; that mail to it is answered only sending some can show, and the application is not connected yet.",
)


def _parts(address: object) -> object:
    """An address in one line is taken apart at its commas, so that the line that people read can be referred to."""
    return [part.strip() for part in address.split(",")] if isinstance(address, str) else address


@kind("contact", section="contacts")
class Contact:
    """How the company can be reached, as it must stand on the page.

    The published page names the number, the hours and the mailbox in every language, and the hours add up to ``hours_per_day``.
    PIPL art. 17(1); GDPR art. 13(1)(a), (b).
    """

    phone: str | None = None
    days: Whole | None = None
    hours: str | None = None
    hours_per_day: Whole | None = None
    email: str | None = None
    address: Annotated[tuple[str, ...], BeforeValidator(_parts)] | None = None
    role: str | None = None

    def prove(self, look: Look) -> Verdict:
        verdict = said_with(look, [self.phone, self.hours, self.email])
        if self.hours and self.hours_per_day is not None:
            verdict = together(verdict, *self._hours(look, self.hours))
        return partly(verdict, NEEDS_MAIL) if "act" in look.promise.origin else verdict

    def _hours(self, look: Look, hours: str) -> Sequence[Verdict]:
        """What is wrong with the sum, if it is: a sum that is right is no evidence of anything published."""
        match = HOURS.fullmatch(hours.replace(" ", ""))
        minutes = (int(match[3]) - int(match[1])) * 60 + int(match[4]) - int(match[2]) if match else -1
        wrong = [] if minutes == (self.hours_per_day or 0) * 60 else [Finding("statement", look.promise.path, WRONG)]
        return [found("hours of service", 1, wrong, WRONG, WRONG, "registered")] if wrong else []

    @breach("the page gives another number or address", also=(*PAGE_KINDS, "right-rectify", "right-cancel"))
    def other_number(self, rehearsal: Rehearsal) -> None:
        said = self.phone or self.email
        if said:
            rehearsal.page(rehearsal.statement.languages.prevailing, said, "0000-000-000")

    @breach("the page no longer exists in one language", also=PAGE_KINDS)
    def no_translation(self, rehearsal: Rehearsal) -> None:
        withdraw_translation(rehearsal)

    @breach("the sentence is no longer on the page", also=PAGE_KINDS)
    def unsaid(self, rehearsal: Rehearsal) -> None:
        unsay(rehearsal)
