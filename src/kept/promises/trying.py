"""Many statements tried as one role, each for itself, in one transaction that is rolled back: what a role can really do.

``attempt`` of a look tries one statement. Where dozens are to be tried (every table of a database), they go over as one block, in
which each has a subtransaction of its own, so that a refusal ends only that one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from psycopg import sql

from kept.promises.look import Database, Look

FOUND: Final = "kept_probe.found"
REMEMBERED: Final = sql.SQL("select current_setting({})").format(sql.Literal(FOUND))

# What is found goes into an array: it grows in place, where one document would be copied for each step.
BLOCK: Final = sql.SQL("""do $try$
declare
  tried json[] := '{{}}';
  step json;
  got json;
  many bigint;
  state text;
begin
  for step in select value from json_array_elements({steps}) loop
    begin
      got := null;
      many := null;
      state := '';
      if (step->>'reads')::boolean then
        execute 'select json_agg(one) from (' || (step->>'statement') || ') one' into got;
      else
        execute step->>'statement';
        get diagnostics many = row_count;
      end if;
    exception when others then
      state := sqlstate;
    end;
    tried := tried || json_build_object('name', step->>'name', 'state', state, 'rows', got, 'changed', many);
  end loop;
  perform set_config({found}, array_to_json(tried)::text, true);
end
$try$""")


@dataclass(frozen=True)
class Step:
    """One statement to try, under a name of its own. ``reads`` says that its rows are wanted (as mappings by column name)."""

    name: str
    statement: str
    reads: bool = True


@dataclass(frozen=True)
class Tried:
    """What came of a step: the SQLSTATE of its refusal (empty if it was let through), its rows, or how many rows it changed."""

    sqlstate: str = ""
    rows: Sequence[Mapping[str, Any]] = ()
    changed: int = 0

    @property
    def refused(self) -> bool:
        return bool(self.sqlstate)


@dataclass(frozen=True)
class Trial:
    """The steps by name; ``refused`` is the SQLSTATE or error code that met the role before any step (it may not even sign in)."""

    steps: Mapping[str, Tried]
    refused: str = ""


def tried(look: Look, database: Database, role: str, steps: Sequence[Step]) -> Trial:
    """Try all steps as ``role``, in their order, in one transaction that is rolled back. Later steps see what earlier ones did."""
    found = look.attempt(database, role, block(steps), then=REMEMBERED)
    if found.refused:
        return Trial({}, found.sqlstate)
    said: Sequence[Mapping[str, Any]] = json.loads(found.rows[0][0])
    return Trial({one["name"]: Tried(one["state"], one["rows"] or (), one["changed"] or 0) for one in said})


@lru_cache(maxsize=4096)
def quoted(*names: str) -> str:
    """A name (with its schema's before it) as PostgreSQL reads it, whatever letters it has. Steps come by the thousand, names do not."""
    return sql.Identifier(*names).as_string()


def relation(path: str) -> str:
    """The relation ``schema.name`` as PostgreSQL reads it."""
    return quoted(*path.split(".", 1))


def block(steps: Sequence[Step]) -> sql.Composed:
    """The steps as one block of PL/pgSQL that leaves what it found in a setting of the transaction."""
    said = [{"name": step.name, "statement": step.statement, "reads": step.reads} for step in steps]
    return BLOCK.format(steps=sql.Literal(json.dumps(said)), found=sql.Literal(FOUND))
