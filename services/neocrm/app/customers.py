"""Contacts and leads: listed, added one by one, contacts imported from a table; each with where it came from and by what right."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Table, func, or_, select, true
from sqlalchemy.dialects.postgresql import insert
from starlette.responses import Response

from foundation.forms import email_address, mobile_number, one_line, row_id, whole_number
from foundation.uploads import Unfit, table
from services.neocrm.app import offering
from services.neocrm.app.attesting import OWN_SOURCE, attested, write_batch
from services.neocrm.app.exchange import Exchange
from services.neocrm.app.keeping import reference
from services.neocrm.app.routing import Page
from services.neocrm.app.tables import account, contact, data_source, lead

SHOWN: Final = 20
MOST_NAMED: Final = 20
WHY_LEFT: Final = ("incomplete", "twice", "there")
Typed = Mapping[str, str | None]
LAST_PAGE: Final = 99_999
LEAD_PURPOSE: Final = "purposes.finding_new_customers"
COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "name": ("name", "姓名"),
    "company": ("company", "公司", "客户"),
    "email": ("email", "邮箱", "电子邮箱", "电子邮箱地址"),
    "mobile": ("mobile", "手机", "手机号码"),
    "position": ("position", "职位", "职务"),
}


def _typed(values: Mapping[str, str]) -> dict[str, str | None]:
    """One person's fields as they are kept; an address or number that is none becomes None."""
    found = {name: one_line(values.get(name, ""), 120) or None for name in ("name", "company", "position")}
    return {**found, "email": email_address(values.get("email", "")), "mobile": mobile_number(values.get("mobile", ""))}


def _problems(x: Exchange, found: Mapping[str, str | None]) -> dict[str, str]:
    problems = {}
    if not found["name"]:
        problems["name"] = x.say("problem.name")
    if not found["company"]:
        problems["company"] = x.say("problem.company")
    for name in ("email", "mobile"):
        if x.form.get(name, "").strip() and found[name] is None:
            problems[name] = x.say("problem.address")
    if not found["email"] and not found["mobile"]:
        problems.setdefault("email", x.say("problem.reach"))
    return problems


def _listed(x: Exchange, of: Table, *joined: Any) -> tuple[Sequence[Any], int, str, int]:
    """A page of rows, how many there are, what was searched for, and the page's number."""
    asked = one_line(x.query.get("q", ""), 60)
    number = min(max(whole_number(x.query.get("page", "")) or 1, 1), LAST_PAGE)
    like = f"%{asked.replace('%', '').replace('_', '')}%"
    where = or_(of.c.name.ilike(like), of.c.email.ilike(like)) if asked else true()
    with x.working() as connection:
        many = connection.execute(select(func.count()).select_from(of).where(where)).scalar_one()
        query = select(of, *joined).where(where).order_by(of.c.created_at.desc(), of.c.subject_id).limit(SHOWN).offset((number - 1) * SHOWN)
        if of is contact:
            there = (account.c.tenant_id == contact.c.tenant_id) & (account.c.account_id == contact.c.account_id)
            query = query.outerjoin(account, there)
        return connection.execute(query).all(), many, asked, number


def _contacts(x: Exchange, problems: dict[str, str] | None = None, status: int = 200) -> Response:
    rows, many, asked, number = _listed(x, contact, account.c.name.label("company"))
    taken, left = (whole_number(x.query.get(name, "")) for name in ("done", "left"))
    notice = x.say("customers.imported", taken=taken, left=left or 0) + _lines_left(x) if taken is not None else None
    facts: dict[str, Any] = {"rows": rows, "many": many, "asked": asked, "number": number, "shown": SHOWN}
    return x.page("contacts.html", status, problems=problems or {}, notice=notice, **facts)


def _lines_left(x: Exchange) -> str:
    """In words, which lines of a table were left out and why."""
    said = [entry.partition("-") for entry in x.query.get("lines", "").split(",")[:MOST_NAMED]]
    known = [(whole_number(line), why) for line, _, why in said if why in WHY_LEFT]
    return "".join(" " + x.say(f"customers.left_{why}", line=line) for line, why in known if line is not None)


def _add_contact(x: Exchange) -> Response:
    said_at, found = x.now, _typed(x.form)
    problems = _problems(x, found)
    if not attested(x):
        problems["agreed"] = x.say("problem.attest")
    if problems:
        return _contacts(x, problems, 422)
    taken, left = _keep_contacts(x, [(1, found)], said_at)
    return x.go("/contacts", done=str(taken), left=str(len(left)))


def _import_contacts(x: Exchange) -> Response:
    said_at, upload = x.now, x.files.get("table")
    problems = {} if attested(x) else {"import_agreed": x.say("problem.attest")}
    found: list[tuple[int, Typed]] = []
    try:
        if upload is None or not upload.content:
            raise Unfit("upload.none")
        found = [(line, _typed(row)) for line, row in table(upload.content, COLUMNS, ("name", "company"))]
    except Unfit as unfit:
        problems["table"] = x.say(unfit.why, **unfit.facts)
    if problems:
        return _contacts(x, problems, 422)
    taken, left = _keep_contacts(x, found, said_at)
    return x.go("/contacts", done=str(taken), left=str(len(left)), lines=",".join(f"{line}-{why}" for line, why in left[:MOST_NAMED]))


