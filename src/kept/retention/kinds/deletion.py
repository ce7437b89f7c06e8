"""When data is erased or anonymised, counted from what."""

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import Text, cast, func, not_, or_, select, tuple_

from kept.datamap import TableMap
from kept.promises import Duration, Look, Question, Rehearsal, Several, SeveralWords, Verdict, Words, breach, judged, kind, unproven
from kept.retention.interval import before
from kept.retention.overdue import held, overdue
from kept.statement.weighing import partly

WRONG: Final = Words("期限已过，数据仍未删除或匿名化。", "The time is over and the data is still there, neither erased nor anonymised.")
UNTOLD: Final = Words(
    "删除请求已办结，却没有通知曾经收到这些数据的一方。",
    "A request to delete was answered and somebody who had received the data was not told.",
)
UNPROVEN_EXCEPTION: Final = Words(
    "接收方以法律或另有授权为由不予删除，却没有证明；或者已通知而一直没有结果。",
    "A recipient kept the data on the strength of law or an authorisation of its own and showed no proof.",
)
MEMBERS_LEFT: Final = Words(
    "组织已注销且期限已过，其成员的信息仍在。", "An organisation has ended, the time is over and its members' data is still there."
)
NOTHING: Final = Words("没有任何数据受这条规则约束。", "There is no data under this rule.")
NO_REQUEST: Final = Words("还没有办结过要求删除的请求。", "No request to delete has been answered yet.")
OWN_BOOKS: Final = Words(
    "账簿中记着已通知各接收方；通知是否真的发出，自己的记录不足以证明，且删除后的请求不再指明本人，无从与提供记录核对；要看实际发出的通知，尚未接入。",
    "The books say that recipients were told; that the notices really went out our own record does not show, and a request once carried "
    "out no longer names its person, so that it cannot be held against what was passed on. It takes the notices that went out, and no "
    "mail service is connected yet.",
)
NO_END: Final = Words("还没有任何组织注销满期限。", "No organisation ended long enough ago.")
NEEDS_ACTS: Final = Words(
    "删除之后能否再检索、访问，要由演练用户实际删除并查找才能证明，该服务的应用尚未接入。",
    "That what was deleted can be found and opened no more only deleting and searching in the running service can show; its application is "
    "not connected yet.",
)
ENDING: Final = ("delete", "cancel")


