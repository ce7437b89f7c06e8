"""An organisation signs up on the host of a storage cluster: its data is kept there from then on, and nowhere else.

Nothing is written before the link in a mail to its administrator was followed. Whether a name or an address is known already makes no
difference to what the page says.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from starlette.responses import Response

from foundation.forms import email_address, one_line, row_id
from foundation.mailing import Letter, Undelivered, composed, deliver
from foundation.sealing import issued, opened
from services.neocrm.app.attesting import OWN_SOURCE
from services.neocrm.app.configuration import TENANT_ROLE, remember_role
from services.neocrm.app.exchange import Exchange
from services.neocrm.app.keeping import reference
from services.neocrm.app.organisation import KINDS
from services.neocrm.app.registering import ADULT
from services.neocrm.app.routing import Page
from services.neocrm.app.tables import admin_grant, batch, department, member, tenant

PATH: Final = "/sign-up"
CONFIRMED_WITHIN: Final = timedelta(hours=1)
TRIAL: Final = timedelta(days=30)
PROCESSOR: Final = "Beijing Ingage App Internet Technology Ltd. Co."
FIRST: Final = 1
OFFICER: Final = "sign-up confirmed by mail"


def _ask(x: Exchange, problems: dict[str, str] | None = None, status: int = 200) -> Response:
    return x.page("sign_up.html", status, kinds=[(kind, x.say(f"org.{kind}")) for kind in KINDS], problems=problems or {})


def _send(x: Exchange) -> Response:
    name, boss = one_line(x.form.get("organisation_name", ""), 120), one_line(x.form.get("name", ""), 80)
    kind, email = x.form.get("org_type", ""), email_address(x.form.get("email", ""))
    wrong = {"organisation_name": not name, "name": not boss, "email": email is None, "org_type": kind not in KINDS}
    wrong |= {tick: not x.form.get(tick) for tick in ("read", "adult", "appointed")}
    problems = {field: x.say(f"sign_up.problem.{field}") for field, is_so in wrong.items() if is_so}
    if problems or email is None:
        return _ask(x, problems, 422)
    if x.parts.attempts.too_many(x.ip, x.now):
        return x.message("sign_up.too_many", 429)
    facts = {"n": name, "t": kind, "b": boss, "e": email, "k": x.key}
    ticket = issued(x.configuration.secret, "sign-up", facts, x.now, CONFIRMED_WITHIN)
    link = x.configuration.address(x.cluster.business, f"{PATH}/confirm?ticket={ticket}")
    letter = Letter(email, x.say("sign_up.mail.title"), x.say("sign_up.mail.text", organisation=name, link=link))
    try:
        message = composed(x.configuration.mail, letter, x.now, str(row_id("sign-up", x.key)))
        deliver(x.configuration.mail, message)
    except Undelivered:
        return _ask(x, {"email": x.say("sign_up.problem.mail")}, 503)
    return x.message("sign_up.sent")


def _confirm(x: Exchange) -> Response:
    said = opened(x.configuration.secret, "sign-up", x.query.get("ticket", ""), x.now)
    if said is None:
        return x.message("link_over", 400)
    return x.page("sign_up_confirm.html", said=said, ticket=x.query["ticket"])


def _confirmed(x: Exchange) -> Response:
    """Make the organisation, once, however often the button is pressed, and also where a press before was interrupted half way."""
    said = opened(x.configuration.secret, "sign-up", x.form.get("ticket", ""), x.now)
    if said is None:
        return x.message("link_over", 400)
    number = row_id("organisation", said["k"])
    if not x.cluster.serves(number):
        _admit(x, number)
    with x.working(number) as connection:
        there = connection.execute(select(tenant.c.tenant_id).where(tenant.c.tenant_id == number)).first()
    if there is None:
        _write(x, number, said)
    return x.page("sign_up_done.html", number=number, email=said["e"])


def _admit(x: Exchange, number: int) -> None:
    """Have the organisation's own database role made, and work with it here and where its people sign in."""
    role = TENANT_ROLE.format(tenant=number)
    password = x.kept.admit(str(number), role)
    centre = x.cluster.signs_in_at
    if centre != x.cluster.name:
        x.parts.keeping.clients[centre].admit(str(number), role, home=x.cluster.name, country=x.cluster.country)
    for name in {x.cluster.name, centre}:
        x.configuration.clusters[name].admits(role, password)
    remember_role(x.configuration, role, password, x.parts.random)


def _write(x: Exchange, number: int, said: Any) -> None:
    """The organisation with its first administrator, under its own role."""
    boss = row_id(number, "administrator")
    contract = f"C-{number}"
    facts = {"country": x.cluster.country, "tenant": str(number), "contract": contract}
    subject = x.kept.person(reference("member", boss), class_="administrator", at_least=ADULT, **facts)
    x.kept.shown(reference("member", boss), [x.kept.label])
    told = {key: x.say(f"sign_up.{key}") for key in ("notice_purpose", "notice_scope", "notice_method")}
    own: dict[str, Any] = {"tenant_id": number, "name": said["n"], "org_type": said["t"], "cluster": x.cluster.name}
    own |= {"country": x.cluster.country, "controller_id": number, "processor": PROCESSOR, "plan": "free", "registered_at": x.now}
    own |= {"contract_ref": contract, "contract_ends_on": (x.now + TRIAL).date(), **told}
    words = x.say("sign_up.appointed")
    attested = {"attested_ground": "explicit_consent", "attestation_sha256": hashlib.sha256(words.encode()).digest()}
    brought = {"batch_id": FIRST, "uploaded_by": boss, "attested_at": x.now - timedelta(seconds=1), "uploaded_at": x.now}
    person = {"member_id": boss, "subject_id": subject, "class": "administrator", "department_id": FIRST, "batch_id": FIRST}
    person |= {"source_id": OWN_SOURCE, "name": said["b"], "email": said["e"], "status": "active", "created_at": x.now}
    rows: tuple[tuple[Any, dict[str, Any]], ...] = (
        (tenant, own),
        (department, {"department_id": FIRST, "name": said["n"]}),
        (batch, {**brought, **attested, "rows_accepted": 1}),
        (member, person),
        (admin_grant, {"member_id": boss, "officer_ref": OFFICER, "granted_at": x.now}),
    )
    with x.working(number) as connection:
        for table, values in rows:
            connection.execute(insert(table).values({"tenant_id": number, **values}).on_conflict_do_nothing())


PAGES: Final = (
    Page(PATH, _ask, _send, who="anybody"),
    Page(f"{PATH}/confirm", _confirm, _confirmed, who="anybody"),
)
