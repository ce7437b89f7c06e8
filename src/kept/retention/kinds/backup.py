"""Backups: in the country of their data, tested, expiring, and used for nothing but restoring."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Text, case, cast, func, not_, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, array

from kept.promises import (
    Database,
    Duration,
    Evidence,
    Finding,
    Look,
    Question,
    Rehearsal,
    Several,
    Verdict,
    Words,
    breach,
    broken,
    judged,
    kind,
)
from kept.promises import unproven as not_shown
from kept.retention.interval import before

DRILL: Final = Duration(1, "year")
RESTORING: Final = ("restore", "restore test")
UNSAFE: Final = Words(
    "备份不在数据所在的国家，或者没有校验值，或者恢复演练失败。",
    "A backup is outside the country of its data, has no checksum, or failed its restore drill.",
)
UNDRILLED: Final = Words(
    "最近一年内没有通过任何一次恢复演练，备份不足以防止丢失。",
    "No restore drill has passed within the last year, so that the backups guard against no loss.",
)
UNENDED: Final = Words(
    "备份已过到期日仍在，或者被用于恢复以外的用途。",
    "A backup is still there after its day of expiry, or was used for something other than restoring.",
)
NOTHING: Final = Words("备份登记中没有任何备份。", "There is no backup in the catalogue.")


@kind("backup", section="backups", takes={"ground": "reason", "number": "period", "end": "until"})
class Backup:
    """Backups: in the country of their data, tested, expiring, and used for nothing but restoring.

    ``against`` promises that nothing is damaged or lost: every backup lies in the country of its database, has a checksum, and a
    restore drill has passed within a year. ``reason`` lets erased data stay in backups for a time: each has a day of expiry that
    has not passed, and none was ever used for anything but restoring. ``timing`` and ``period``: for how long, in the statement's words;
    ``state``: how the data stays there, ``until`` what. PIPL art. 51; for data awaiting removal art. 47.
    """

    against: Several | None = None
    reason: Several | None = None
    timing: str | None = None
    period: str | None = None
    state: str | None = None
    until: str | None = None

    def questions(self, look: Look) -> Sequence[Question]:
        backup = look.table("kept.backup")
        if backup is None:
            return ()
        if self.against:
            return [
                Question(
                    [database],
                    backup,
                    or_(
                        backup.c.country != database.country,
                        backup.c.sha256.is_(None),
                        func.coalesce(backup.c.restore_passed, True).is_(False),
                    ),
                    backup.c.backup_id,
                    about="backups",
                )
                for database in look.holding("kept.backup")
            ]
        used = not_(cast(backup.c.used_for, ARRAY(Text)).contained_by(cast(array(RESTORING), ARRAY(Text))))
        failing = or_(case((backup.c.expires_at <= look.now, True), else_=False), used)
        return [Question(look.holding("kept.backup"), backup, failing, backup.c.backup_id, about="backups")]

    def prove(self, look: Look) -> Verdict:
        if not self.against:
            return judged(look.counts(), UNENDED, NOTHING)
        rows = judged(look.counts(), UNSAFE, NOTHING)
        if rows.outcome != "kept":
            return rows
        without = [count.place for count in look.counts() if not count.checked]
        undrilled = [database for database in look.holding("kept.backup") if not self._drilled(look, database)]
        if without:
            listed = ", ".join(without[:5])
            return not_shown(Words(f"这些数据库没有登记备份：{listed}", f"No backup is listed for {listed}"), rows.evidence, rows.checked)
        if undrilled:
            findings = [Finding(f"{database.name} kept.backup", database.cluster, UNDRILLED) for database in undrilled]
            return broken(rows.checked, len(findings), rows.evidence, findings, UNDRILLED)
        drills = Evidence(
            "restore drills in date", rows.evidence[0].origin, "kept.backup.restore_tested_at", len(look.holding("kept.backup"))
        )
        return Verdict("kept", rows.checked, 0, (*rows.evidence, drills))

    def _drilled(self, look: Look, database: Database) -> bool:
        backup = look.table("kept.backup")
        if backup is None:
            return False
        passed = select(func.count()).select_from(backup)
        rows = look.rows(database, passed.where(backup.c.restore_passed, backup.c.restore_tested_at > before(look.now, DRILL)))
        return bool(rows[0][0])

    @breach("a backup lies in another country")
    def abroad(self, rehearsal: Rehearsal) -> None:
        if self.against:
            _any(rehearsal, "update kept.backup set country = 'ZZ' where backup_id = (select min(backup_id) from kept.backup)")

    @breach("no restore drill has passed for two years")
    def never_drilled(self, rehearsal: Rehearsal) -> None:
        if self.against:
            _any(rehearsal, "update kept.backup set restore_tested_at = now() - interval '2 years', restore_passed = null")

    @breach("a backup is kept after its day of expiry")
    def kept_on(self, rehearsal: Rehearsal) -> None:
        if not self.against:
            _any(
                rehearsal,
                "update kept.backup set expires_at = now() - interval '1 day' where backup_id = (select min(backup_id) from kept.backup)",
            )

    @breach("a backup is read for a report")
    def misused(self, rehearsal: Rehearsal) -> None:
        if not self.against:
            _any(rehearsal, "update kept.backup set used_for = '{analytics}' where backup_id = (select min(backup_id) from kept.backup)")


def _any(rehearsal: Rehearsal, text: str) -> None:
    for database in rehearsal.databases():
        if rehearsal.sql(database, text):
            return
