"""The organisation's departments: a tree that its administrators build, and the people in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update
from starlette.responses import Response

from foundation.forms import one_line, whole_number
from services.neocrm.app.exchange import Exchange
from services.neocrm.app.routing import Page
from services.neocrm.app.tables import department, member

STRUCTURE: Final = "/settings/system-settings/structure"
DEEPEST: Final = 12


def _show(x: Exchange, problems: dict[str, str] | None = None, status: int = 200) -> Response:
    with x.working() as connection:
        rows = connection.execute(select(department).order_by(department.c.name)).all()
        people = connection.execute(
            select(member.c.member_id, member.c.name, member.c.department_id)
            .where(member.c.status == "active")
            .order_by(member.c.name)
            .limit(500)
        ).all()
    tree = list(_tree({each.department_id: each for each in rows}))
    choices = [(str(each.department_id), f"{'　' * depth}{each.name}") for each, depth in tree]
    inside = {each.department_id: [one for one in people if one.department_id == each.department_id] for each in rows}
    return x.page("structure.html", status, tree=tree, choices=choices, people=people, inside=inside, problems=problems or {})


def _tree(rows: Mapping[int, Any], of: int | None = None, depth: int = 0) -> Iterator[tuple[Any, int]]:
    """The departments in the order of the tree, each with its depth."""
    for each in rows.values():
        parent = each.parent_id if each.parent_id in rows else None
        if parent == of and depth < DEEPEST:
            yield each, depth
            yield from _tree(rows, each.department_id, depth + 1)


def _add(x: Exchange) -> Response:
    name = one_line(x.form.get("name", ""), 80)
    if not name:
        return _show(x, {"name": x.say("problem.needed")}, 422)
    with x.working() as connection:
        parent = _there(connection, x.form.get("parent", ""))
        number = x.new_id("department")
        if connection.execute(select(department.c.department_id).where(department.c.department_id == number)).first() is None:
            connection.execute(insert(department).values(tenant_id=x.me.tenant, department_id=number, parent_id=parent, name=name))
    return x.go(STRUCTURE)


def _change(x: Exchange) -> Response:
    """Another name, another place in the tree. A department never comes to lie below itself."""
    name = one_line(x.form.get("name", ""), 80)
    with x.working() as connection:
        number, parent = _there(connection, x.form.get("department", "")), _there(connection, x.form.get("parent", ""))
        if number is None:
            return x.message("not_found", 404)
        if parent is not None and number in _above(connection, parent):
            return _show(x, {"parent": x.say("structure.problem.below")}, 422)
        values: dict[str, Any] = {"parent_id": parent} | ({"name": name} if name else {})
        connection.execute(update(department).where(department.c.department_id == number).values(values))
    return x.go(STRUCTURE)


def _place(x: Exchange) -> Response:
    """Put somebody into a department."""
    with x.working() as connection:
        number = _there(connection, x.form.get("department", ""))
        mine = (member.c.tenant_id == x.me.tenant) & (member.c.member_id == whole_number(x.form.get("member", "")))
        done = number is not None and connection.execute(update(member).where(mine).values(department_id=number)).rowcount
    return x.go(STRUCTURE) if done else x.message("not_found", 404)


def _there(connection: Connection, said: str) -> int | None:
    """The department of that number, if it is one of this organisation's."""
    found = connection.execute(select(department.c.department_id).where(department.c.department_id == whole_number(said))).scalar()
    return int(found) if found is not None else None


def _above(connection: Connection, number: int) -> Sequence[int]:
    """The department itself and all those in which it lies."""
    rows = connection.execute(select(department.c.department_id, department.c.parent_id))
    parents = {each.department_id: each.parent_id for each in rows}
    found = [number]
    while (parent := parents.get(found[-1])) is not None and parent not in found:
        found.append(parent)
    return found


PAGES: Final = (
    Page(STRUCTURE, _show, _add, who="administrator"),
    Page(f"{STRUCTURE}/change", post=_change, who="administrator"),
    Page(f"{STRUCTURE}/place", post=_place, who="administrator"),
)
