"""The condition under which a row has no ground, evaluated on rows of each sort in a small database of its own."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import column as col
from sqlalchemy import create_engine, select, table
from sqlalchemy import text as sql
from sqlalchemy import types as t

from kept.consent.standing import standing
from kept.datamap import TableMap

COLUMNS: dict[str, dict[str, Any]] = {
    "visit": {"visit_id": t.Integer, "subject_id": t.Integer, "decision_id": t.Integer, "at": t.Text},
    "decision": {
        "decision_id": t.Integer,
        "subject_id": t.Integer,
        "function": t.Text,
        "purpose": t.Text,
        "basis": t.Text,
        "consent_id": t.Integer,
        "exemption_id": t.Integer,
        "contract_ref": t.Text,
        "allowed": t.Boolean,
        "decided_at": t.Text,
    },
    "consent": {
        "consent_id": t.Integer,
        "subject_id": t.Integer,
        "matter": t.Text,
        "form": t.Text,
        "given_at": t.Text,
        "withdrawn_at": t.Text,
    },
}
GROUNDED: dict[str, dict[str, Any]] = {
    "visit": {"visit_id": 1, "subject_id": 7, "decision_id": 3, "at": "2026-02-01"},
    "decision": {
        "decision_id": 3,
        "subject_id": 7,
        "function": "functions.check_in",
        "purpose": "purposes.attendance",
        "basis": "consent",
        "consent_id": 5,
        "allowed": True,
        "decided_at": "2026-01-31",
    },
    "consent": {"consent_id": 5, "subject_id": 7, "matter": "functions.check_in", "form": "separate", "given_at": "2026-01-01"},
}


@dataclass
class Look:
    tables: dict[str, Any] = field(
        default_factory=lambda: {name: table(name, *(col(n, k()) for n, k in c.items())) for name, c in COLUMNS.items()}
    )
    datamap: Any = None

    def __post_init__(self) -> None:
        mapped = TableMap(store="shop", subject="subject_id", functions=("check_in",), decision="decision_id", collected_at="at")
        self.datamap = SimpleNamespace(tables={"shop.visit": mapped})

    def table(self, path: str) -> Any:
        return self.tables[path.partition(".")[2]]


def baseless(**changes: dict[str, Any]) -> bool:
    look = Look()
    found = standing(look, "shop.visit")  # type: ignore[arg-type]
    assert found is not None
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        for name, columns in COLUMNS.items():
            connection.execute(sql(f"create table {name} ({', '.join(columns)})"))
            row = {**dict.fromkeys(columns), **GROUNDED[name], **changes.get(name, {})}
            connection.execute(look.tables[name].insert().values(**row))
        return bool(connection.execute(select(found.baseless).select_from(found.source)).scalar_one())


def test_a_row_stands_on_an_agreement_given_before_and_still_standing_then() -> None:
    assert not baseless()


def test_an_agreement_withdrawn_later_does_not_reach_back() -> None:
    assert not baseless(consent={"withdrawn_at": "2026-02-02"})


@pytest.mark.parametrize("ground", [{"basis": "contract", "contract_ref": "SA-1"}, {"basis": "exemption", "exemption_id": 9}])
def test_a_contract_or_an_exemption_carries_a_row_as_well(ground: dict[str, Any]) -> None:
    assert not baseless(decision={**ground, "consent_id": None})


@pytest.mark.parametrize(
    "changes",
    [
        {"visit": {"decision_id": 99}},
        {"visit": {"decision_id": None}},
        {"decision": {"subject_id": 8}},
        {"decision": {"allowed": False}},
        {"decision": {"function": "functions.other"}},
        {"decision": {"decided_at": "2026-02-02"}},
        {"decision": {"consent_id": None}},
        {"decision": {"basis": "contract"}},
        {"decision": {"basis": "exemption"}},
        {"consent": {"subject_id": 8}},
        {"consent": {"matter": "functions.other"}},
        {"consent": {"given_at": "2026-02-02"}},
        {"consent": {"withdrawn_at": "2026-01-20"}},
    ],
    ids=lambda changes: "-".join(f"{key}.{name}" for key, value in changes.items() for name in value),
)
def test_anything_missing_or_of_somebody_else_leaves_the_row_without_ground(changes: dict[str, dict[str, Any]]) -> None:
    assert baseless(**changes)
