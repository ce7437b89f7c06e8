"""The login hosts: passwords and codes, checked where the statement says that sign-in data is, then on to the cluster's own host."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from starlette.responses import Response

from foundation.forms import row_id
from foundation.passwords import hashed, matches, weakness
from foundation.sealing import issued, opened
from services.neocrm.app.code_checking import channel_of, check_code, new_code_id, write_code
from services.neocrm.app.configuration import Cluster
from services.neocrm.app.exchange import Exchange
from services.neocrm.app.keeping import Kept, reference
from services.neocrm.app.posting import send_now, sign_in_tables_of
from services.neocrm.app.registering import ADULT, ATTEMPT_FOR, CODE_BY_SMS, address_typed, organisation_number
from services.neocrm.app.routing import Page

TICKET_FOR: Final = timedelta(seconds=60)
FAILURES: Final = 10
FAILURES_WITHIN: Final = timedelta(minutes=15)
STATE: Final = re.compile(r"[0-9a-f]{32}")
IDENTITY: Final = "identity_verification"
MANAGEMENT: Final = "organisation_management"


def store_of(x: Exchange, home: Cluster) -> Cluster:
    """The cluster that keeps a home cluster's sign-in data: the authentication centre, or itself."""
    return x.configuration.clusters[home.signs_in_at]


def _places(x: Exchange, tenant: int | None) -> tuple[Cluster, Cluster] | None:
    """A tenant's home and where its people's credentials are, if its people sign in on this host."""
    home = x.configuration.home_of(tenant, x.clusters) if tenant is not None else None
    if home is None or tenant is None or not store_of(x, home).serves(tenant):
        return None
    return home, store_of(x, home)


def _form(x: Exchange) -> Response:
    return x.page("sign_in.html", organisation=x.query.get("organisation", ""))


def _sign_in(x: Exchange) -> Response:
    tenant, address = organisation_number(x.form.get("organisation", "")), address_typed(x.form.get("address", ""))
    places = _places(x, tenant)
    if tenant is None or address is None or places is None:
        matches(x.form.get("password", ""), None)
        return _refused(x)
    home, store = places
    tables = sign_in_tables_of(store)
    with x.working(tenant, store) as connection:
        column = tables.credential.c.email if "@" in address else tables.credential.c.mobile
        found = connection.execute(select(tables.credential).where(tables.credential.c.tenant_id == tenant, column == address)).first()
        failures = 0
        if found is not None:
            failed = (
                (tables.login.c.member_id == found.member_id) & ~tables.login.c.succeeded & (tables.login.c.at > x.now - FAILURES_WITHIN)
            )
            failures = connection.execute(select(func.count()).select_from(tables.login).where(failed)).scalar_one()
    right = matches(x.form.get("password", ""), found.password_hash if found is not None else None) and failures < FAILURES
    if found is None:
        return _refused(x)
    _log(x, store, found.tenant_id, found.member_id, found.subject_id, right)
    return _on(x, home, tenant, found.member_id, _state(x)) if right else _refused(x)


def _state(x: Exchange) -> str:
    """What ties this sign-in to the browser that began it (``Exchange.state``); whatever else is sent as that is nothing."""
    said = x.form.get("state", "")
    return said if STATE.fullmatch(said) else ""


def _refused(x: Exchange) -> Response:
    return x.page("sign_in.html", 422, problems={"password": x.say("problem.sign_in")})


def _log(x: Exchange, store: Cluster, tenant: int, member: int, subject: int, succeeded: bool) -> None:
    tables = sign_in_tables_of(store)
    number = row_id(tenant, "login", x.parts.random(16).hex())
    values: dict[str, Any] = {tables.login_key: number, "tenant_id": tenant, "member_id": member, "subject_id": subject}
    values |= {"host": x.host.partition(":")[0], "ip": x.ip, "succeeded": succeeded, "at": x.now}
    with x.working(tenant, store) as connection:
        connection.execute(insert(tables.login).values(values))


def _on(x: Exchange, home: Cluster, tenant: int, member: int, state: str) -> Response:
    """To the cluster's own host with a ticket that opens one session there, within a minute."""
    facts = {"o": tenant, "m": member, "s": state, "n": x.parts.random(12).hex()}
    return x.go("/enter", home.business, ticket=issued(x.configuration.secret, "enter", facts, x.now, TICKET_FOR))


def _ask_code(x: Exchange) -> Response:
    return x.page("sign_in_code.html")


