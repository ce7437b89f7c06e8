"""What administrators do for their organisation: its people, its data, and those who ask to leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert
from starlette.responses import Response

from foundation.forms import email_address, mobile_number, one_line, row_id, some_lines, whole_number
from foundation.uploads import Unfit, table
from services.neocrm.app.attesting import OWN_SOURCE, attested, write_batch
from services.neocrm.app.exchange import Exchange
from services.neocrm.app.keeping import reference
from services.neocrm.app.posting import Message, put
from services.neocrm.app.routing import Page
from services.neocrm.app.tables import department, leaving, member, session, tenant

BASIC_SETTINGS: Final = "/settings/system-settings/basic-settings"
CANCEL: Final = "/settings/preferences/cancel-account"
ANSWER_WITHIN: Final = timedelta(days=7)
KINDS: Final = ("legal_person", "government_agency", "other_organization", "partner", "individual_business")
COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "name": ("name", "姓名"),
    "email": ("email", "邮箱", "电子邮箱", "电子邮箱地址"),
    "mobile": ("mobile", "手机", "手机号码"),
    "department": ("department", "部门"),
    "external": ("external", "外部用户"),
}


def _staff(x: Exchange, problems: dict[str, str] | None = None, status: int = 200) -> Response:
    with x.working() as connection:
        people = connection.execute(select(member).where(member.c.status == "active").order_by(member.c.created_at.desc()).limit(200)).all()
        asked = connection.execute(
            select(leaving, member.c.name)
            .join(member, (member.c.tenant_id == leaving.c.tenant_id) & (member.c.member_id == leaving.c.member_id))
            .where(leaving.c.done_at.is_(None), leaving.c.dropped_at.is_(None))
            .order_by(leaving.c.due_at)
        ).all()
    done = x.query.get("done", "")
    notice = x.say("customers.imported", taken=done, left=x.query.get("left", "0")) if done.isdigit() else None
    notice = x.say("staff.closed") if done == "closed" else notice
    return x.page("staff.html", status, people=people, asked=asked, problems=problems or {}, notice=notice)


def _upload(x: Exchange) -> Response:
    said_at, upload = x.now, x.files.get("table")
    problems = {} if attested(x) else {"agreed": x.say("problem.attest")}
    rows: list[dict[str, str]] = []
    try:
        if upload is None or not upload.content:
            raise Unfit("upload.none")
        rows = [row for _, row in table(upload.content, COLUMNS, ("name",))]
    except Unfit as unfit:
        problems["table"] = x.say(unfit.why, **unfit.facts)
    if problems:
        return _staff(x, problems, 422)
    taken = _keep_staff(x, rows, said_at)
    return x.go("/staff", done=str(taken), left=str(len(rows) - taken))


def _keep_staff(x: Exchange, rows: Sequence[Mapping[str, str]], said_at: Any) -> int:
    """Enter these people and invite those with a mail address. Whoever is there already, or cannot be reached, is left out."""
    me, batch_id = x.me, x.new_id("staff")
    typed = [(row_id(batch_id, place), _person(row)) for place, row in enumerate(rows)]
    with x.working() as connection:
        known = {value for column in (member.c.email, member.c.mobile) for value in connection.execute(select(column)).scalars() if value}
        contract = connection.execute(select(tenant.c.contract_ref).where(tenant.c.tenant_id == me.tenant)).scalar_one()
        departments = {each.name: each.department_id for each in connection.execute(select(department)).all()}
    new = []
    for number, found in typed:
        reach = {value for value in (found["email"], found["mobile"]) if value}
        if found["name"] and reach and not reach & known:
            known |= reach
            new.append((number, found))
    facts = {"country": x.cluster.country, "tenant": str(me.tenant), "contract": contract}
    subjects = {number: x.kept.person(reference("member", number), class_=str(found["class"]), **facts) for number, found in new}
    with x.working() as connection:
        if not write_batch(x, connection, batch_id, said_at, len(new)):
            return 0
        for number, found in new:
            keys = {"tenant_id": me.tenant, "member_id": number, "subject_id": subjects[number], "batch_id": batch_id}
            values = {**keys, "source_id": OWN_SOURCE, "department_id": departments.get(str(found.pop("department"))), **found}
            connection.execute(insert(member).values(values | {"status": "active", "created_at": x.now}))
            if found["email"]:
                _invite(x, connection, number, subjects[number], str(found["email"]))
    x.parts.wake(x.cluster.name, me.tenant)
    return len(new)


def _person(row: Mapping[str, str]) -> dict[str, str | None]:
    external = one_line(row.get("external", "")).lower() in ("yes", "1", "是")
    return {
        "name": one_line(row.get("name", ""), 80) or None,
        "email": email_address(row.get("email", "")),
        "mobile": mobile_number(row.get("mobile", "")),
        "class": "external" if external else "member",
        "department": one_line(row.get("department", "")),
    }


def _invite(x: Exchange, connection: Connection, number: int, subject: int, email: str) -> None:
    link = x.configuration.address(x.cluster.business, f"/register?organisation={x.me.tenant}")
    title, text = x.say("mail.invite.title", organisation=x.me.organisation), x.say("mail.invite.text", link=link, number=x.me.tenant)
    put(x, connection, x.cluster, x.me.tenant, Message(number, subject, "mail", "invitation", email, title, text))


def _close(x: Exchange) -> Response:
    """End somebody's account: nobody signs in with it from this moment, and the time to deletion begins."""
    number = whole_number(x.form.get("member", ""))
    if number is None or number == x.me.member:
        return _staff(x, {"close": x.say("problem.close")}, 422)
    with x.working() as connection:
        there = (member.c.tenant_id == x.me.tenant) & (member.c.member_id == number)
        closed = connection.execute(
            update(member).where(there, member.c.status == "active").values(status="closed", closed_at=x.now).returning(member.c.member_id)
        ).first()
        if closed is None:
            return _staff(x, {"close": x.say("problem.close")}, 422)
        of = session.c.member_id == number
        connection.execute(update(session).where(of, session.c.ended_at.is_(None)).values(ended_at=x.now))
        x.kept.ended([reference("member", number)], x.now)
        asked = (leaving.c.member_id == number) & leaving.c.done_at.is_(None)
        connection.execute(update(leaving).where(asked).values(done_at=x.now))
    return x.go("/staff", done="closed")


