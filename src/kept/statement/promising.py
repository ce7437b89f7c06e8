"""From declarations to promises: each declaration yields one of its own kind, and one of each kind that it implies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from kept.errors import Fault, Place
from kept.promises import Kind, Kinds, Promise
from kept.statement.inventory import Row
from kept.statement.model import Clause, Declared
from kept.statement.shaping import near

CoveredAt = Callable[[Declared, int], Place]


def derive_promises(
    declarations: Mapping[str, Declared],
    clauses: Sequence[Clause],
    kinds: Kinds,
    rows: Mapping[str, Row],
    faults: list[Fault],
    at: CoveredAt,
) -> tuple[Promise, ...]:
    """All promises in the order of the declarations. A ``covers`` entry goes to the promise of its row's kind, or is a fault.

    ``at`` tells where an entry stands in the file: of a declaration, the entry's position in its list.
    """
    stated: dict[str, list[str]] = {}
    for clause in clauses:
        for path in clause.states:
            stated.setdefault(path, []).append(clause.id)
    promises: list[Promise] = []
    for declared in declarations.values():
        if declared.kind == "item":
            continue
        yielded = list(_kinds_of(declared, kinds))
        covers = _covers(declared, [kind.name for kind, _ in yielded], rows, faults, at)
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


def _covers(
    declared: Declared, names: Sequence[str], rows: Mapping[str, Row], faults: list[Fault], at: CoveredAt
) -> Mapping[str, tuple[str, ...]]:
    given: dict[str, list[str]] = {}
    for position, row_id in enumerate(declared.covers):
        row = rows.get(row_id)
        if rows and row is None:
            faults.append(Fault("KEPT-S037", at(declared, position), {"name": declared.path, "row": row_id, "near": near(row_id, rows)}))
        elif row is not None and row.kind not in names:
            facts = {"name": declared.path, "row": row_id, "kind": row.kind, "kinds": ", ".join(names)}
            faults.append(Fault("KEPT-S038", at(declared, position), facts))
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
