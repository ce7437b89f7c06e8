"""What a person agrees to, one matter at a time, in exactly Kept's words; taking it back is the same single press of a button."""

from __future__ import annotations

from typing import Final

from sqlalchemy import delete
from starlette.responses import Response

from foundation.forms import own_path
from services.neocrm.app.exchange import Exchange
from services.neocrm.app.preferences import PREFERENCES, SOCIAL
from services.neocrm.app.routing import Page
from services.neocrm.app.tables import own_account

CONSENTS: Final = f"{PREFERENCES}/consents"
FUNCTIONS: Final = ("functions.work_orders", "functions.wecom_identity", "functions.qq_and_msn_identity", "functions.weibo_identity")


def matters(x: Exchange) -> tuple[str, ...]:
    """What people of this cluster are asked: the extended functions, and the map firm of its region."""
    return (*FUNCTIONS, x.cluster.map_recipient)


def function_of(matter: str) -> str:
    """``work_orders`` for ``functions.work_orders``."""
    return matter.partition(".")[2]


def _show(x: Exchange, problem: str | None = None, status: int = 200) -> Response:
    asked = [(x.kept.prompt(matter, x.language), _stands(x, matter)) for matter in matters(x)]
    notice = problem or (x.say(f"consents.{x.query['done']}") if x.query.get("done") in ("given", "withdrawn") else None)
    return x.page("consents.html", status, asked=asked, notice=notice)


def _stands(x: Exchange, matter: str) -> bool:
    return any(each.matter == matter and each.standing for each in x.kept.consents(x.me.person, x.language))


def _give(x: Exchange) -> Response:
    matter = x.form.get("matter", "")
    if matter not in matters(x):
        return x.message("not_found", 404)
    prompt = x.kept.prompt(matter, x.language)
    if prompt.sha256 != x.form.get("sha256"):
        return _show(x, x.say("consents.reworded"), 409)
    x.kept.give(x.me.person, matter, language=x.language, sha256=prompt.sha256, channel="web", key=x.key)
    return _back(x, "given")


def _withdraw(x: Exchange) -> Response:
    matter = x.form.get("matter", "")
    if matter not in matters(x):
        return x.message("not_found", 404)
    take_back(x, matter, "web", x.key)
    return _back(x, "withdrawn")


def take_back(x: Exchange, matter: str, channel: str, key: str) -> None:
    """Withdraw one agreement; what was kept on it alone goes at once."""
    x.kept.withdraw(x.me.person, matter, channel=channel, key=key)
    kept_for = [name for name, (function, _) in SOCIAL.items() if function == function_of(matter)]
    if kept_for:
        with x.working() as connection:
            mine = (own_account.c.member_id == x.me.member) & (own_account.c.function == function_of(matter))
            connection.execute(delete(own_account).where(mine))


def _back(x: Exchange, done: str) -> Response:
    """To the page that asked, if it is one of ours; else to the list."""
    return x.go(own_path(x.form.get("back", "")) or CONSENTS, done=done)


PAGES: Final = (Page(CONSENTS, _show), Page(f"{CONSENTS}/give", post=_give), Page(f"{CONSENTS}/withdraw", post=_withdraw))
