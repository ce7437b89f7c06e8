"""A person can have the rules, or a decision made by an algorithm, explained."""

from kept.promises import Several, Words, kind
from kept.rights.asked import NEEDS_REQUESTS


@kind(
    "right-explain",
    section="rights",
    takes={"means": "channels", "channel": "channels"},
    not_yet=NEEDS_REQUESTS,
)
class RightExplain:
    """A person can have the rules, or a decision made by an algorithm, explained.

    ``condition``: which decisions (those of an algorithm alone that weigh heavily); without one it is the rules themselves that are
    explained. ``channels``: the ways to ask, by names of contacts or addresses. PIPL art. 24 and 48; GDPR art. 15(1)(h).
    """

    condition: Words | None = None
    channels: Several | None = None
