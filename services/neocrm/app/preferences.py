"""Settings > Preferences on the web and Me on the phone: what people see, correct and take away of their own data.

Items and paths are those of the statement (7.1); tests compare them.
"""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from starlette.responses import Response

from foundation.forms import email_address, mobile_number, one_line
from foundation.sealing import issued, opened
from foundation.uploads import Unfit, picture
from services.neocrm.app.code_checking import check_code, new_code_id, write_code
from services.neocrm.app.exchange import Exchange
from services.neocrm.app.keeping import Prompt, reference
from services.neocrm.app.posting import send_now, sign_in_tables_of
from services.neocrm.app.registering import ATTEMPT_FOR, CODE_BY_SMS
from services.neocrm.app.routing import Page
from services.neocrm.app.signing_in import IDENTITY, MANAGEMENT
from services.neocrm.app.tables import avatar, member, own_account, profile

PREFERENCES: Final = "/settings/preferences"
WEB_ITEMS: Final = ("name", "avatar", "mobile", "gender", "email", "wechat_account", "qq_account", "weibo_account")
MOBILE_ITEMS: Final = ("name", "avatar", "mobile")
GENDERS: Final = ("", "female", "male", "other")
SOCIAL: Final = {
    "wechat": ("wecom_identity", "wecom_account"),
    "qq": ("qq_and_msn_identity", "qq_account"),
    "weibo": ("weibo_identity", "weibo_account"),
}
CHANGE_FOR: Final = timedelta(minutes=15)
SHOWN: Final = frozenset({"image/png", "image/jpeg"})


def own_data(x: Exchange, connection: Connection) -> dict[str, Any]:
    """What the pages show of the signed-in person."""
    me = x.me
    row = connection.execute(
        select(member.c.name, member.c.mobile, member.c.email, profile.c.gender, avatar.c.avatar)
        .outerjoin(profile, (profile.c.tenant_id == member.c.tenant_id) & (profile.c.member_id == member.c.member_id))
        .outerjoin(avatar, (avatar.c.tenant_id == member.c.tenant_id) & (avatar.c.member_id == member.c.member_id))
        .where(member.c.tenant_id == me.tenant, member.c.member_id == me.member)
    ).one()
    found: dict[str, Any] = dict(row._mapping) | dict.fromkeys(SOCIAL)
    if not (found["avatar"] or "").startswith("data:image/"):
        found["avatar"] = None
    for each in connection.execute(select(own_account).where(own_account.c.member_id == me.member)).all():
        found |= {name: value for name in SOCIAL if (value := getattr(each, name)) is not None}
    return found


def _settings(x: Exchange) -> Response:
    return x.page("settings.html")


def _show(x: Exchange, problems: dict[str, str] | None = None, status: int = 200, notice: str | None = None) -> Response:
    with x.working() as connection:
        own = own_data(x, connection)
    agreed = {name: x.kept.decide(x.me.person, function).allowed for name, (function, _) in SOCIAL.items()}
    said = notice or (x.say(f"preferences.{x.query['done']}") if x.query.get("done") in ("saved", "changed") else None)
    facts = {"own": own, "genders": GENDERS, "agreed": agreed, "by_sms": _unasked(x)}
    return x.page("preferences.html", status, problems=problems or {}, notice=said, **facts)


def _unasked(x: Exchange) -> Prompt | None:
    """What has to be agreed to before a code may go out by SMS; None where it was."""
    given = any(one.matter == CODE_BY_SMS and one.standing for one in x.kept.consents(x.me.person, x.language))
    return None if given else x.kept.prompt(CODE_BY_SMS, x.language)


def _save(x: Exchange) -> Response:
    name, gender = one_line(x.form.get("name", ""), 80), x.form.get("gender", "")
    problems = {}
    if not name:
        problems["name"] = x.say("problem.name")
    if gender not in GENDERS:
        problems["gender"] = x.say("problem.gender")
    if problems:
        return _show(x, problems, 422)
    me = x.me
    with x.working() as connection:
        connection.execute(update(member).where(member.c.tenant_id == me.tenant, member.c.member_id == me.member).values(name=name))
        _keep_gender(x, connection, gender or None)
    return x.go(PREFERENCES, done="saved")


