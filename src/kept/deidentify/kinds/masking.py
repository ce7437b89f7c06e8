"""Personal values are masked for those who need not see them."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from kept.deidentify.reading import Reading, read_as_support
from kept.deidentify.support import opened_tables, support_access
from kept.promises import (
    Control,
    Database,
    Evidence,
    Ground,
    Look,
    Origin,
    Rehearsal,
    Stage,
    Verdict,
    Words,
    act,
    breach,
    broken,
    kept,
    kind,
    unproven,
)

MOST_SHOWN: Final = 50
ALSO: Final = ("audit-log",)
WRONG: Final = Words(
    "支持人员看到了未脱敏的个人信息，或其读取没有留下记录。",
    "Support staff see personal values unmasked, or read them without a record.",
)
NOTHING: Final = Words(
    "没有可供支持人员读取的行，脱敏无从检验。", "There is no row that support staff could open, so no mask could be looked at."
)
NOT_THERE: Final = Words(
    "数据库中没有供支持人员读取的函数，或支持人员的角色无法登录。",
    "The functions through which support staff read are not installed, or the role of the staff cannot sign in.",
)
NEEDS_TRAFFIC: Final = Words(
    "要观察应用发出的真实流量才能证明对外提供的数据已脱敏，出站闸口尚未接入。",
    "That data is masked when it goes out can only be seen in real outgoing traffic, and the outbound gate is not connected yet.",
)

GIVEN: Final = Words("接收方收到一次。", "The recipient was given it once.")
RECOGNISED: Final = Words("接收方能从中认出的、此人自己的信息。", "What of this person's own the recipient could read in it.")


@kind("masking", section="security", takes={"where": "place"})
class Masking:
    """Personal values are masked for those who need not see them.

    The vendor's support staff have no SELECT on any table. Kept gives them functions that show the rows of one tenant for a ticket, with
    the columns that the data map names (``masked``), sensitive items and free text masked, and that record the read in the same
    transaction. The probe signs in as the support role: it tries to read every table directly, opens every table, compares what it is
    shown with the rows themselves, looks for the record, and tries without a ticket. ``methods``: how values are masked, ``place``: where
    they are shown; ``method``: how data is masked that goes out. PIPL art. 51(3); GB/T 35273-2020, 7.2.
    """

    method: str | None = None
    methods: tuple[str, ...] | None = None
    place: Words | None = None

    def keep(self, ground: Ground) -> Iterator[Control]:
        return support_access(ground)

    def prove(self, look: Look) -> Verdict:
        if self.methods is None:
            return unproven(NEEDS_TRAFFIC)
        databases = [database for database in look.databases() if opened_tables(look.datamap, database.store)]
        readings = [look.once(database, "read as support", partial(read_as_support, look, database)) for database in databases]
        findings = [finding for reading in readings for finding in reading.findings]
        values = sum(reading.values for reading in readings)
        checked = values + sum(reading.tried for reading in readings)
        evidence = _evidence(look, readings)
        if findings:
            return broken(checked, len(findings), evidence, findings[:MOST_SHOWN], WRONG)
        if any(not reading.complete for reading in readings):
            return unproven(NOT_THERE, evidence, checked)
        return kept(checked, evidence) if values else unproven(NOTHING, evidence, checked)

    @act("what goes out tells nobody who it was, or exactly where")
    def handing_over(self, stage: Stage) -> None:
        if not self.method:
            return
        somebody = stage.person()
        _, recipient = somebody.handover()
        somebody.cause(recipient)
        stage.expect(GIVEN, len(somebody.received(recipient)), 1)
        stage.expect(RECOGNISED, list(somebody.recognised(recipient)), [])

    @breach("the masks are taken out of what staff are shown", also=ALSO)
    def unmasked(self, rehearsal: Rehearsal) -> None:
        database, path = _first(rehearsal)
        view = f"support.{path.replace('.', '_')}"
        columns = f"""select string_agg(format('%I::%s as %I', attname, format_type(atttypid, atttypmod), attname), ', ' order by attnum)
                      from pg_attribute where attrelid = '{view}'::regclass and attnum > 0"""  # noqa: S608
        plain = f"format('create or replace view {view} as select %s from {path}', ({columns}))"  # noqa: S608
        rehearsal.sql(database, f"do $plain$ begin execute {plain}; end $plain$")

    @breach("support staff are given a table itself", also=(*ALSO, "access-control"))
    def given(self, rehearsal: Rehearsal) -> None:
        database, path = _first(rehearsal)
        rehearsal.sql(database, f"grant usage on schema {path.partition('.')[0]} to {rehearsal.datamap.roles.support}")
        rehearsal.sql(database, f"grant select on {path} to {rehearsal.datamap.roles.support}")

    @breach("a function no longer writes the record of the read", also=ALSO)
    def unrecorded(self, rehearsal: Rehearsal) -> None:
        database, path = _first(rehearsal)
        silent = f"regexp_replace({_definition(path)}, 'insert into kept.staff_read[^;]*;', '')"
        rehearsal.sql(database, f"do $silent$ begin execute {silent}; end $silent$")

    @breach("reads no longer reach the ledger", also=ALSO)
    def no_event(self, rehearsal: Rehearsal) -> None:
        rehearsal.sql(_first(rehearsal)[0], "alter table kept.staff_read disable trigger to_ledger")

    @breach("any word will do for a ticket, and none as well", also=ALSO)
    def unticketed(self, rehearsal: Rehearsal) -> None:
        database, path = _first(rehearsal)
        rehearsal.sql(database, f"do $any$ begin execute replace({_definition(path)}, 'if ticket is null or', 'if false and'); end $any$")


def _first(rehearsal: Rehearsal) -> tuple[Database, str]:
    """The first table with masked columns that has rows, in its first database."""
    for path, table in rehearsal.datamap.tables.items():
        if table.masked:
            return rehearsal.databases(table.store)[0], path
    raise LookupError("no table has masked columns")


def _definition(path: str) -> str:
    return f"(select pg_get_functiondef(oid) from pg_proc where proname = 'open_{path.replace('.', '_')}')"  # noqa: S608


def _evidence(look: Look, readings: list[Reading]) -> list[Evidence]:
    origin: Origin = "staged" if look.staged else "observed"
    tried = sum(reading.tried for reading in readings)
    values = sum(reading.values for reading in readings)
    attempts = "attempts of the support role to read tables, and to open them with and without a ticket"
    compared = "masked values compared with the rows themselves"
    return [Evidence(attempts, "observed", "support.open_*", tried), Evidence(compared, origin, "support.open_*", values)]
