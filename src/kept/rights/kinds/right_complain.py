"""Where a person complains, and who answers for harm."""

from typing import Final

from kept.promises import Look, Rehearsal, Several, SeveralWords, Stage, Verdict, Words, act, breach, kind, unproven
from kept.rights.asked import NEEDS_REQUESTS
from kept.statement.saying import PAGE_KINDS, said_with, unsay, withdraw_translation
from kept.statement.weighing import partly

ARRIVES: Final = Words("投诉送达声明所说的邮箱。", "The complaint arrives at the mailbox that the statement names.")


@kind(
    "right-complain",
    section="rights",
    takes={"channel": "channels", "bodies": "authorities", "refer": "clause"},
)
class RightComplain:
    """Where a person complains, and who answers for harm.

    ``authorities``: who may be turned to, in which ``order``, ``binding`` or not, by people of which ``regions``; the published page
    says so and names each of them in every language. ``grounds``: of what one complains, through which ``channels`` (names of contacts
    or addresses) or by which other ``clause``. ``liability`` for harm: its ``trigger``, ``cause`` and ``result``.
    PIPL art. 50, 65 and 69; GDPR art. 13(2)(d), 77 and 82.
    """

    grounds: Several | None = None
    channels: Several | None = None
    clause: str | None = None
    authorities: SeveralWords | None = None
    regions: Several | None = None
    order: Words | None = None
    binding: bool | None = None
    liability: str | None = None
    trigger: str | None = None
    cause: str | None = None
    result: Several | None = None

    def prove(self, look: Look) -> Verdict:
        if not self.authorities:
            return unproven(NEEDS_REQUESTS)
        verdict = said_with(look, self.authorities)
        return partly(verdict, NEEDS_REQUESTS) if "act" in look.promise.origin else verdict

    @act("somebody complains by the service's own form, and it arrives")
    def complaining(self, stage: Stage) -> None:
        contacts = stage.statement.section("contacts").values()
        mailbox = next((one.body.email for one in contacts if getattr(one.body, "email", None)), None)
        if self.grounds and self.channels and mailbox and "act" in stage.promise.origin:
            stage.expect(ARRIVES, stage.person("visitor").write_to_desk("complaint", mailbox))

    @breach("the page no longer names an authority", also=PAGE_KINDS)
    def unnamed(self, rehearsal: Rehearsal) -> None:
        language = rehearsal.statement.languages.prevailing
        if self.authorities:
            rehearsal.page(language, self.authorities[0].words(language), "…")

    @breach("the sentence is no longer on the page", also=PAGE_KINDS)
    def unsaid(self, rehearsal: Rehearsal) -> None:
        if self.authorities:
            unsay(rehearsal)

    @breach("the page no longer exists in one language", also=PAGE_KINDS)
    def no_translation(self, rehearsal: Rehearsal) -> None:
        if self.authorities:
            withdraw_translation(rehearsal)
