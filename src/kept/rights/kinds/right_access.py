"""A person (or an administrator) can see the data, where the statement says so."""

from kept.promises import Name, Several, SeveralWords, Words, kind
from kept.rights.asked import NEEDS_REQUESTS


@kind(
    "right-access",
    section="rights",
    takes={"paths": "path", "channel": "channels"},
    not_yet=NEEDS_REQUESTS,
)
class RightAccess:
    """A person (or an administrator) can see the data, where the statement says so.

    ``who`` may look, in which ``portal``, along which ``path`` (one, or one for each place), at which ``items``; ``scope`` says in words
    what else is shown. ``channels``: the ways to ask, by names of contacts or addresses; ``hours``: when staff help. ``control``:
    whether people do it by themselves. PIPL art. 45; GDPR art. 15.
    """

    who: Words | None = None
    path: SeveralWords | None = None
    portal: Words | None = None
    items: tuple[Name, ...] | None = None
    scope: Words | None = None
    channels: Several | None = None
    hours: str | None = None
    control: str | None = None
