"""One request and what a page needs to answer it: where it was asked, by whom, in which language, with what in the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import Environment
from sqlalchemy import Connection
from starlette.responses import HTMLResponse, RedirectResponse, Response

from foundation.databases import Databases
from foundation.forms import form_mark, form_token, row_id
from foundation.languages import Texts
from foundation.sealing import digest
from services.neocrm.app.attempts import Attempts
from services.neocrm.app.configuration import Cluster, Configuration
from services.neocrm.app.keeping import Keeping, Kept, Version, reference

SESSION_COOKIE: Final = "neocrm"
FORM_COOKIE: Final = "neocrm_form"
LANGUAGE_COOKIE: Final = "neocrm_language"
VISITOR_COOKIE: Final = "neocrm_visitor"
CHOICE_COOKIE: Final = "neocrm_choice"
USAGE_COOKIE: Final = "neocrm_usage"
INTERESTS_COOKIE: Final = "neocrm_interests"
DAY_S: Final = 86_400
# Cookies that outlive the browser's session, in seconds.
LASTING: Final[Mapping[str, int]] = {
    LANGUAGE_COOKIE: 365 * DAY_S,
    VISITOR_COOKIE: 180 * DAY_S,
    CHOICE_COOKIE: 180 * DAY_S,
    USAGE_COOKIE: 30 * DAY_S,
    INTERESTS_COOKIE: 30 * DAY_S,
}


@dataclass(frozen=True)
class Parts:
    """What the application is made of; time and chance are handed in.

    ``settled``: who needs nothing more under which version of the statement.
    """

    configuration: Configuration
    databases: Databases
    keeping: Keeping
    texts: Texts
    templates: Environment
    now: Callable[[], datetime]
    random: Callable[[int], bytes]
    below: Callable[[int], int]
    wake: Callable[[str, int], None] = lambda cluster, tenant: None
    attempts: Attempts = field(default_factory=Attempts)
    settled: set[tuple[str, str]] = field(default_factory=set)


@dataclass(frozen=True)
class SignedIn:
    """Who is signed in, and where that person's data is."""

    tenant: int
    member: int
    subject: int
    session: int
    name: str
    kind: str
    organisation: str

    @property
    def person(self) -> str:
        return reference("member", self.member)

    @property
    def administers(self) -> bool:
        return self.kind == "administrator"


@dataclass(frozen=True)
class Upload:
    """A file that came with a form."""

    name: str
    content: bytes


@dataclass
class Exchange:
    """A request on its way to an answer.

    ``sent`` are the cookies that came with it, ``cookies`` those that the answer sets. ``objects``: the browser signals that its user
    does not want to be followed (Global Privacy Control, Do Not Track). ``news``: the version of the statement to be reminded of.
    """

    parts: Parts
    method: str
    path: str
    host: str
    ip: str
    agent: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    files: Mapping[str, Upload]
    clusters: tuple[Cluster, ...]
    signing_in: bool
    on_site: bool
    language: str
    seed: str
    who: SignedIn | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    cookies: dict[str, str | None] = field(default_factory=dict)
    sent: Mapping[str, str] = field(default_factory=dict)
    objects: bool = False
    off: frozenset[str] = frozenset()
    news: Version | None = None

    @property
    def now(self) -> datetime:
        return self.parts.now()

    @property
    def configuration(self) -> Configuration:
        return self.parts.configuration

    @property
    def cluster(self) -> Cluster:
        """The one cluster that a business host stands for."""
        return self.clusters[0]

    @property
    def me(self) -> SignedIn:
        """Who is signed in, on pages that nobody else reaches."""
        if self.who is None:
            raise PermissionError(self.path)
        return self.who

    @property
    def kept(self) -> Kept:
        return self.parts.keeping.clients[self.cluster.name]

    def working(self, tenant: int | None = None, cluster: Cluster | None = None) -> AbstractContextManager[Connection]:
        """A transaction under a tenant's own role in one cluster: the signed-in person's, unless another is named."""
        place = cluster or self.cluster
        return self.parts.databases.working(place.credentials(self.me.tenant if tenant is None else tenant))

    def say(self, key: str, **facts: object) -> str:
        return self.parts.texts.say(key, self.language, **facts)

    def new_id(self, what: str) -> int:
        """The id of the row that this form makes; the same when it is posted twice."""
        return row_id(self.who.tenant if self.who else "", what, self.key)

    @property
    def key(self) -> str:
        """What marks a form's post for Kept, so that posting it twice records it once."""
        once = self.form.get("once")
        return form_mark(once) if once else self.parts.random(16).hex()

    @property
    def state(self) -> str:
        """What ties a sign-in at the login host to the browser that began it here."""
        return digest(self.configuration.secret, "state", self.seed).hex()[:32]

    def on_website(self) -> AbstractContextManager[Connection]:
        """A transaction under the website's own role in its database."""
        return self.parts.databases.working(self.cluster.site_credentials)

    def page(self, template: str, status: int = 200, **facts: Any) -> Response:
        """A page from a template, in the reader's language."""
        known: dict[str, Any] = {
            "x": self,
            "t": self.say,
            "language": self.language,
            "form_token": form_token(self.configuration.secret, self.seed),
            "once": self.parts.random(12).hex(),
            "typed": self.typed,
            "problems": {},
            "notice": None,
            "reasons": (),
            "off": self.off,
        }
        text = self.parts.templates.get_template(template).render(known | facts)
        return HTMLResponse(text, status)

    def message(self, key: str, status: int = 200, **facts: object) -> Response:
        """A page that says one thing."""
        return self.page("message.html", status, title=self.say(f"{key}.title"), text=self.say(f"{key}.text", **facts))

    def go(self, path: str, host: str | None = None, **query: str) -> Response:
        """On to another page, by GET: what was posted is not posted again by going back or reloading."""
        target = path + ("?" + urlencode(query) if query else "")
        return RedirectResponse(self.configuration.address(host, target) if host else target, 303)

    def set(self, cookie: str, value: str | None) -> None:
        """Give the browser a cookie, or (None) take it away."""
        self.cookies[cookie] = value


Handler = Callable[[Exchange], Response]
