"""A person can refuse handling, and what follows."""

from kept.promises import Several, Words, kind
from kept.rights.asked import NEEDS_REQUESTS


@kind(
    "right-object",
    section="rights",
    takes={"channel": "channels", "title": "heading", "content": "scope"},
    not_yet=NEEDS_REQUESTS,
)
class RightObject:
    """A person can refuse handling, and what follows.

    ``basis`` and ``purpose``: against which handling; ``scope``: how far the objection reaches where the ``heading`` of its chapter
    promises more. ``channels``: the ways to object, by names of contacts or addresses; ``regions``: for people of which regions;
    ``remedy``: what is owed to whom the decision struck. PIPL art. 24 and 44; GDPR art. 21 and 22.
    """

    basis: Words | None = None
    purpose: Words | None = None
    heading: Words | None = None
    scope: Words | None = None
    channels: Several | None = None
    regions: Several | None = None
    remedy: Words | None = None
