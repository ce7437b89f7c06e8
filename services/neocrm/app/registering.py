"""Registration on a cluster's host: whoever the organisation has uploaded proves a mail address or mobile number with a code.

A taken number, an unknown one and a free one get the same answer, word for word; only the person's own mailbox or phone tells.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection, select
from starlette.responses import Response

from foundation.forms import email_address, mobile_number
from foundation.sealing import issued, opened
from services.neocrm.app.code_checking import channel_of, check_code, new_code_id, write_code
from services.neocrm.app.exchange import Exchange
from services.neocrm.app.keeping import reference
from services.neocrm.app.posting import Message, put, send_now
from services.neocrm.app.routing import Page
from services.neocrm.app.tables import member, tenant

ATTEMPT_FOR: Final = timedelta(hours=1)
CREDENTIAL_FOR: Final = timedelta(minutes=15)
ADULT: Final = 18
CODE_BY_SMS: Final = "consents.registration_code"


def organisation_number(typed: str) -> int | None:
    """An organisation's number as people type it."""
    number = typed.strip().replace(" ", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 16 else None


def address_typed(typed: str) -> str | None:
    """A mail address or a mobile number, whichever somebody typed."""
    return email_address(typed) or mobile_number(typed)


def _ask(x: Exchange) -> Response:
    prompt = x.kept.prompt(CODE_BY_SMS, x.language)
    typed = {"organisation": x.query.get("organisation", "")} | dict(x.typed)
    return x.page("register.html", prompt=prompt, typed=typed)


def _send(x: Exchange) -> Response:
    tenant, address = organisation_number(x.form.get("organisation", "")), address_typed(x.form.get("address", ""))
    problems = {}
    if tenant is None:
        problems["organisation"] = x.say("problem.organisation")
    if address is None:
        problems["address"] = x.say("problem.address")
    elif channel_of(address) == "sms" and not x.form.get("by_sms"):
        problems["by_sms"] = x.say("problem.by_sms")
    if not x.form.get("read"):
        problems["read"] = x.say("problem.read")
    if not x.form.get("adult"):
        problems["adult"] = x.say("problem.adult")
    if problems or tenant is None or address is None:
        return x.page("register.html", 422, prompt=x.kept.prompt(CODE_BY_SMS, x.language), problems=problems)
    code_id, sent = new_code_id(x), True
    if x.cluster.serves(tenant):
        sent = _send_to_somebody(x, tenant, address, code_id)
    attempt = issued(x.configuration.secret, "register", {"o": tenant, "c": code_id, "a": address}, x.now, ATTEMPT_FOR)
    return x.go("/register/code", attempt=attempt, **({} if sent else {"late": "1"}))


def _send_to_somebody(x: Exchange, tenant: int, address: str, code_id: int) -> bool:
    """Write to the member who has this address: a code, or that there is an account already. True when nothing has to wait."""
    with x.working(tenant) as connection:
        found = _member(connection, tenant, address)
    if found is None or found.status != "active":
        return True
    if found.last_used_at is None and channel_of(address) == "sms":
        # The operator gets the number only from somebody who was shown the statement and agreed to exactly this.
        _enter_in_kept(x, tenant, found.member_id)
        prompt = x.kept.prompt(CODE_BY_SMS, x.language)
        x.kept.give(
            reference("member", found.member_id),
            CODE_BY_SMS,
            language=x.language,
            sha256=x.form.get("sha256") or prompt.sha256,
            channel="sign-up",
            key=x.key,
        )
    with x.working(tenant) as connection:
        subject = int(found.subject_id or 0)
        if found.last_used_at is None:
            message = write_code(x, connection, x.cluster, tenant, found.member_id, subject, "registration", address, code_id)
        elif channel_of(address) == "mail":
            link = x.configuration.address(x.cluster.business, "/sign-in")
            title, text = x.say("mail.taken.title"), x.say("mail.taken.text", link=link)
            message = put(x, connection, x.cluster, tenant, Message(found.member_id, subject, "mail", "taken", address, title, text))
        else:
            message = None
    return message is None or send_now(x, x.cluster, tenant, message)


def _member(connection: Connection, tenant: int, address: str) -> Any:
    column = member.c.email if "@" in address else member.c.mobile
    return connection.execute(
        select(member.c.member_id, member.c.subject_id, member.c.status, member.c.last_used_at).where(
            member.c.tenant_id == tenant, column == address
        )
    ).first()


def _enter(x: Exchange) -> Response:
    notice = x.say("code.late") if x.query.get("late") else None
    return x.page("code.html", attempt=x.query.get("attempt", ""), action="/register/code", again="/register", notice=notice)


def _check(x: Exchange) -> Response:
    attempt = x.form.get("attempt", "")
    said = opened(x.configuration.secret, "register", attempt, x.now)
    proven = None
    if said is not None and x.cluster.serves(said["o"]):
        with x.working(said["o"]) as connection:
            proven = check_code(x, connection, x.cluster, said["o"], said["c"], "registration", said["a"], x.form.get("code", ""))
    if said is None or proven is None:
        problems = {"code": x.say("problem.code")}
        return x.page("code.html", 422, attempt=attempt, action="/register/code", again="/register", problems=problems)
    contract = _enter_in_kept(x, said["o"], proven[0])
    facts = {"o": said["o"], "m": proven[0], "a": said["a"], "at": x.now.isoformat(), "s": x.state, "k": contract}
    ticket = issued(x.configuration.secret, "credential", facts, x.now, CREDENTIAL_FOR)
    return x.go("/password", x.cluster.login, ticket=ticket)


def _enter_in_kept(x: Exchange, tenant_id: int, member_id: int) -> str:
    """Tell Kept who this is: under which contract, an adult by the person's own word, who was shown the statement. Returns the contract."""
    with x.working(tenant_id) as connection:
        query = select(member.c["class"].label("kind"), tenant.c.contract_ref).join(tenant, tenant.c.tenant_id == member.c.tenant_id)
        row = connection.execute(query.where(member.c.tenant_id == tenant_id, member.c.member_id == member_id)).one()
    person = reference("member", member_id)
    facts = {"country": x.cluster.country, "tenant": str(tenant_id), "contract": row.contract_ref}
    x.kept.person(person, class_=row.kind, at_least=ADULT, **facts)
    x.kept.shown(person, [x.kept.label])
    return str(row.contract_ref)


PAGES: Final = (
    Page("/register", _ask, _send, who="anybody"),
    Page("/register/code", _enter, _check, who="anybody"),
)
