"""A pack's ``schema.sql``: parts for each schema, made before its rows, and those (indexes, foreign keys) that are made after them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import psycopg

from kept.errors import KeptError, Place
from kept.stores import Connection

MARK: Final = re.compile(r"^-- (schema|after): ([a-z_]+)\s*$", re.MULTILINE)
When = Literal["schema", "after"]


@dataclass(frozen=True)
class SchemaFile:
    """The parts of a schema file: ``parts[("schema", "crm")]`` is the SQL, ``lines`` the line in which each begins."""

    file: Path
    parts: Mapping[tuple[str, str], str]
    lines: Mapping[tuple[str, str], int]

    def run(self, connection: Connection, schemas: Sequence[str], when: When) -> None:
        """Run these parts in the caller's transaction. Raises KEPT-D022 for a missing one, KEPT-D020 for SQL that is refused."""
        for schema in schemas:
            part = (when, schema)
            if ("schema", schema) not in self.parts:
                known = ", ".join(name for kind, name in self.parts if kind == "schema")
                raise KeptError("KEPT-D022", Place(str(self.file)), schema=schema, known=known)
            if part in self.parts:
                self._run(connection, part)

    def _run(self, connection: Connection, part: tuple[str, str]) -> None:
        text = self.parts[part]
        try:
            connection.execute(text.encode())
        except psycopg.Error as error:
            line = self.lines[part] + text[: int(error.diag.statement_position or 1)].count("\n")
            problem = error.diag.message_primary or str(error)
            raise KeptError("KEPT-D020", Place(str(self.file), line, 1), schema=part[1], problem=problem) from error


def read_schema(file: Path) -> SchemaFile:
    """Read a schema file by its lines ``-- schema: <name>`` and ``-- after: <name>``. Raises KEPT-D021 where there are none."""
    text = file.read_text(encoding="utf-8")
    marks = list(MARK.finditer(text))
    if not marks:
        raise KeptError("KEPT-D021", Place(str(file)))
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    parts = {(mark[1], mark[2]): text[mark.end() : end] for mark, end in zip(marks, ends, strict=True)}
    return SchemaFile(file, parts, {(mark[1], mark[2]): text[: mark.end()].count("\n") + 1 for mark in marks})