def _keep_gender(x: Exchange, connection: Connection, gender: str | None) -> None:
    me = x.me
    there = (profile.c.tenant_id == me.tenant) & (profile.c.member_id == me.member)
    changed = connection.execute(update(profile).where(there).values(gender=gender).returning(profile.c.member_id)).first()
    if changed is None and gender is not None:
        own = {"tenant_id": me.tenant, "member_id": me.member, "subject_id": me.subject}
        connection.execute(insert(profile).values(**own, gender=gender, created_at=x.now))


def _save_social(x: Exchange) -> Response:
    """A social account is kept only while its agreement stands; an empty field takes it away, which needs nobody's leave."""
    me, problems = x.me, {}
    for name, (function, item) in SOCIAL.items():
        value = one_line(x.form.get(name, ""), 60)
        mine = (own_account.c.member_id == me.member) & own_account.c[name].is_not(None)
        with x.working() as connection:
            before = connection.execute(select(own_account.c[name]).where(mine)).scalar()
            if value == (before or ""):
                continue
            connection.execute(delete(own_account).where(mine))
        if not value:
            continue
        if not x.kept.decide(me.person, function, items=(item,)).allowed:
            problems[name] = x.say("problem.not_agreed")
            continue
        with x.kept.using(me.person, function, (item,), purpose="smart_marketing") as use, x.working() as connection:
            own = {"tenant_id": me.tenant, "member_id": me.member, "subject_id": me.subject, "own_account_id": x.new_id(name)}
            values = {**own, "function": function, name: value, "decision_id": use.decision, "created_at": x.now}
            connection.execute(insert(own_account).values(values).on_conflict_do_nothing())
    return _show(x, problems, 422) if problems else x.go(PREFERENCES, done="saved")


def _save_picture(x: Exchange) -> Response:
    upload = x.files.get("picture")
    me = x.me
    try:
        if upload is None or not upload.content:
            raise Unfit("upload.none")
        kind, content = picture(upload.content)
    except Unfit as unfit:
        return _show(x, {"picture": x.say(unfit.why, **unfit.facts)}, 422)
    data = f"data:{kind};base64,{base64.b64encode(content).decode()}"
    values = {"tenant_id": me.tenant, "member_id": me.member, "subject_id": me.subject, "avatar": data, "created_at": x.now}
    with x.working() as connection:
        changed = {"avatar": data, "created_at": x.now}
        connection.execute(insert(avatar).values(values).on_conflict_do_update(index_elements=["tenant_id", "member_id"], set_=changed))
    return x.go(PREFERENCES, done="saved")


def _remove_picture(x: Exchange) -> Response:
    with x.working() as connection:
        connection.execute(delete(avatar).where(avatar.c.tenant_id == x.me.tenant, avatar.c.member_id == x.me.member))
    return x.go(PREFERENCES, done="saved")


def _new_address(x: Exchange) -> Response:
    """A new mail address or number counts once its code was entered; until then nothing is changed and nothing kept of it in the clear."""
    item = "email" if "email" in x.form else "mobile"
    address = email_address(x.form.get("email", "")) if item == "email" else mobile_number(x.form.get("mobile", ""))
    if address is None:
        return _show(x, {item: x.say("problem.address")}, 422)
    if item == "mobile" and _unasked(x) is not None:
        # A code by SMS goes out on the agreement to exactly that, as at registration.
        if not x.form.get("by_sms"):
            return _show(x, {"by_sms": x.say("problem.by_sms")}, 422)
        sha256 = x.form.get("sha256") or x.kept.prompt(CODE_BY_SMS, x.language).sha256
        x.kept.give(x.me.person, CODE_BY_SMS, language=x.language, sha256=sha256, channel="web", key=x.key)
    code_id, me = new_code_id(x), x.me
    with x.working() as connection:
        message = write_code(x, connection, x.cluster, me.tenant, me.member, me.subject, "new address", address, code_id)
    sent = message is None or send_now(x, x.cluster, me.tenant, message)
    attempt = issued(x.configuration.secret, "address", {"c": code_id, "a": address, "m": me.member}, x.now, ATTEMPT_FOR)
    return x.go(f"{PREFERENCES}/address/code", attempt=attempt, **({} if sent else {"late": "1"}))


