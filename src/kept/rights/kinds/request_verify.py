"""What identity proof a request needs."""

from collections.abc import Sequence
from typing import Final, Literal

from sqlalchemy import or_

from kept.promises import Look, Name, Question, Rehearsal, Several, SeveralWords, Verdict, Words, breach, judged, kind, unproven
from kept.rights.asked import NOTHING, alter_one, asked

WRONG: Final = Words("请求在核实身份之前即被办理。", "A request was met although nobody had verified who was asking.")
NEEDS_ACTS: Final = Words(
    "注册和客服通话时的核实，要由演练用户在运行中的服务上实际注册、来电才能证明，该服务的应用尚未接入。",
    "That who registers or calls is checked only registering and calling can show, and the service's application is not connected yet.",
)
MET: Final = "state = 'answered'"


@kind(
    "request-verify",
    section="requests",
    takes={"means": "proof", "check": "method", "channel": "channels", "staff": "by"},
)
class RequestVerify:
    """What identity proof a request needs.

    Every request that was met had been verified, and the books say how and when, before the answer. With a ``region`` only the
    requests of people who live there are looked at.

    ``occasion``: a request, a registration, or a call to support; ``method`` of checking, through which ``channels``; ``proof`` that may be
    asked for, in which ``form``; ``items`` asked for, ``by`` which staff, for what ``purpose``, at what ``timing``.
    PIPL art. 50; GDPR art. 12(6); CCPA § 1798.140(ak).
    """

    occasion: Literal["request", "registration", "support"] = "request"
    method: Words | None = None
    proof: Several | None = None
    form: str | None = None
    channels: Several | None = None
    items: tuple[Name, ...] | None = None
    by: SeveralWords | None = None
    purpose: Words | None = None
    timing: str | None = None
    region: str | None = None

    def questions(self, look: Look) -> Sequence[Question]:
        request, subject = look.table("kept.request"), look.table("kept.subject")
        if request is None or subject is None or self.occasion != "request":
            return ()
        failing = or_(request.c.verified_at.is_(None), request.c.verification.is_(None), request.c.verified_at > request.c.answered_at)
        met = request.c.state == "answered"
        if self.region is None:
            return asked(look, failing, met, "requests that were met")
        country, _, part = self.region.partition("-")
        lives = (subject.c.country == country) & (
            subject.c.subdivision.in_([part, self.region]) if part else subject.c.subject_id.is_not(None)
        )
        source = request.outerjoin(subject, subject.c.subject_id == request.c.subject_id)
        return asked(look, failing, met & lives, f"requests from {self.region} that were met", source)

    def prove(self, look: Look) -> Verdict:
        return judged(look.counts(), WRONG, NOTHING) if self.occasion == "request" else unproven(NEEDS_ACTS)

    @breach("a request is met and nobody verified who asked", also=("request-refuse", "request-deadline"))
    def unverified(self, rehearsal: Rehearsal) -> None:
        if self.region is None and self.occasion == "request":
            alter_one(rehearsal, "verification = null", MET)

    @breach("who asked was verified only after the answer", also=("request-deadline",))
    def verified_later(self, rehearsal: Rehearsal) -> None:
        if self.region is None and self.occasion == "request":
            alter_one(rehearsal, "verified_at = answered_at + interval '1 hour', due_at = answered_at", MET)
