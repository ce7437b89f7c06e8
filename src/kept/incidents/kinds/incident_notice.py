"""Whom the company tells of an incident, when, how and what."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, func, literal, or_

from kept.promises import Duration, Look, Phrase, Question, Rehearsal, Verdict, Words, breach, judged, kind, unproven
from kept.statement.weighing import partly

WRONG: Final = Words(
    "受影响的人没有按时收到告知，或者告知没有采用声明的方式。",
    "Somebody affected was not told in time, or not in one of the declared ways.",
)
UNTOLD: Final = Words("未能逐一告知的事件没有发布安全公告。", "People could not be reached one by one, and no public notice was issued.")
NOTHING: Final = Words("账簿中还没有需要告知的事件。", "The books have no incident of which people had to be told.")
NEEDS_ACTS: Final = Words(
    "告知的内容要在运行中的服务上实际发出告知才能证明，该服务的应用尚未接入。",
    "What a notice says only sending one in the running service can show, and the service's application is not connected yet.",
)
NEEDS_TRAFFIC: Final = Words(
    "账簿只记录所用的方式；是否送达，要有邮件和电话的实际送达记录才能证明。",
    "The books record the ways that were used; that the messages arrived only the traffic of mail and phone can show.",
)
LONGEST_DAYS: Final = 3  # GDPR art. 33 gives 72 hours towards the supervisor; nobody has longer to tell people
ONE: Final = """update kept.incident_notice set {change} where (incident_id, subject_id) =
                (select incident_id, subject_id from kept.incident_notice order by 1, 2 limit 1)"""


@kind(
    "incident-notice",
    section="incidents",
    takes={"trigger": "events", "action": "plan", "items": "content", "max_days": "within", "unit": "within"},
)
class IncidentNotice:
    """Whom the company tells of an incident, when, how and what.

    Everybody affected by an incident of the declared ``events`` was told by the instant at which the notice was due, and that is
    not before the incident was discovered; ``channels`` are the ways in which notices went. Where people could not be reached one
    by one (a ``fallback``, on a ``condition``), a public notice stands. With ``within``, no notice of any incident was due later
    than so many days after its discovery; without, three days. ``plan`` is what starts when an incident is found, ``timing`` how
    soon, ``deadline`` and ``start`` how soon people hear and counted from when, ``scope`` whose data it must touch, ``content``
    what people are told. PIPL art. 57; GDPR art. 34.
    """

    plan: Phrase | None = None
    timing: Phrase | None = None
    scope: Phrase | None = None
    events: tuple[str, ...] | None = None
    deadline: Phrase | None = None
    start: Phrase | None = None
    within: Duration | None = None
    content: tuple[str, ...] | None = None
    channels: tuple[str, ...] | None = None
    fallback: Phrase | None = None
    condition: Phrase | None = None

    def questions(self, look: Look) -> Sequence[Question]:
        notice, incident = look.table("kept.incident_notice"), look.table("kept.incident")
        if notice is None or incident is None or self.content or self.plan:
            return ()
        source = notice.join(incident, incident.c.incident_id == notice.c.incident_id)
        databases = look.holding("kept.incident_notice")
        due = notice.c.due_at <= look.now
        if self.fallback:
            untold = func.coalesce(notice.c.sent_at > notice.c.due_at, due)
            failing: ColumnElement[bool] = untold & incident.c.public_notice_at.is_(None)
            return [Question(databases, source, failing, incident.c.incident_id, untold, "incidents of which some were not told")]
        if self.channels:
            failing = or_(notice.c.channel.is_(None), notice.c.channel.not_in(self.channels))
            return [Question(databases, source, failing, notice.c.subject_id, notice.c.sent_at.is_not(None), "notices by way")]
        late = func.coalesce(notice.c.sent_at, literal(look.now)) > notice.c.due_at
        longest = self.within.n if self.within and self.within.unit == "day" else LONGEST_DAYS
        too_long = notice.c.due_at > incident.c.discovered_at + func.make_interval(0, 0, 0, longest)
        among = incident.c.event.in_(self.events) if self.events else None
        return [Question(databases, source, or_(late, too_long), notice.c.subject_id, among, "notices due")]

    def prove(self, look: Look) -> Verdict:
        if self.content or self.plan:
            return unproven(NEEDS_ACTS)
        verdict = judged(look.counts(), UNTOLD if self.fallback else WRONG, NOTHING)
        return partly(verdict, NEEDS_TRAFFIC) if self.channels else verdict

    @breach("somebody affected was never told")
    def never_told(self, rehearsal: Rehearsal) -> None:
        if self.events or self.within:
            text = ONE.format(change="sent_at = null, due_at = now() - interval '1 hour'")
            any(rehearsal.sql(database, text) for database in rehearsal.databases())

    @breach("somebody affected was told too late")
    def told_late(self, rehearsal: Rehearsal) -> None:
        if self.events or self.within:
            text = ONE.format(change="sent_at = due_at + interval '1 day'")
            any(rehearsal.sql(database, text) for database in rehearsal.databases())

    @breach("the time to tell people was stretched")
    def stretched(self, rehearsal: Rehearsal) -> None:
        if self.events or self.within:
            text = ONE.format(change="due_at = due_at + interval '60 days'")
            any(rehearsal.sql(database, text) for database in rehearsal.databases())
