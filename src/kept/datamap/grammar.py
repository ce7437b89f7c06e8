"""The grammar of data maps as a JSON Schema (draft 2020-12), made from the types that the reader checks against."""

from __future__ import annotations

from typing import Any

from kept.datamap.model import Roles, Store, TableMap
from kept.statement.grammar import BASIC, DRAFT, Shapes


def datamap_schema() -> dict[str, Any]:
    """The schema of a data map. That a name is declared in the statement is for Kept's own reader to say."""
    shapes = Shapes()
    store, roles, table = (shapes.of(model) for model in (Store, Roles, TableMap))
    return {
        "$schema": DRAFT,
        "title": "Kept: data map",
        "type": "object",
        "properties": {
            "service": {"$ref": "#/$defs/text"},
            "stores": {"type": "object", "minProperties": 1, "additionalProperties": store},
            "roles": roles,
            "documents": {"type": "object", "additionalProperties": {"type": "string"}},
            "tables": {
                "type": "object",
                "minProperties": 1,
                "propertyNames": {"pattern": r"^[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*$"},
                "additionalProperties": table,
            },
        },
        "required": ["service", "stores", "roles", "tables"],
        "additionalProperties": False,
        "$defs": {**BASIC, **shapes.definitions},
    }
