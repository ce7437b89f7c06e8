"""Handling is limited: data that awaits removal is stored only, or a person asked for it."""

from kept.promises import Several, SeveralWords, kind
from kept.rights.asked import NEEDS_REQUESTS


@kind(
    "right-restrict",
    section="rights",
    takes={"channel": "channels"},
    not_yet=NEEDS_REQUESTS,
)
class RightRestrict:
    """Handling is limited: data that awaits removal is stored only, or a person asked for it.

    ``state``: what still happens to the data, ``until`` when; ``allowed``: the handling that goes on; ``exceptions``: when it is not
    restricted. ``channels``: the ways to ask, by names of contacts or addresses; ``regions``: for people of which regions.
    PIPL art. 44 and 47; GDPR art. 18.
    """

    state: str | None = None
    until: str | None = None
    allowed: SeveralWords | None = None
    exceptions: Several | None = None
    channels: Several | None = None
    regions: Several | None = None
