"""The website's forms: each asks for no more than it needs, shows what one agrees to, and keeps what was typed under that agreement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert
from starlette.responses import Response

from foundation.forms import email_address, mobile_number, one_line, row_id
from foundation.mailing import Letter
from foundation.sealing import issued, opened
from services.neocrm.app.exchange import Exchange
from services.neocrm.app.routing import Page
from services.neocrm.app.tables import answer, submission
from services.neocrm.app.website import letters
from services.neocrm.app.website.shown import shown
from services.neocrm.app.website.visitors import known, person_of

GROUNDS: Final = ("right", "authorisation")
QUESTIONS: Final[Mapping[str, tuple[str, ...]]] = {"team": ("small", "medium", "large"), "device": ("phone", "desk", "both")}


@dataclass(frozen=True)
class Form:
    """A form: the statement's function that it serves, what it asks for, and whether it takes details of somebody else."""

    path: str
    function: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    others: bool = False
    letter: bool = False
    questions: bool = False
    channel: str = "form"

    @property
    def matter(self) -> str:
        return f"functions.{self.function}"

    @property
    def items(self) -> tuple[str, ...]:
        return (*self.required, *self.optional)


FORMS: Final = (
    Form("/trial", "trial", ("name", "company", "email"), ("mobile", "job_title"), others=True, letter=True),
    Form("/webinar", "webinar", ("name", "email"), ("company", "job_title"), letter=True),
    Form("/white-paper", "content_download", ("email",), ("name", "company"), letter=True),
    Form("/questionnaire", "questionnaire", (), ("name", "email"), questions=True),
    Form("/call-back", "phone_consultation", ("name", "mobile"), ("company",)),
)


def typed_items(x: Exchange, form: Form) -> tuple[dict[str, str], dict[str, str]]:
    """What was typed, cleaned, by item; and what is wrong with it, by field."""
    values: dict[str, str] = {}
    problems: dict[str, str] = {}
    for item in form.items:
        said = x.form.get(item, "")
        cleaned = {"email": email_address, "mobile": mobile_number}.get(item, one_line)(said)
        if cleaned:
            values[item] = cleaned
        elif item in form.required or said.strip():
            problems[item] = x.say(f"website.problem.{item}")
    for tick in ("agree", "adult"):
        if not x.form.get(tick):
            problems[tick] = x.say(f"website.problem.{tick}")
    if x.form.get("about") == "other" and form.others and x.form.get("ground") not in GROUNDS:
        problems["ground"] = x.say("website.problem.ground")
    return values, problems


def show(x: Exchange, form: Form, template: str = "form.html", status: int = 200, **facts: Any) -> Response:
    """The form, with the words that one agrees to."""
    prompt = x.kept.prompt(form.matter, x.language)
    return shown(x, template, status, **{"form": form, "prompt": prompt, "problems": {}, "questions": QUESTIONS} | facts)


def keep(x: Exchange, form: Form, values: Mapping[str, str], connection_work: Any = None) -> tuple[int, int]:
    """Record the agreement, decide, and keep the row. Returns Kept's number of the person and the visitor's own.

    ``connection_work`` is done in the row's transaction, with the connection and Kept's number.
    """
    number, subject = known(x, adult=True)
    person = person_of(number)
    prompt = x.kept.prompt(form.matter, x.language)
    x.kept.give(person, form.matter, language=x.language, sha256=prompt.sha256, channel=form.channel, key=x.key)
    with x.kept.using(person, form.function, tuple(values)) as use, x.on_website() as connection:
        row: dict[str, Any] = {"submission_id": row_id("submission", x.key), "subject_id": subject, "function": form.function, **values}
        if form.others and x.form.get("about") == "other":
            row |= {"about_others": True, "declared_ground": x.form["ground"], "declared_at": x.now}
        connection.execute(insert(submission).values(**row, decision_id=use.decision, created_at=x.now).on_conflict_do_nothing())
        if connection_work is not None:
            connection_work(connection, subject)
    return subject, number


def reworded(x: Exchange, form: Form) -> bool:
    """Whether the words changed between showing and sending: then they are shown again before anything counts."""
    return x.kept.prompt(form.matter, x.language).sha256 != x.form.get("sha256")


def _ask(form: Form) -> Any:
    def handler(x: Exchange) -> Response:
        return show(x, form)

    return handler


def _take(form: Form) -> Any:
    def handler(x: Exchange) -> Response:
        values, problems = typed_items(x, form)
        if problems:
            return show(x, form, status=422, problems=problems)
        if reworded(x, form):
            return show(x, form, status=409, notice=x.say("consents.reworded"))
        written: list[int] = []

        def more(connection: Connection, subject: int) -> None:
            if form.questions:
                _answers(x, connection)
            if form.letter:
                written.append(letters.put(x, connection, subject, form.function, _letter(x, form, values["email"])))

        keep(x, form, values, more)
        late = bool(written) and not letters.send_now(x, written[0])
        return x.go("/thanks", about=form.function, **({"late": "1"} if late else {}))

    return handler


def _letter(x: Exchange, form: Form, to: str) -> Letter:
    facts = {"link": ""}
    if form.function == "content_download":
        ticket = issued(x.configuration.secret, "paper", {"p": 1}, x.now, None)
        facts["link"] = x.configuration.address(x.cluster.site[0], f"/white-paper/read?ticket={ticket}")
    return Letter(to, x.say(f"website.letter.{form.function}.title"), x.say(f"website.letter.{form.function}.text", **facts))


def _answers(x: Exchange, connection: Connection) -> None:
    """The answers, under numbers that lead back to nobody, by the day and not by the minute."""
    day = x.now.replace(hour=0, minute=0, second=0, microsecond=0)
    for question, choices in QUESTIONS.items():
        chosen = x.form.get(question)
        if chosen in choices:
            number = row_id("answer", question, x.configuration.secret.hex(), x.key)
            connection.execute(insert(answer).values(answer_id=number, question=question, choice=chosen, at=day).on_conflict_do_nothing())


def _thanks(x: Exchange) -> Response:
    about = x.query.get("about", "")
    known_ones = {form.function for form in FORMS} | {"email_subscription", "offline_activity", "customer_support", "visitor_registration"}
    if about not in known_ones:
        return x.message("not_found", 404)
    return shown(x, "thanks.html", about=about, late=bool(x.query.get("late")))


def _paper(x: Exchange) -> Response:
    """The white paper itself, for whoever has the link that was mailed."""
    if opened(x.configuration.secret, "paper", x.query.get("ticket", ""), x.now) is None:
        return x.message("link_over", 400)
    return shown(x, "paper.html")


PAGES: Final = (
    *(Page(form.path, _ask(form), _take(form), who="anybody", place="site") for form in FORMS),
    Page("/thanks", _thanks, who="anybody", place="site"),
    Page("/white-paper/read", _paper, who="anybody", place="site"),
)
