"""A person can have the data moved."""

from kept.promises import Several, SeveralWords, kind
from kept.rights.asked import NEEDS_REQUESTS


@kind(
    "right-portability",
    section="rights",
    takes={"targets": "to", "channel": "channels"},
    not_yet=NEEDS_REQUESTS,
)
class RightPortability:
    """A person can have the data moved.

    ``to``: to whom (oneself, another provider); ``channels``: the ways to ask, by names of contacts or addresses; ``regions``: for people
    of which regions. PIPL art. 45; GDPR art. 20.
    """

    to: SeveralWords | None = None
    channels: Several | None = None
    regions: Several | None = None