@kind("deletion", section="retention", takes={"days": "within", "actions": "action", "who": "notify"})
class Deletion:
    """When data is erased or anonymised, counted from what.

    The data map names the tables and from when their time runs (the end of use, the withdrawal of a consent, a date of their
    own); a legal hold suspends it. The probe looks at the rows, never at the log of the job that should have erased them.
    ``notify``: whoever had received data of a request that was answered has been told. ``duty``: a recipient that kept it showed
    proof. ``trigger`` of an organisation's end: once the statement's own period has passed, the organisation's members have ended
    and left nothing under it.

    ``within`` and ``start``: the time and what it counts from; ``period`` and ``timing`` in the statement's words where it gives no number.
    ``action``: erased, anonymised or either, on which ``basis``; ``state``: what deleting means; ``effort``: how far recipients are told;
    ``exceptions``: when a recipient may keep the data. PIPL art. 21 and 47; GDPR art. 17 and 19.
    """

    within: Duration | None = None
    start: str | None = None
    period: str | None = None
    action: Several | None = None
    state: SeveralWords | None = None
    trigger: str | None = None
    notify: str | None = None
    effort: str | None = None
    timing: str | None = None
    duty: str | None = None
    exceptions: Several | None = None
    basis: str | None = None

    def questions(self, look: Look) -> Sequence[Question]:
        if self.notify:
            return list(self._told(look))
        if self.duty or self.exceptions:
            return list(self._proven(look))
        if self.state:
            return ()
        return overdue(look, look.promise.path.partition(".")[2], self.within) or list(self._members(look))

    def prove(self, look: Look) -> Verdict:
        if self.notify:
            told = judged(look.counts(), UNTOLD, NO_REQUEST)
            return partly(told, OWN_BOOKS) if "traffic" in look.promise.origin else told
        if self.duty or self.exceptions:
            return judged(look.counts(), UNPROVEN_EXCEPTION, NO_REQUEST)
        if self.state:
            return unproven(NEEDS_ACTS)
        if self._of_members:
            verdict = judged(look.counts(), MEMBERS_LEFT, NO_END)
            return verdict if verdict.outcome != "kept" or self._ended(look) else unproven(NO_END, verdict.evidence, verdict.checked)
        return judged(look.counts(), WRONG, NOTHING)

    def _told(self, look: Look) -> Iterator[Question]:
        """Requests that ended in deletion, and those of them with a step to tell recipients and nobody told, or told in vain."""
        request, notice, step = (look.table(f"kept.{name}") for name in ("request", "recipient_notice", "request_step"))
        disclosure = look.table("kept.disclosure")
        if request is None or notice is None or step is None or disclosure is None:
            return
        answered = request.c.kind.in_(ENDING) & (request.c.state == "answered")
        received = select(disclosure.c.subject_id, disclosure.c.recipient).where(disclosure.c.direction == "out").subquery("received")
        owed = request.join(received, received.c.subject_id == request.c.subject_id)
        told = select(notice.c.request_id, notice.c.recipient).where(notice.c.told_at.is_not(None))
        untold = not_(tuple_(request.c.request_id, received.c.recipient).in_(told))
        yield Question(look.holding("kept.request"), owed, untold, request.c.request_id, answered, "recipients of data that was asked back")
        late = or_(notice.c.told_at.is_(None), notice.c.told_at > func.coalesce(request.c.answered_at, look.now))
        told_of = notice.join(request, notice.c.request_id == request.c.request_id)
        yield Question(look.holding("kept.recipient_notice"), told_of, late, notice.c.notice_id, answered, "recipients told")

    def _proven(self, look: Look) -> Iterator[Question]:
        notice = look.table("kept.recipient_notice")
        if notice is not None:
            bare = func.coalesce(func.btrim(notice.c.proof_ref), "") == ""
            failing = notice.c.outcome.in_(self.exceptions or ()) & bare
            closed = notice.c.closed_at.is_not(None)
            yield Question(look.holding("kept.recipient_notice"), notice, failing, notice.c.notice_id, closed, "recipients' answers")

    def _members(self, look: Look) -> Iterator[Question]:
        """People of organisations that ended longer ago than the statement lets anything of them stay."""
        listed, _, key = look.datamap.roles.tenants.rpartition(".")
        mapped_as, shortest = look.datamap.tables.get(listed), self._shortest(look)
        account, tenants, subject = mapped_as.account if mapped_as else None, look.table(listed), look.table("kept.subject")
        if not self._of_members or mapped_as is None or account is None or tenants is None or subject is None or shortest is None:
            return
        over = before(look.now, shortest)
        ended = select(cast(tenants.c[key], Text)).where(tenants.c[account.ended] < over)
        theirs = subject.c.tenant_ref.in_(ended)
        left = func.coalesce(subject.c.ended_at > over, True) & subject.c.erased_at.is_(None)
        yield Question(look.holding(listed), subject, left, subject.c.subject_id, theirs, "people of ended organisations")
        for path, mapped in look.datamap.tables.items():
            rows = look.table(path)
            personal = [column for column, said in mapped.columns.items() if _personal(said)]
            if rows is None or not mapped.held_for or not mapped.subject or mapped.store != mapped_as.store or not personal:
                continue
            filled = func.num_nonnulls(*(rows.c[column] for column in personal)) > 0
            gone = rows.c[mapped.held_for].in_(select(tenants.c[key]).where(tenants.c[account.ended] < over))
            failing = gone & filled & ~held(look, path, mapped, rows)
            yield Question(look.holding(path), rows, failing, rows.c[mapped.subject], None, f"{path} of ended organisations")

    def _ended(self, look: Look) -> int:
        """How many organisations ended longer ago than the statement's period."""
        listed = look.datamap.roles.tenants.rpartition(".")[0]
        mapped, tenants, shortest = look.datamap.tables.get(listed), look.table(listed), self._shortest(look)
        if mapped is None or mapped.account is None or tenants is None or shortest is None:
            return 0
        ended = select(func.count()).select_from(tenants).where(tenants.c[mapped.account.ended] < before(look.now, shortest))
        return sum(int(look.rows(database, ended)[0][0]) for database in look.holding(listed))

    def _shortest(self, look: Look) -> Duration | None:
        """The shortest period that the statement gives for erasure; it is the limit where a clause gives none."""
        terms: list[Duration] = [promise.parameters.within for promise in look.statement.of_kind("deletion") if promise.parameters.within]
        return min(terms, default=None)

    @breach("an organisation that ended long ago still has its people", also=("role", "right-cancel", "notice", "collection"))
    def members_left(self, rehearsal: Rehearsal) -> None:
        listed, _, key = rehearsal.datamap.roles.tenants.rpartition(".")
        mapped = rehearsal.datamap.tables.get(listed)
        account = mapped.account if mapped else None
        if mapped is None or account is None or not self._of_members:
            return
        for database in rehearsal.databases(mapped.store):
            rehearsal.sql(database, f"alter table {listed} disable trigger user")
            ended = f"{account.ended} = now() - interval '2 years', {account.cancel_asked} = now() - interval '25 months'"
            tenant = f"(select {key} from {listed} where {account.ended} is null order by 1 limit 1)"  # noqa: S608
            checks = f"""do $drop$ declare found text; begin
              for found in select conname from pg_constraint where conrelid = '{listed}'::regclass and contype = 'c' loop
                execute format('alter table {listed} drop constraint %I', found);
              end loop; end $drop$"""  # noqa: S608
            rehearsal.sql(database, checks)
            if rehearsal.sql(database, f"update {listed} set {ended} where {key} = {tenant}"):  # noqa: S608
                return

    @property
    def _of_members(self) -> bool:
        return "organisation" in (self.trigger or "")

    @breach("a row one day too old", also=("retention", "statutory-minimum"))
    def overdue(self, rehearsal: Rehearsal) -> None:
        rule = rehearsal.promise.path.partition(".")[2]
        days = self.within.n + 1 if self.within else 1
        for path, table in rehearsal.datamap.tables.items():
            for kept in table.kept:
                for database in rehearsal.databases(table.store) if kept.rule == rule else ():
                    if rehearsal.sql(database, _aged(path, table, kept.since), days=days):
                        return

    @breach("a hold is lifted and what it held stays", also=("retention", "statutory-minimum"))
    def forgotten(self, rehearsal: Rehearsal) -> None:
        rule = rehearsal.promise.path.partition(".")[2]
        over = "select subject_id from kept.subject where ended_at < now() - make_interval(days => :days)"
        text = f"update kept.hold set released_at = now() where data_set = :path and released_at is null and subject_id in ({over})"  # noqa: S608
        for database in rehearsal.databases():
            for path, table in rehearsal.datamap.of_store(database.store).items():
                ours = any(kept.rule == rule and kept.since == "subject.ended_at" for kept in table.kept)
                if ours and rehearsal.sql(database, text, path=path, days=self.within.n if self.within else 0):
                    return

    @breach("a recipient that had the data was never told", also=("right-delete", "right-cancel"))
    def untold(self, rehearsal: Rehearsal) -> None:
        for database in rehearsal.databases() if self.notify else ():
            if rehearsal.sql(
                database,
                "update kept.recipient_notice set told_at = null where notice_id = (select min(notice_id) from kept.recipient_notice)",
            ):
                return

    @breach("a recipient keeps the data and shows nothing for it", also=("right-delete", "right-cancel"))
    def no_proof(self, rehearsal: Rehearsal) -> None:
        for database in rehearsal.databases() if self.duty or self.exceptions else ():
            if rehearsal.sql(database, "update kept.recipient_notice set proof_ref = null where outcome = 'law'"):
                return