def _sorted_out(found: Sequence[tuple[int, Typed]], known: Collection[str]) -> tuple[list[Typed], list[tuple[int, str]]]:
    """Those to be taken; the others by line, with why not: incomplete, there already, or twice in this very table."""
    taken: list[Typed] = []
    left: list[tuple[int, str]] = []
    here: set[str] = set()
    for line, row in found:
        ways = {way for way in (row["email"], row["mobile"]) if way}
        if not (row["name"] and row["company"] and ways):
            left.append((line, "incomplete"))
        elif row["email"] in known:
            left.append((line, "there"))
        elif ways & here:
            left.append((line, "twice"))
        else:
            taken.append(row)
            here |= ways
    return taken, left


def _keep_contacts(x: Exchange, found: Sequence[tuple[int, Typed]], said_at: Any) -> tuple[int, list[tuple[int, str]]]:
    """Keep these people unless they are there already. How many were taken, and which lines were left and why."""
    me, batch_id = x.me, x.new_id("batch")
    with x.working() as connection:
        addresses = [row["email"] for _, row in found if row["email"]]
        known = set(connection.execute(select(contact.c.email).where(contact.c.email.in_(addresses))).scalars())
    usable, left = _sorted_out(found, known)
    new = [(row_id(batch_id, place), row) for place, row in enumerate(usable)]
    # Kept learns of them first: if it cannot, nothing is kept here either, and the same form may be sent again.
    subjects = {
        number: x.kept.person(reference("contact", number), class_="contact", country=x.cluster.country, tenant=str(me.tenant))
        for number, _ in new
    }
    with x.working() as connection:
        if not write_batch(x, connection, batch_id, said_at, len(new)):
            return 0, [(line, "there") for line, _ in found]
        for number, row in new:
            values = {name: row[name] for name in ("name", "mobile", "email", "position")}
            place = {"account_id": _account_of(x, connection, str(row["company"])), "owner_id": me.member, "batch_id": batch_id}
            keys = {"tenant_id": me.tenant, "contact_id": number, "subject_id": subjects[number], "source_id": OWN_SOURCE}
            connection.execute(insert(contact).values(**keys, **place, **values, created_at=x.now).on_conflict_do_nothing())
        offering.tell(x, connection, [(number, subjects[number], row["email"]) for number, row in new if row["email"]])
    x.parts.wake(x.cluster.name, me.tenant)
    return len(new), left


def _account_of(x: Exchange, connection: Connection, name: str) -> int:
    """The customer of this name; made if it is new."""
    there = connection.execute(select(account.c.account_id).where(account.c.name == name).limit(1)).scalar()
    if there is not None:
        return int(there)
    number = row_id(x.me.tenant, "account", name)
    values = {"tenant_id": x.me.tenant, "account_id": number, "name": name, "industry": "unknown", "created_at": x.now}
    connection.execute(insert(account).values(values).on_conflict_do_nothing())
    return number


def _leads(x: Exchange, problems: dict[str, str] | None = None, status: int = 200) -> Response:
    rows, many, asked, number = _listed(x, lead)
    with x.working() as connection:
        sources = connection.execute(select(data_source.c.source_id, data_source.c.name).order_by(data_source.c.source_id)).all()
    known = {each.source_id: each.name for each in sources}
    facts: dict[str, Any] = {"rows": rows, "many": many, "asked": asked, "number": number, "shown": SHOWN, "sources": known}
    return x.page("leads.html", status, problems=problems or {}, notice=x.say("working.saved") if x.query.get("done") else None, **facts)


def _add_lead(x: Exchange) -> Response:
    found, source = _typed(x.form), whole_number(x.form.get("source", ""))
    problems = _problems(x, found)
    with x.working() as connection:
        known = connection.execute(select(data_source.c.source_id).where(data_source.c.source_id == source)).scalar()
    if not known:
        problems["source"] = x.say("problem.source")
    if problems:
        return _leads(x, problems, 422)
    number, me = x.new_id("lead"), x.me
    subject = x.kept.person(reference("lead", number), class_="lead", country=x.cluster.country, tenant=str(me.tenant))
    keys = {"tenant_id": me.tenant, "lead_id": number, "subject_id": subject, "owner_id": me.member, "source_id": source}
    with x.working() as connection:
        values = {**keys, **found, "purpose": LEAD_PURPOSE, "created_at": x.now}
        connection.execute(insert(lead).values(values).on_conflict_do_nothing())
    return x.go("/leads", done="1")


PAGES: Final = (
    Page("/contacts", _contacts, _add_contact),
    Page("/contacts/import", post=_import_contacts),
    Page("/leads", _leads, _add_lead),
)
