"""An account can be cancelled, by whom and with what effect."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Text, cast, func, or_, select
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from kept.datamap import Account
from kept.datamap.columns import UNCHECKED, key_of
from kept.promises import (
    Duration,
    Look,
    Question,
    Rehearsal,
    Several,
    SeveralWords,
    Stage,
    Verdict,
    Words,
    act,
    breach,
    judged,
    kind,
    unproven,
)
from kept.rights.asked import interval

WRONG: Final = Words(
    "组织账户在声明的条件具备之前即被注销，或者注销之后成员账户仍然有效。",
    "An organisation's account was ended before the declared conditions were met, or left accounts of its members alive.",
)
NOTHING: Final = Words("还没有组织账户因此注销。", "No organisation's account has ended in this way yet.")
NO_ACCOUNTS: Final = Words("数据地图没有说明组织账户如何终止。", "The data map does not say how an organisation's account ends.")
MEMBERS: Final = ("administrator", "member", "external")
NEEDS_ACTS: Final = Words(
    "要由演练用户在运行中的服务上实际提出注销才能证明，该服务的应用尚未接入。",
    "Only asking for cancellation in the running service can show it, and the service's application is not connected yet.",
)

SIGNS_IN: Final = Words("账户注销之前可以登录。", "Before, the person can sign in.")
ASKED: Final = Words("提出之后，服务显示已经提出。", "Having asked, the person is shown that it was asked.")
IN_THE_QUEUE: Final = Words("管理员看到这一请求。", "The administrator is shown the request.")
CLOSED: Final = Words("管理员注销了账户。", "The administrator closed the account.")
SHUT_OUT: Final = Words("注销之后不能再登录。", "Afterwards the person can sign in no more.")


@kind(
    "right-cancel",
    section="rights",
    takes={
        "days": "within",
        "after": ("within", "start"),
        "channel": "channels",
        "control_label": "label",
        "mode": "control",
        "when": "timing",
        "in_app": "portal",
        "address_to": "via",
        "actions": "action",
    },
)
class RightCancel:
    """An account can be cancelled, by whom and with what effect.

    The data map says how an organisation's account ends (``account`` of the table that lists the tenants). A paying organisation
    that did not ask is ended only when its contract has been over for ``within`` and no renewal was asked for; a free one only
    after it was taken back; and when an organisation's account has ended, none of its members' accounts is in use or
    left to sign in with.

    ``trigger``: what begins it; ``who``: whose account (``paying user`` and ``free user`` are ended by the company); ``condition``,
    ``within`` and ``start``: when that may be, on the strength of which ``document``, as whose right (``nature``). How one asks:
    ``channels`` (names of contacts), an ``address``, in which ``form``, ``via`` whom, at which ``hours`` or ``timing``; in which
    ``portal``, under which ``label``, whether by oneself (``control``), with what ``assistance``. ``effect`` on members' accounts, and
    the ``action`` that follows on which ``basis``.
    PIPL art. 47; E-commerce Law art. 24.
    """

    trigger: str | None = None
    basis: str | None = None
    effect: str | None = None
    who: str | None = None
    within: Duration | None = None
    start: str | None = None
    condition: Several | None = None
    nature: str | None = None
    document: str | None = None
    channels: Several | None = None
    address: str | None = None
    form: str | None = None
    hours: str | None = None
    timing: str | None = None
    assistance: str | None = None
    via: SeveralWords | None = None
    portal: Words | None = None
    label: Words | None = None
    control: str | None = None
    action: Several | None = None

    @property
    def ends(self) -> str:
        """``paying``, ``free`` or ``members``: which end of an account it speaks of; empty for one that only an act can show."""
        if self.effect:
            return "members"
        return {"paying user": "paying", "free user": "free"}.get(self.who or "", "")

    def questions(self, look: Look) -> Sequence[Question]:
        asked = []
        for path, mapped in look.datamap.tables.items():
            tenants, subject = look.table(path), look.table("kept.subject")
            if mapped.account is None or mapped.held_for is None or tenants is None or subject is None or not self.ends:
                continue
            account, ended = mapped.account, tenants.c[mapped.account.ended]
            if self.ends == "members":
                source = subject.join(tenants, cast(tenants.c[mapped.held_for], Text) == subject.c.tenant_ref)
                among = ended.is_not(None) & subject.c["class"].in_(MEMBERS)
                alive = func.coalesce(subject.c.ended_at > ended, True)
                asked.append(Question(look.holding(path), source, alive, subject.c.subject_id, among, "members of ended organisations"))
                there = [tenants.c[mapped.held_for].in_(accounts) for accounts in _accounts_there(look, mapped.store)]
                key, what = key_of(tenants, mapped), "organisations that ended, and accounts left to sign in with"
                asked += [Question(look.holding(path), tenants, left, key, ended.is_not(None), what) for left in there]
                continue
            ended_by_us = ended.is_not(None) & tenants.c[account.cancel_asked].is_(None)
            among = ended_by_us & (tenants.c[account.plan] == self.ends)
            failing = self._too_early(tenants.c, account, ended)
            asked.append(
                Question(look.holding(path), tenants, failing, key_of(tenants, mapped), among, f"{self.ends} organisations that were ended")
            )
        return asked

    def _too_early(self, columns: ReadOnlyColumnCollection[str, Any], account: Account, ended: ColumnElement[Any]) -> ColumnElement[bool]:
        if self.ends == "free":
            taken_back = columns[account.taken_back]
            return or_(taken_back.is_(None), taken_back > ended)
        paid_until, asked_again = columns[account.paid_until], columns[account.renewal_asked]
        unfinished = func.coalesce(paid_until + interval(self.within or Duration(0, "day")) > ended, True)
        return or_(unfinished, func.coalesce(asked_again > paid_until, False) & (asked_again < ended))

    def prove(self, look: Look) -> Verdict:
        if not self.ends:
            return unproven(NEEDS_ACTS)
        if not any(mapped.account for mapped in look.datamap.tables.values()):
            return unproven(NO_ACCOUNTS)
        return judged(look.counts(), WRONG, NOTHING)

    @act("a person asks for it, and the account is closed")
    def cancelling(self, stage: Stage) -> None:
        if self.ends or not (self.via or self.trigger == "voluntary cancellation"):
            return
        somebody, boss = stage.person(), stage.person("administrator")
        stage.expect(SIGNS_IN, somebody.signs_in())
        stage.expect(ASKED, somebody.ask_to_leave())
        stage.expect(IN_THE_QUEUE, boss.asked_by(somebody))
        stage.expect(CLOSED, boss.close(somebody))
        stage.expect(SHUT_OUT, somebody.signs_in(), False)

    @act("a person asks that the account go with the organisation's")
    def going_together(self, stage: Stage) -> None:
        if not self.ends and self.trigger == "organisation cancellation" and self.who == "individual":
            stage.expect(ASKED, stage.person().ask_to_leave(together=True))

    @act("an organisation ends, and nobody in it signs in any more")
    def ending(self, stage: Stage) -> None:
        if self.ends != "members" or self.trigger != "organisation cancellation":
            return
        boss = stage.person("founder")
        somebody = boss.member()
        stage.expect(SIGNS_IN, somebody.signs_in())
        stage.expect(CLOSED, boss.end_contract())
        stage.expect(SHUT_OUT, somebody.signs_in(), False)

    @breach("an organisation was ended before its time", also=("deletion", "retention"))
    def too_early(self, rehearsal: Rehearsal) -> None:
        for path, account in _accounts(rehearsal) if self.ends in ("paying", "free") else ():
            change = (
                f"{account.taken_back} = null" if self.ends == "free" else f"{account.paid_until} = {account.ended} - interval '3 days'"
            )
            among = f"{account.plan} = :plan and {account.ended} is not null and {account.cancel_asked} is null"
            _first(rehearsal, path, change, among, plan=self.ends)

    @breach("an organisation was ended although it had asked to go on", also=("deletion", "retention"))
    def renewal_ignored(self, rehearsal: Rehearsal) -> None:
        for path, account in _accounts(rehearsal):
            if self.ends == "paying":
                among = f"{account.plan} = 'paying' and {account.ended} is not null and {account.cancel_asked} is null"
                _first(rehearsal, path, f"{account.renewal_asked} = {account.ended} - interval '1 day'", among)

    @breach("a free organisation was taken back only after it was ended", also=("deletion", "retention"))
    def taken_back_later(self, rehearsal: Rehearsal) -> None:
        for path, account in _accounts(rehearsal):
            if self.ends == "free":
                among = f"{account.plan} = 'free' and {account.ended} is not null and {account.taken_back} is not null"
                _first(rehearsal, path, f"{account.taken_back} = {account.ended} + interval '1 day'", among)

    @breach("a member of an ended organisation still has an account", also=("deletion", "retention", "statutory-minimum"))
    def member_left(self, rehearsal: Rehearsal) -> None:
        for path, account in _accounts(rehearsal):
            mapped = rehearsal.datamap.tables[path]
            gone = f"select cast({mapped.held_for} as text) from {path} where {account.ended} is not null"  # noqa: S608
            text = f"""update kept.subject set ended_at = null where subject_id =
                       (select subject_id from kept.subject where class = 'member' and tenant_ref in ({gone}) limit 1)"""  # noqa: S608
            if self.ends == "members":
                any(rehearsal.sql(database, text) for database in rehearsal.databases(mapped.store))

    @breach("an account to sign in with is left of an organisation that ended", also=("deletion", "retention", "tenant-isolation"))
    def account_left(self, rehearsal: Rehearsal) -> None:
        functions = rehearsal.statement.section("functions")
        for path, account in _accounts(rehearsal) if self.ends == "members" else ():
            store, key = rehearsal.datamap.tables[path].store, rehearsal.datamap.tables[path].held_for
            for other, mapped in rehearsal.datamap.of_store(store).items():
                if not (mapped.held_for and any(functions[name].kind == "function-basic" for name in mapped.functions)):
                    continue
                gone = f"select {key} from {path} where {account.ended} is not null limit 1"  # noqa: S608
                text = f"update {other} set {mapped.held_for} = ({gone}) where ctid = (select min(ctid) from {other})"  # noqa: S608
                if any(rehearsal.sql(database, text) for database in rehearsal.databases(store)):
                    return


def _accounts_there(look: Look, store: str) -> Iterator[Select[Any]]:
    """The organisations in each table of a store by which members sign in: one that a function fills that cannot be done without."""
    functions = look.statement.section("functions")
    for path, mapped in look.datamap.tables.items():
        rows = look.table(path)
        basic = any(functions[name].kind == "function-basic" for name in mapped.functions)
        if rows is not None and mapped.store == store and mapped.held_for and basic:
            yield select(rows.c[mapped.held_for])


def _accounts(rehearsal: Rehearsal) -> Sequence[tuple[str, Account]]:
    return [(path, mapped.account) for path, mapped in rehearsal.datamap.tables.items() if mapped.account is not None]


def _first(rehearsal: Rehearsal, path: str, change: str, among: str, **values: object) -> None:
    text = f"update {path} set {change} where ctid = (select ctid from {path} where {among} limit 1)"  # noqa: S608
    for database in rehearsal.databases(rehearsal.datamap.tables[path].store):
        schema, _, name = path.partition(".")
        rehearsal.sql(database, UNCHECKED.format(path=f"{schema}.{name}"))
        if rehearsal.sql(database, text, **values):
            return
