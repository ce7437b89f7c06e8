"""A device permission: asked at use, before the call, for declared items only."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, and_, func, not_, select, tuple_

from kept.datamap import TableMap
from kept.promises import (
    Evidence,
    Finding,
    Look,
    Name,
    Origin,
    Question,
    Rehearsal,
    Verdict,
    Words,
    breach,
    broken,
    judged,
    kept,
    kind,
    unproven,
)
from kept.residency.places import row_key
from kept.statement.weighing import partly

UNGRANTED: Final = Words(
    "没有本人的授权，就调用了设备权限或者保存了由此得到的信息。", "A permission was used, or data from it kept, without the person's grant."
)
UNASKED: Final = Words("没有先弹窗询问，就有了授权或者调用的记录。", "There is a grant or a use that no prompt came before.")
UNLISTED: Final = Words("应用要求的权限不在按场景登记的清单之内。", "The app asks for a permission that is not in the list of scenarios.")
NO_USE: Final = Words(
    "还没有调用过这项权限的记录；要由手机构建或设备模拟器来证明。",
    "There is no record yet of this permission's use; only a phone build or a device simulator can show it.",
)
OWN_LOG: Final = Words(
    "应用自己的记录中每次调用之前都有提示或者授权；但没有授权时是否真的被拒绝，要由手机构建或者设备模拟器实际尝试来证明。",
    "In the app's own record a prompt or a grant precedes every use; that the device is refused without one only an attempt on a phone "
    "build or a device simulator can show.",
)
NO_BUILD: Final = Words("没有应用清单或者权限清单可供核对。", "There is no app manifest or no list of permissions to compare.")
WANTED: Final = re.compile(rb'<uses-permission[^>]*\bandroid:name="([^"]+)"')


@kind(
    "permission",
    section="permissions",
    named="permission",
    takes={
        "class": "category",
        "when": "timing",
        "function": "functions",
        "path": "place",
        "where": "place",
        "switch_off": "place",
        "requester": "actor",
    },
)
class Permission:
    """A device permission: asked at use, before the call, for declared items only.

    The data map names the record of permissions and the grants on which other tables' rows stand. One permission: every use has a grant
    of the same person before it, and every row that names a grant names one of that person, given before and not revoked by then. Where
    no such rows exist the app's own record alone can break the promise and not keep it. ``timing``: every grant and use comes after a
    prompt. ``rule``: what the app's manifest asks for stands in the list of permissions by scenario, and each of the list is declared
    here.

    ``functions`` are what it serves, ``place`` the menu paths where it is switched off again (``not stated`` where the statement names
    none), ``actor`` who asks if a component does not itself, ``condition`` what must be so on the device, ``effect`` what switching on
    means, ``see`` the other clause that bears on it. ``permissions`` are several that the promise is about together, and ``sensitive``
    which of them are dangerous ones. PIPL art. 6 and 14; GB/T 35273 on device permissions.
    """

    items: tuple[Name, ...] | None = None
    category: str | None = None
    modes: tuple[str, ...] | None = None
    rule: str | None = None
    form: str | None = None
    timing: str | None = None
    functions: tuple[Words, ...] | None = None
    place: tuple[Words, ...] | None = None
    actor: str | None = None
    condition: str | None = None
    effect: str | None = None
    permissions: tuple[str, ...] | None = None
    sensitive: str | None = None
    see: str | None = None

    def questions(self, look: Look) -> Sequence[Question]:
        if self.rule:
            return ()
        asked: list[Question] = []
        for path, mapped in look.datamap.tables.items():
            events = look.table(path)
            if mapped.permission_log is None or mapped.subject is None or events is None:
                continue
            asked += self._prompted(look, path, mapped, events) if self.prompted else self._granted(look, path, mapped, events)
        return asked

    @property
    def prompted(self) -> bool:
        """Whether the promise is that people are asked; ``any time`` says when they may change their mind, not when they are asked."""
        return bool(self.timing) and self.timing != "any time"

    def _prompted(self, look: Look, path: str, mapped: TableMap, events: FromClause) -> Iterator[Question]:
        log = _Log(mapped, events)
        later = log.event.in_(["granted", "refused", "used"])
        failing = not_(tuple_(log.subject, log.permission).in_(log.pairs("prompted")))
        yield Question(look.holding(path), events, failing, row_key(look, path), later, f"{path} after a prompt")

    def _granted(self, look: Look, path: str, mapped: TableMap, events: FromClause) -> Iterator[Question]:
        log, permission = _Log(mapped, events), look.promise.path
        source, first = _with_first(events, log.subject, log.permission, log.event, log.at)
        used = (log.event == "used") & (log.permission == permission)
        failing = func.coalesce(first > log.at, True)
        yield Question(look.holding(path), source, failing, row_key(look, path), used, f"{path}: uses after a grant")
        for other, rows_of in look.datamap.tables.items():
            rows = look.table(other)
            if (
                rows is None
                or rows_of.grant is None
                or rows_of.subject is None
                or rows_of.store != mapped.store
                or f"permissions.{rows_of.grant.permission}" != permission
            ):
                continue
            key = row_key(look, path)
            granted = select(key, log.subject).where(log.event == "granted", log.permission == permission)
            ungranted = not_(tuple_(rows.c[rows_of.grant.event], rows.c[rows_of.subject]).in_(granted))
            yield Question(look.holding(other), rows, func.coalesce(ungranted, True), row_key(look, other), None, f"{other} by its grant")

    def prove(self, look: Look) -> Verdict:
        if self.rule or look.promise.origin == "config":
            return self._listed(look)
        verdict = judged(look.counts(), UNASKED if self.prompted else UNGRANTED, NO_USE)
        return verdict if self._granted_rows(look) else partly(verdict, OWN_LOG)

    def _granted_rows(self, look: Look) -> bool:
        """Whether, beside the app's own record, rows that came from the permission could be looked at."""
        return any(count.checked and count.evidence.what.endswith("by its grant") for count in look.counts())

    def _listed(self, look: Look) -> Verdict:
        manifest, listed = look.document("manifest"), look.document("permissions")
        if manifest is None or listed is None:
            return unproven(NO_BUILD)
        asks = [name.decode() for name in WANTED.findall(manifest)]
        rows = list(csv.DictReader(io.StringIO(listed.decode("utf-8")), delimiter="\t"))
        scenarios = {row["platform_permission"]: (row["permission"] or "", (row["scenario"] or "").strip()) for row in rows}
        declared = look.statement.section("permissions")
        wrong = [name for name in asks if not scenarios.get(name, ("", ""))[1]]
        wrong += [name for name, (permission, _) in scenarios.items() if permission and permission not in declared]
        origin: Origin = "staged" if look.staged else "observed"
        evidence = [Evidence("permissions in the manifest and in the list", origin, "manifest, permissions", len(asks), tuple(wrong))]
        if wrong:
            return broken(len(asks), len(wrong), evidence, [Finding("manifest", name, UNLISTED) for name in wrong], UNLISTED)
        return kept(len(asks), evidence) if asks else unproven(NO_BUILD)

    @breach("a use without a grant", also=("collection", "function-extended"))
    def ungranted(self, rehearsal: Rehearsal) -> None:
        for path, mapped in rehearsal.datamap.tables.items():
            log = mapped.permission_log
            if log is None or self.rule or self.prompted:
                continue
            for database in rehearsal.databases(mapped.store):
                used = f"select {mapped.subject} from {path} where {log.event} = 'used' and {log.permission} = :permission limit 1"  # noqa: S608
                text = f"""update {path} set {log.event} = 'refused' where {log.event} = 'granted' and {log.permission} = :permission
                           and {mapped.subject} = ({used})"""  # noqa: S608
                if rehearsal.sql(database, text, permission=rehearsal.promise.path):
                    return

    @breach("data is kept on the strength of somebody else's grant", also=("collection", "function-extended"))
    def somebody_elses(self, rehearsal: Rehearsal) -> None:
        for path, mapped in rehearsal.datamap.tables.items():
            if mapped.grant is None or f"permissions.{mapped.grant.permission}" != rehearsal.promise.path:
                continue
            for database in rehearsal.databases(mapped.store):
                event = mapped.grant.event
                text = f"update {path} set {event} = {event} + 7 where ctid = (select min(ctid) from {path})"  # noqa: S608
                if rehearsal.sql(database, text):
                    return

    @breach("no prompt before the permission is taken")
    def unprompted(self, rehearsal: Rehearsal) -> None:
        for path, mapped in rehearsal.datamap.tables.items():
            log = mapped.permission_log
            if log is None or not self.prompted:
                continue
            for database in rehearsal.databases(mapped.store):
                one = f"(select min(ctid) from {path} where {log.event} = 'prompted')"  # noqa: S608
                if rehearsal.sql(database, f"delete from {path} where ctid = {one}"):  # noqa: S608
                    return

    @breach("the app asks for a permission of no scenario", also=("notice",))
    def undeclared(self, rehearsal: Rehearsal) -> None:
        if self.rule or rehearsal.promise.origin == "config":
            rehearsal.document("manifest", b'<manifest><uses-permission android:name="android.permission.RECORD_AUDIO" /></manifest>')

    @breach("the list gives no scenario for a permission", also=("notice",))
    def no_scenario(self, rehearsal: Rehearsal) -> None:
        if self.rule or rehearsal.promise.origin == "config":
            rehearsal.document(
                "permissions", b"platform_permission\tpermission\tscenario\tasked\titems\nandroid.permission.INTERNET\t\t\tno\t\n"
            )


class _Log:
    """The columns of a record of permissions, by their meaning."""

    def __init__(self, mapped: TableMap, events: FromClause) -> None:
        if mapped.permission_log is None or mapped.subject is None:
            raise LookupError("no record of permissions")
        said = mapped.permission_log
        self.events = events
        self.subject: ColumnElement[Any] = events.c[mapped.subject]
        self.permission: ColumnElement[Any] = events.c[said.permission]
        self.event: ColumnElement[Any] = events.c[said.event]
        self.at: ColumnElement[Any] = events.c[said.at]

    def pairs(self, event: str) -> Any:
        """The people and permissions to which this ever happened, as a hashable set."""
        return select(self.subject, self.permission).where(self.event == event)


@lru_cache(maxsize=64)
def _with_first(events: FromClause, subject: Any, permission: Any, event: Any, at: Any) -> tuple[FromClause, ColumnElement[Any]]:
    """The record joined to when each person first granted each permission; the same join for whoever asks, so that it is made once."""
    granted = select(subject.label("subject"), permission.label("permission"), func.min(at).label("at")).where(event == "granted")
    first = granted.group_by(subject, permission).subquery("first_grant")
    return events.outerjoin(first, and_(subject == first.c.subject, permission == first.c.permission)), first.c["at"]
