"""The statement: what a company says, read from YAML with line numbers, checked, and turned into typed promises and pages.

It knows no database. ``read_statement`` gives a ``Statement`` or every fault of the file at once; ``filled`` and ``table_rows``
give the words that people read, ``publish`` the pages; ``read_inventory`` and ``disagreements`` hold the declarations against
the inventory; ``difference`` holds two versions against each other.
"""

from kept.statement.archive import ABOUT, DIFFERENCE, STALE_AFTER, Edition, as_of, changed_at, editions, standing
from kept.statement.checking import read_statement
from kept.statement.inventory import Disagreement, Row, disagreements, read_inventory
from kept.statement.model import Clause, Declared, Language, Statement
from kept.statement.page import render_page, stylesheet
from kept.statement.plain import plain_text
from kept.statement.policy import policy_of
from kept.statement.publishing import index_page, page_url, publish, publish_differences, published, refresh
from kept.statement.reading import Document, read_document
from kept.statement.rendering import filled, resolved, table_rows
from kept.statement.shaping import near
from kept.statement.versions import (
    ACTION_WORDS,
    EFFECT_WORDS,
    Difference,
    Judged,
    Passage,
    date_faults,
    difference,
    difference_page,
    said_briefly,
)
from kept.statement.wording import ORIGINS, OUTCOMES

__all__ = [
    "ABOUT",
    "ACTION_WORDS",
    "DIFFERENCE",
    "EFFECT_WORDS",
    "ORIGINS",
    "OUTCOMES",
    "STALE_AFTER",
    "Clause",
    "Declared",
    "Difference",
    "Disagreement",
    "Document",
    "Edition",
    "Judged",
    "Language",
    "Passage",
    "Row",
    "Statement",
    "as_of",
    "changed_at",
    "date_faults",
    "difference",
    "difference_page",
    "disagreements",
    "editions",
    "filled",
    "index_page",
    "near",
    "page_url",
    "plain_text",
    "policy_of",
    "publish",
    "publish_differences",
    "published",
    "read_document",
    "read_inventory",
    "read_statement",
    "refresh",
    "render_page",
    "resolved",
    "said_briefly",
    "standing",
    "stylesheet",
    "table_rows",
]
