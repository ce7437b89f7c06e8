"""The whole statement as plain text: what is kept, hash and all, for as long as somebody's consent refers to it."""

from __future__ import annotations

from collections.abc import Iterator

from kept.statement.model import Statement
from kept.statement.rendering import filled, table_rows


def plain_text(statement: Statement, language: str) -> str:
    """Every clause with its number, title, words and table, in the order of the document; lines end with a newline."""
    return "\n".join(_lines(statement, language)) + "\n"


def _lines(statement: Statement, language: str) -> Iterator[str]:
    yield f"{statement.title.words(language)} ({statement.label}, {statement.version.isoformat()})"
    for clause in statement.clauses:
        yield ""
        yield f"{clause.id} {clause.title.words(language)}"
        if clause.text is not None:
            yield filled(clause.text.words(language), statement.declarations, language)
        headings, rows = table_rows(clause, statement.declarations, language)
        if rows:
            yield "\t".join(headings)
            yield from ("\t".join(cells) for _, cells in rows)
