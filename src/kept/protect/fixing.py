"""Columns that never change once a row is there: where a tenant's data lives, who its processor is."""

from __future__ import annotations

from typing import Final

from psycopg import sql

from kept.promises import Control, Database

REFUSING: Final = sql.SQL("""
create or replace function kept.refuse_change_of_column() returns trigger language plpgsql as $refuse$
begin
  raise exception '%.%: % is fixed once it is written', tg_table_schema, tg_table_name, tg_argv[0] using errcode = 'restrict_violation';
end
$refuse$;
""")
# "always", so that a session in replica mode is refused too. The trigger names no UPDATE OF column: a BEFORE trigger of the
# application could change the column without naming it.
FIXING: Final = sql.SQL("""
create or replace trigger {trigger} before update on {table} for each row
  when (old.{column} is distinct from new.{column}) execute function kept.refuse_change_of_column({said});
alter table {table} enable always trigger {trigger};
""")
FREEING: Final = sql.SQL("drop trigger if exists {trigger} on {table};")


def fixed_column(database: Database, table_path: str, column: str) -> Control:
    """The control that refuses every change of ``column`` in ``table_path`` (``crm.tenant``), for every role, owner and superuser too.

    The refusal has the SQLSTATE 23001 (restrict_violation). Only whoever may alter the table can take the trigger away.
    """
    schema, _, name = table_path.partition(".")
    parts = {"trigger": sql.Identifier(trigger_name(column)), "table": sql.Identifier(schema, name), "column": sql.Identifier(column)}
    install = REFUSING + FIXING.format(**parts, said=sql.Literal(column))
    return Control(database, f"fixed {table_path}.{column}", install, FREEING.format(**parts))


def trigger_name(column: str) -> str:
    """The trigger that fixes a column: sorted last among the row's BEFORE triggers, so that it sees what the others made of the row."""
    return f"zz_kept_fixed_{column}"
