"""How much time lies between two messages to one person."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Final

from psycopg import sql
from sqlalchemy import Interval, Text, cast, func, literal, select

from kept.datamap import DataMap, TableMap
from kept.promises import (
    Control,
    Duration,
    Evidence,
    Finding,
    Ground,
    Look,
    Question,
    Refers,
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

GUARD: Final = "kept_apart"
TOO_SOON: Final = Words("两封邮件的间隔短于承诺的时间。", "Two messages to one person lie closer together than promised.")
UNGUARDED: Final = Words("数据库已不再拒绝过早发出的邮件。", "The database no longer refuses a message that comes too soon.")
NOTHING: Final = Words("还没有发出过邮件。", "No message has been sent yet.")
NO_TABLE: Final = Words(
    "数据地图没有记录这项功能的邮件何时发出。", "The data map does not say where this function's messages are recorded."
)

GUARDING: Final = sql.SQL("""
create or replace function kept.refuse_message_too_soon() returns trigger language plpgsql as $refuse$
declare
  sooner boolean;
begin
  execute format('select exists (select from %I.%I where %3$I = ($1).%3$I and %4$I > ($1).%4$I - $2 and %4$I < ($1).%4$I + $2)',
                 tg_table_schema, tg_table_name, tg_argv[0], tg_argv[1])
    into sooner using new, tg_argv[2]::interval;
  if sooner then
    raise exception 'a message to this person comes too soon' using errcode = 'restrict_violation';
  end if;
  return new;
end
$refuse$;
create or replace trigger {guard} before insert on {table}
  for each row execute function kept.refuse_message_too_soon({subject}, {sent}, {apart});
""")
UNGUARDING: Final = sql.SQL("drop trigger if exists {guard} on {table};")


@kind("mail-frequency", section="frequency")
class MailFrequency:
    """How much time lies between two messages to one person.

    The data map says which tables record messages: those of the ``function`` that say when each was ``sent``. The control is a
    trigger that refuses a message which would come less than ``apart`` after another. The probe measures the gaps between the
    rows themselves, and looks in the catalogue whether the trigger is still there.
    """

    function: Annotated[str, Refers("functions")]
    apart: Duration

    def keep(self, ground: Ground) -> Iterable[Control]:
        for path, mapped in self._mailings(ground.datamap):
            parts = {"guard": sql.Identifier(GUARD), "table": sql.Identifier(*path.split("."))}
            said = {"subject": mapped.subject, "sent": mapped.sent, "apart": str(self.apart)}
            install = GUARDING.format(**parts, **{name: sql.Literal(word) for name, word in said.items()})
            for database in ground.databases(mapped.store):
                yield Control(database, f"{GUARD} {path}", install, UNGUARDING.format(**parts))

    def questions(self, look: Look) -> Sequence[Question]:
        asked = []
        for path, mapped in self._mailings(look.datamap):
            rows = look.table(path)
            if rows is None:
                continue
            sent, person = rows.c[mapped.sent or ""], rows.c[mapped.subject or ""]
            before = func.lag(sent).over(partition_by=person, order_by=sent)
            gaps = select(person.label("person"), (sent - before).label("gap")).subquery("gaps")
            too_soon = gaps.c.gap < cast(literal(str(self.apart), Text), Interval)
            asked.append(Question(look.holding(path), gaps, too_soon, gaps.c.person, None, f"{path}: time since the message before"))
        return asked

    def prove(self, look: Look) -> Verdict:
        mailings = list(self._mailings(look.datamap))
        if not mailings:
            return unproven(NO_TABLE)
        rows = judged(look.counts(), TOO_SOON, NOTHING)
        if rows.outcome != "kept":
            return rows
        guards, missing = [], []
        for path, _ in mailings:
            for database in look.holding(path):
                table = look.schema(database).tables.get(path)
                guards.append(Evidence(f"trigger {GUARD} of {path}", "observed", "select tgname from pg_trigger", 1, (database.name,)))
                if table is None or GUARD not in table.triggers:
                    missing.append(Finding(f"{database.name} {path}", GUARD, UNGUARDED))
        evidence = (*rows.evidence, *guards)
        if missing:
            return broken(len(guards), len(missing), evidence, missing, UNGUARDED)
        return kept(rows.checked + len(guards), evidence)

    def _mailings(self, datamap: DataMap) -> Iterator[tuple[str, TableMap]]:
        for path, mapped in datamap.tables.items():
            if mapped.sent and mapped.subject and self.function in mapped.functions:
                yield path, mapped

    @breach("two messages to one person on one day")
    def twice(self, rehearsal: Rehearsal) -> None:
        for path, mapped in self._mailings(rehearsal.datamap):
            person, sent = mapped.subject, mapped.sent
            text = f"""update {path} set {sent} = (select max({sent}) from {path} o where o.{person} = {path}.{person})
                       where {person} = (select {person} from {path} group by 1 having count(*) > 1 limit 1)"""  # noqa: S608
            if any(rehearsal.sql(database, text) for database in rehearsal.databases(mapped.store)):
                return

    @breach("nothing refuses a message that comes too soon")
    def unguarded(self, rehearsal: Rehearsal) -> None:
        for path, mapped in self._mailings(rehearsal.datamap):
            rehearsal.sql(rehearsal.databases(mapped.store)[0], f"drop trigger {GUARD} on {path}")
            return
