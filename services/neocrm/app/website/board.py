"""The public board: whoever writes is first warned that everybody can read and copy it, and can take it back."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from starlette.responses import Response

from foundation.forms import row_id, some_lines, whole_number
from services.neocrm.app.exchange import Exchange
from services.neocrm.app.routing import Page
from services.neocrm.app.tables import blog_post
from services.neocrm.app.website.shown import shown
from services.neocrm.app.website.visitors import known, person_of, subject_of

MATTER: Final = "handovers.publication"
NOTICE: Final = "notices.public_posting"
SHOWN: Final = 30


def _show(x: Exchange, problems: dict[str, str] | None = None, status: int = 200) -> Response:
    with x.on_website() as connection:
        query = select(blog_post).where(blog_post.c.deleted_at.is_(None)).order_by(blog_post.c.published_at.desc()).limit(SHOWN)
        posts = connection.execute(query).all()
    prompt = x.kept.prompt(MATTER, x.language)
    return shown(x, "board.html", status, posts=posts, subject=subject_of(x), prompt=prompt, problems=problems or {})


def _post(x: Exchange) -> Response:
    body = some_lines(x.form.get("body", ""))
    problems = {}
    if not body:
        problems["body"] = x.say("website.problem.body")
    for tick in ("agree", "adult"):
        if not x.form.get(tick):
            problems[tick] = x.say(f"website.problem.{tick}")
    if problems:
        return _show(x, problems, 422)
    prompt = x.kept.prompt(MATTER, x.language)
    if prompt.sha256 != x.form.get("sha256"):
        return _show(x, status=409)
    number, subject = known(x, adult=True)
    person = person_of(number)
    x.kept.shown(person, [NOTICE])
    x.kept.give(person, MATTER, language=x.language, sha256=prompt.sha256, channel="board", key=x.key)
    with x.kept.using(person, MATTER, act="publish") as use, x.on_website() as connection:
        row = {"post_id": row_id("post", x.key), "subject_id": subject, "body": body, "public_hint_shown": True}
        connection.execute(insert(blog_post).values(**row, decision_id=use.decision, published_at=x.now).on_conflict_do_nothing())
    return x.go("/board")


def _take_back(x: Exchange) -> Response:
    subject, post = subject_of(x), whole_number(x.form.get("post", ""))
    if subject is None or post is None:
        return x.message("not_found", 404)
    with x.on_website() as connection:
        mine = (blog_post.c.post_id == post) & (blog_post.c.subject_id == subject) & blog_post.c.deleted_at.is_(None)
        done = connection.execute(update(blog_post).where(mine).values(deleted_at=x.now, body="")).rowcount
    return x.go("/board") if done else x.message("not_found", 404)


PAGES: Final = (
    Page("/board", _show, _post, who="anybody", place="site"),
    Page("/board/take-back", post=_take_back, who="anybody", place="site"),
)
