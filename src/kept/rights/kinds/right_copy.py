"""A person can have a copy."""

from kept.promises import Duration, Several, SeveralWords, Words, kind
from kept.rights.asked import NEEDS_REQUESTS


@kind(
    "right-copy",
    section="rights",
    takes={"paths": "path", "months": "window", "channel": "channels"},
    not_yet=NEEDS_REQUESTS,
)
class RightCopy:
    """A person can have a copy.

    In which ``portal``, along which ``path``, and how it is delivered (``delivery``); or through ``channels`` (names of contacts or
    addresses). ``window``: data of how long a time, counted back from ``start``. ``regions``: for people of which regions.
    PIPL art. 45; GDPR art. 15(3); CCPA § 1798.130(a)(2)(B).
    """

    path: SeveralWords | None = None
    portal: Words | None = None
    delivery: str | None = None
    channels: Several | None = None
    window: Duration | None = None
    start: str | None = None
    regions: Several | None = None