def _basic(x: Exchange, problems: dict[str, str] | None = None, status: int = 200) -> Response:
    with x.working() as connection:
        own = connection.execute(select(tenant).where(tenant.c.tenant_id == x.me.tenant)).one()
    notice = x.say("preferences.saved") if x.query.get("done") else None
    return x.page("organisation.html", status, own=own, kinds=KINDS, problems=problems or {}, notice=notice)


def _save_basic(x: Exchange) -> Response:
    name, kind = one_line(x.form.get("name", ""), 120), x.form.get("org_type", "")
    notices = {key: some_lines(x.form.get(key, "")) for key in ("notice_purpose", "notice_scope", "notice_method")}
    problems = {key: x.say("problem.needed") for key, value in {"name": name, **notices}.items() if not value}
    if kind not in KINDS:
        problems["org_type"] = x.say("problem.gender")
    if problems:
        return _basic(x, problems, 422)
    with x.working() as connection:
        connection.execute(update(tenant).where(tenant.c.tenant_id == x.me.tenant).values(name=name, org_type=kind, **notices))
    return x.go(BASIC_SETTINGS, done="saved")


def _cancelling(x: Exchange) -> Response:
    with x.working() as connection:
        asked = connection.execute(
            select(leaving).where(leaving.c.member_id == x.me.member, leaving.c.done_at.is_(None), leaving.c.dropped_at.is_(None))
        ).first()
        with_all = connection.execute(select(member.c.leave_with_organisation).where(member.c.member_id == x.me.member)).scalar()
    return x.page("cancel_account.html", asked=asked, with_all=with_all)


def _ask_to_leave(x: Exchange) -> Response:
    """Ask the administrator, take the request back, or ask to go together with the organisation."""
    what, me = x.form.get("what", ""), x.me
    mine = (leaving.c.member_id == me.member) & leaving.c.done_at.is_(None) & leaving.c.dropped_at.is_(None)
    with x.working() as connection:
        if what == "drop":
            connection.execute(update(leaving).where(mine).values(dropped_at=x.now))
        elif what in ("with", "without"):
            there = (member.c.tenant_id == me.tenant) & (member.c.member_id == me.member)
            connection.execute(update(member).where(there).values(leave_with_organisation=what == "with"))
        elif connection.execute(select(leaving.c.leaving_id).where(mine)).first() is None:
            own = {"tenant_id": me.tenant, "member_id": me.member, "subject_id": me.subject}
            dated = {"leaving_id": x.new_id("leaving"), "asked_at": x.now, "due_at": x.now + ANSWER_WITHIN}
            connection.execute(insert(leaving).values(**own, **dated).on_conflict_do_nothing())
    return x.go(CANCEL)


PAGES: Final = (
    Page("/staff", _staff, who="administrator"),
    Page("/staff/upload", post=_upload, who="administrator"),
    Page("/staff/close", post=_close, who="administrator"),
    Page(BASIC_SETTINGS, _basic, _save_basic, who="administrator"),
    Page(CANCEL, _cancelling, _ask_to_leave),
)