def _enter_code(x: Exchange) -> Response:
    notice = x.say("code.late") if x.query.get("late") else None
    action = f"{PREFERENCES}/address/code"
    return x.page("code.html", attempt=x.query.get("attempt", ""), action=action, again=PREFERENCES, notice=notice)


def _confirm(x: Exchange) -> Response:
    said = opened(x.configuration.secret, "address", x.form.get("attempt", ""), x.now)
    me, proven = x.me, None
    if said is not None and said["m"] == me.member:
        with x.working() as connection:
            proven = check_code(x, connection, x.cluster, me.tenant, said["c"], "new address", said["a"], x.form.get("code", ""))
    if said is None or proven is None:
        facts: dict[str, Any] = {"attempt": x.form.get("attempt", ""), "action": f"{PREFERENCES}/address/code", "again": PREFERENCES}
        return x.page("code.html", 422, problems={"code": x.say("problem.code")}, **facts)
    item = "email" if "@" in said["a"] else "mobile"
    with x.working() as connection:
        there = (member.c.tenant_id == me.tenant) & (member.c.member_id == me.member)
        connection.execute(update(member).where(there).values({item: said["a"]}))
    ticket = issued(
        x.configuration.secret, "new address", {"o": me.tenant, "m": me.member, "a": said["a"], "k": f"number-{x.key}"}, x.now, CHANGE_FOR
    )
    return x.go("/address", x.cluster.login, ticket=ticket)


def _sign_in_address(x: Exchange) -> Response:
    """At the login host: the proven address becomes the one to sign in with."""
    said = opened(x.configuration.secret, "new address", x.query.get("ticket", ""), x.now)
    home = x.configuration.home_of(said["o"], x.clusters) if said is not None else None
    if said is None or home is None:
        return x.message("link_over", 400)
    store, person = x.configuration.clusters[home.signs_in_at], reference("member", said["m"])
    table, kept = sign_in_tables_of(store).credential, x.parts.keeping.clients[store.name]
    item = "email" if "@" in said["a"] else "mobile"
    if item == "mobile" and store != home:
        sha256 = kept.prompt(CODE_BY_SMS, x.language).sha256
        kept.give(person, CODE_BY_SMS, language=x.language, sha256=sha256, channel="web", key=said["k"])
    with kept.using(person, IDENTITY, (item,), purpose=MANAGEMENT) as use, x.working(said["o"], store) as connection:
        there = (table.c.tenant_id == said["o"]) & (table.c.member_id == said["m"])
        values = {item: said["a"], "verified_at": x.now, "decision_id": use.decision, "created_at": x.now}
        connection.execute(update(table).where(there).values(values))
    return x.go(PREFERENCES, home.business, done="changed")


def _me(x: Exchange) -> Response:
    with x.working() as connection:
        return x.page("me.html", own=own_data(x, connection))


PAGES: Final = (
    Page("/settings", _settings),
    Page(PREFERENCES, _show, _save),
    Page(f"{PREFERENCES}/social", post=_save_social),
    Page(f"{PREFERENCES}/picture", post=_save_picture),
    Page(f"{PREFERENCES}/picture/remove", post=_remove_picture),
    Page(f"{PREFERENCES}/address", post=_new_address),
    Page(f"{PREFERENCES}/address/code", _enter_code, _confirm),
    Page("/me", _me),
    Page("/address", _sign_in_address, who="anybody", place="login"),
)