def _send_code(x: Exchange) -> Response:
    tenant, address = organisation_number(x.form.get("organisation", "")), address_typed(x.form.get("address", ""))
    problems = {}
    if tenant is None:
        problems["organisation"] = x.say("problem.organisation")
    if address is None:
        problems["address"] = x.say("problem.address")
    if problems or tenant is None or address is None:
        return x.page("sign_in_code.html", 422, problems=problems)
    code_id, sent, places = new_code_id(x), True, _places(x, tenant)
    if places is not None:
        store = places[1]
        tables = sign_in_tables_of(store)
        with x.working(tenant, store) as connection:
            column = tables.credential.c.email if "@" in address else tables.credential.c.mobile
            found = connection.execute(select(tables.credential).where(tables.credential.c.tenant_id == tenant, column == address)).first()
            message = None
            if found is not None:
                message = write_code(x, connection, store, tenant, found.member_id, found.subject_id, "sign-in", address, code_id)
        sent = message is None or send_now(x, store, tenant, message)
    facts = {"o": tenant, "c": code_id, "a": address}
    attempt = issued(x.configuration.secret, "sign in", facts, x.now, ATTEMPT_FOR)
    return x.go("/code/enter", attempt=attempt, state=_state(x), **({} if sent else {"late": "1"}))


def _enter_code(x: Exchange) -> Response:
    notice = x.say("code.late") if x.query.get("late") else None
    return x.page("code.html", attempt=x.query.get("attempt", ""), action="/code/enter", again="/code", notice=notice)


def _check(x: Exchange) -> Response:
    attempt = x.form.get("attempt", "")
    said = opened(x.configuration.secret, "sign in", attempt, x.now)
    places = _places(x, said["o"]) if said is not None else None
    proven = None
    if said is not None and places is not None:
        with x.working(said["o"], places[1]) as connection:
            proven = check_code(x, connection, places[1], said["o"], said["c"], "sign-in", said["a"], x.form.get("code", ""))
    if said is None or places is None or proven is None:
        problems = {"code": x.say("problem.code")}
        return x.page("code.html", 422, attempt=attempt, action="/code/enter", again="/code", problems=problems)
    _log(x, places[1], said["o"], proven[0], proven[1], True)
    return _on(x, places[0], said["o"], proven[0], _state(x))


def _password(x: Exchange) -> Response:
    said = opened(x.configuration.secret, "credential", x.query.get("ticket", ""), x.now)
    places = _places(x, said["o"]) if said is not None else None
    if places is None:
        return x.message("link_over", 400)
    return x.page("password.html", ticket=x.query["ticket"], store=places[1])


def _set_password(x: Exchange) -> Response:
    said = opened(x.configuration.secret, "credential", x.form.get("ticket", ""), x.now)
    places = _places(x, said["o"]) if said is not None else None
    if said is None or places is None:
        return x.message("link_over", 400)
    password = x.form.get("password", "")
    weak = weakness(password, (said["a"].partition("@")[0], said["a"]))
    if weak is not None:
        problems = {"password": x.say(f"problem.password.{weak}")}
        return x.page("password.html", 422, ticket=x.form["ticket"], store=places[1], problems=problems)
    home, store = places
    stored = hashed(password, x.parts.random)
    kept, person = x.parts.keeping.clients[store.name], reference("member", said["m"])
    facts = {"country": home.country, "tenant": str(said["o"]), "contract": said["k"]}
    subject = kept.person(person, class_="member", at_least=ADULT, **facts)
    kept.shown(person, [kept.label])
    item = "email" if channel_of(said["a"]) == "mail" else "mobile"
    if item == "mobile" and store != home:
        # The number is kept at the centre on the same agreement as at home, which was given before the code went out.
        sha256 = kept.prompt(CODE_BY_SMS, x.language).sha256
        kept.give(person, CODE_BY_SMS, language=x.language, sha256=sha256, channel="sign-up", key=f"number-{x.key}")
    with kept.using(person, IDENTITY, (item,), purpose=MANAGEMENT) as use:
        values: dict[str, Any] = {
            "tenant_id": said["o"],
            "member_id": said["m"],
            "subject_id": subject,
            "mobile": None,
            "email": None,
            item: said["a"],
            "password_hash": stored,
            "verified_at": datetime.fromisoformat(said["at"]),
            "password_changed_at": x.now,
            "decision_id": use.decision,
            "created_at": x.now,
        }
        table = sign_in_tables_of(store).credential
        with x.working(said["o"], store) as connection:
            made = connection.execute(insert(table).values(values).on_conflict_do_nothing().returning(table.c.member_id)).first()
    if made is not None and store != home:
        agreed_by_conduct(x, kept, store, person, f"centre-{x.key}")
    # Going back and sending the form again changes nothing and signs nobody in: the account is there, with the first password.
    return _on(x, home, said["o"], said["m"], said["s"]) if made is not None else x.message("link_over", 400)


def agreed_by_conduct(x: Exchange, kept: Kept, cluster: Cluster, person: str, key: str) -> None:
    """Going on after the page has shown the place is agreement to storage there, and to nothing else (statement, 5.1)."""
    matter = f"storage.{cluster.name}"
    prompt = kept.prompt(matter, x.language)
    kept.shown(person, [matter])
    kept.give(person, matter, language=x.language, sha256=prompt.sha256, channel="sign-in", key=key)


PAGES: Final = (
    Page("/", _form, _sign_in, who="anybody", place="login"),
    Page("/code", _ask_code, _send_code, who="anybody", place="login"),
    Page("/code/enter", _enter_code, _check, who="anybody", place="login"),
    Page("/password", _password, _set_password, who="anybody", place="login"),
)