def _personal(said: str | tuple[str, ...]) -> bool:
    words = (said,) if isinstance(said, str) else said
    return any(word not in ("fact", "key", "free text") for word in words)


def _aged(path: str, table: TableMap, since: str) -> str:
    """Makes one row's time begin ``:days`` ago, whatever its time runs from."""
    begun = "now() - make_interval(days => :days)"
    if since == "subject.ended_at":
        one = f"""select r.{table.subject} from {path} r join kept.subject s on s.subject_id = r.{table.subject}
                  where s.ended_at is null limit 1"""  # noqa: S608
        return f"update kept.subject set ended_at = {begun} where subject_id = ({one})"  # noqa: S608
    if since == "consent.withdrawn_at":
        one = f"""select c.consent_id from {path} r join kept.decision d on d.decision_id = r.{table.decision}
                  join kept.consent c on c.consent_id = d.consent_id
                  where greatest(c.given_at, r.{table.collected_at}) < {begun} limit 1"""  # noqa: S608
        return f"update kept.consent set withdrawn_at = {begun} where consent_id = ({one})"  # noqa: S608
    there = f"select min(ctid) from {path} where {since} is not null and {table.subject} is not null"  # noqa: S608
    return f"update {path} set {since} = {begun} where ctid = ({there})"  # noqa: S608
