"""From declarations to promises: each declaration yields one of its own kind, and one of each kind that it implies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kept.errors import Fault
from kept.promises import Kind, Kinds, Promise
from kept.statement.inventory import Row
from kept.statement.model import Clause, Declared
from kept.statement.shaping import near


def derive_promises(
    declarations: Mapping[str, Declared],
    clauses: Sequence[Clause],
    kinds: Kinds,
    rows: Mapping[str, Row],
    faults: list[Fault],
) -> tuple[Promise, ...]:
    """All promises in the order of the declarations. A ``covers`` entry goes to the promise of its row's kind, or is a fault."""
    stated: dict[str, list[str]] = {}
    for clause in clauses:
        for path in clause.states:
            stated.setdefault(path, []).append(clause.id)
    promises: list[Promise] = []
    for declared in declarations.values():
        if declared.kind == "item":
            continue
        yielded = list(_kinds_of(declared, kinds))
        covers = _covers(declared, [kind.name for kind, _ in yielded], rows, faults)
        for kind, parameters in yielded:
            covered = covers.get(kind.name, ())
            promises.append(_promise(declared, kind, parameters, covered, tuple(stated.get(declared.path, ())), rows))
    return tuple(promises)


def _kinds_of(declared: Declared, kinds: Kinds) -> Iterator[tuple[Kind, Any]]:
    yield kinds[declared.kind], declared.body
    for kind in kinds.values():
        if declared.kind in kind.implied_by:
            parameters = kind.parameters.implied(declared.name, declared.body)
            if parameters is not None:
                yield kind, parameters


def _covers(declared: Declared, names: Sequence[str], rows: Mapping[str, Row], faults: list[Fault]) -> Mapping[str, tuple[str, ...]]:
    given: dict[str, list[str]] = {}
    for row_id in declared.covers:
        row = rows.get(row_id)
        if rows and row is None:
            faults.append(Fault("KEPT-S037", declared.place, {"name": declared.path, "row": row_id, "near": near(row_id, rows)}))
        elif row is not None and row.kind not in names:
            facts = {"name": declared.path, "row": row_id, "kind": row.kind, "kinds": ", ".join(names)}
            faults.append(Fault("KEPT-S038", declared.place, facts))
        else:
            given.setdefault(row.kind if row else names[0], []).append(row_id)
    return {kind: tuple(ids) for kind, ids in given.items()}


def _promise(
    declared: Declared, kind: Kind, parameters: Any, covered: tuple[str, ...], clauses: tuple[str, ...], rows: Mapping[str, Row]
) -> Promise:
    origins = sorted({rows[row].origin for row in covered if row in rows and rows[row].origin})
    own = kind.name == declared.kind
    return Promise(
        id=declared.path if own else f"{declared.path}:{kind.name}",
        path=declared.path,
        kind=kind.name,
        parameters=parameters,
        check=(declared.check if own else None) or kind.check,
        clauses=clauses,
        covers=covered,
        origin=",".join(origins),
        place=declared.place,
    )
