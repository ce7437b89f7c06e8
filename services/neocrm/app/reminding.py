"""What a request is to its sender's standing to the statement: a page to be reminded on, the first use after it, or none of both."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from services.neocrm.app.exchange import Exchange

STATEMENT: Final = "/settings/statement"
# What one may do without going on: read and answer, see one's own data, leave, ask for help.
OPEN: Final = (STATEMENT, "/settings/preferences", "/me", "/sign-out", "/unsubscribe")
MOST_SETTLED: Final = 200_000


def channel(x: Exchange) -> str:
    """Which client it is: the phone layout is for browsers that call themselves mobile."""
    return "mobile" if "Mobi" in x.agent else "web"


def is_use(path: str) -> bool:
    """Whether asking for this page is going on with the service."""
    return path != "/settings" and not any(path == each or path.startswith(f"{each}/") for each in OPEN)


def look(x: Exchange) -> bool:
    """Set ``x.news`` where the person has not seen the version in force, and write down what this request is. False: they said no.

    A person who needs nothing more under a version is remembered, so that pages ask Kept about each only once. Where Kept does not
    answer, the page is shown without a reminder, and the next one asks again.
    """
    kept, person, settled = x.kept, x.me.person, x.parts.settled
    try:
        if (person, kept.label) in settled:
            return True
        version = kept.version(person)
        if version.answer == "declined":
            return not is_use(x.path)
        if not version.seen:
            x.news = None if x.path.startswith(STATEMENT) else version
            return True
        if version.before is not None and version.answer is None:
            if not is_use(x.path):
                return True
            kept.note_version(person, version.label, "accepted", channel(x))
    except x.parts.keeping.sdk.KeptError:
        return True
    if len(settled) >= MOST_SETTLED:
        settled.clear()
    settled.add((person, version.label))
    return True


def told(x: Exchange, response: Response) -> None:
    """Write down that the reminder was on this page, if it was: a redirect, a file or a page that answers it has none."""
    if x.news is None or response.status_code >= 300 or not response.headers.get("content-type", "").startswith("text/html"):
        return
    try:
        x.kept.note_version(x.me.person, x.news.label, "reminded", channel(x))
    except x.parts.keeping.sdk.KeptError:
        return
