"""What the inventories say about rights, requests and keeping has a place in the grammar, and agrees when it is stated."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from pydantic import TypeAdapter

from kept.errors import Place
from kept.packs import services_folder
from kept.promises import Promise, known_kinds
from kept.statement import Row, disagreements, read_inventory

KEEPING = ("retention", "deletion", "statutory-minimum", "shutdown", "backup")
INVENTORIES = sorted(services_folder().glob("*/inventory/*-20*.tsv"))
OURS = [
    row
    for file in INVENTORIES
    for row in read_inventory(file).values()
    if row.kind.startswith(("right-", "request-")) or row.kind in KEEPING
]


def test_there_are_rows_of_all_four_services() -> None:
    assert {row.id.split("-")[0] for row in OURS} == {"neocrm", "phocol", "vehilink", "xiaoman"}


@pytest.mark.parametrize("row", OURS, ids=lambda row: row.id)
def test_every_parameter_of_a_row_has_a_field(row: Row) -> None:
    kind = known_kinds()[row.kind]
    fields = {field.name for field in dataclasses.fields(kind.parameters)}
    missing = []
    for key in row.parameters:
        taken = kind.takes.get(key, key)
        if key != kind.named and not fields.issuperset({taken} if isinstance(taken, str) else taken):
            missing.append(key)
    assert missing == []


def _words(en: str) -> dict[str, str]:
    return {"zh": "…", "en": en}


def _found(kind: str, declared: dict[str, Any], said: dict[str, str]) -> list[str]:
    known = known_kinds()[kind]
    parameters = TypeAdapter(known.parameters).validate_python(declared)
    promise = Promise("rights.it", "rights.it", kind, parameters, "auto", ("1",), (), "act", Place("shop.yaml"))
    row = Row("shop-1", "1", kind, "…", said, "act", "auto")
    return [found.parameter for found in disagreements(row, promise, known, {})]


@pytest.mark.parametrize(
    ("kind", "declared", "said"),
    [
        (
            "right-object",
            {"regions": ["EEA", "UK"], "purpose": _words("direct marketing")},
            {"regions": "EEA,UK", "purpose": "direct marketing"},
        ),
        ("right-portability", {"to": [_words("self"), _words("other provider")]}, {"targets": "self,other provider"}),
        (
            "right-explain",
            {"condition": _words("significant effect"), "channels": "hotline"},
            {"condition": "significant effect", "means": "hotline"},
        ),
        ("right-cancel", {"within": "6 months", "condition": "not reordered"}, {"after": "6 months", "condition": "not reordered"}),
        ("right-cancel", {"start": "end of free period", "who": "free user"}, {"after": "end of free period", "who": "free user"}),
        (
            "right-withdraw",
            {"place": [_words("device"), _words("app")], "retroactive": False},
            {"where": "device,app", "retroactive": "no"},
        ),
        ("request-deadline", {"within": "15 working days"}, {"max_days": "15", "unit": "working days"}),
        ("request-deadline", {"within": "48 hours", "start": _words("application")}, {"hours": "48", "start": "application"}),
        (
            "request-deadline",
            {"within": "15 days", "counting": _words("calendar (not stated)")},
            {"days": "15", "unit": "calendar (not stated)"},
        ),
        ("request-refuse", {"grounds": [_words("malice"), _words("abuse")], "listed_as": "5"}, {"ground": "malice,abuse", "no": "5"}),
        ("retention", {"options": ["1 day", "3 days", "7 days"]}, {"options_days": "1,3,7"}),
        ("statutory-minimum", {"least": "3 years", "laws": _words("E-Commerce Law")}, {"years": "3", "law": "E-Commerce Law"}),
        ("shutdown", {"ahead": "30 days", "form": ["email", "website"]}, {"min_days": "30", "channels": "email,website"}),
        (
            "shutdown",
            {"action": ["delete", "conceal (printed, probably anonymise)"]},
            {"actions": "delete,conceal (printed, probably anonymise)"},
        ),
        ("backup", {"reason": "backup", "until": "cleared"}, {"ground": "backup", "end": "cleared"}),
    ],
)
def test_what_a_row_says_agrees_with_a_declaration_of_it(kind: str, declared: dict[str, Any], said: dict[str, str]) -> None:
    assert _found(kind, declared, said) == []


@pytest.mark.parametrize(
    ("kind", "declared", "said", "parameter"),
    [
        ("right-portability", {"to": [_words("self")]}, {"targets": "self,other provider"}, "targets"),
        ("request-deadline", {"within": "15 days"}, {"max_days": "15", "unit": "working days"}, "unit"),
        ("right-cancel", {"within": "6 months"}, {"after": "end of free period"}, "after"),
        ("retention", {"options": ["1 day", "3 days"]}, {"options_days": "1,3,7"}, "options_days"),
        ("shutdown", {"ahead": "30 days"}, {"days": "31"}, "days"),
    ],
)
def test_another_number_unit_or_list_disagrees(kind: str, declared: dict[str, Any], said: dict[str, str], parameter: str) -> None:
    assert _found(kind, declared, said) == [parameter]
