"""A person can have data deleted, by these ways and on these grounds."""

from kept.promises import Several, SeveralWords, Whole, Words, kind
from kept.rights.asked import NEEDS_REQUESTS


@kind(
    "right-delete",
    section="rights",
    takes={"path": "path", "paths": "path", "channel": "channels", "address_to": "via", "code": "listed_as", "set_by": "limited_by"},
    not_yet=NEEDS_REQUESTS,
)
class RightDelete:
    """A person can have data deleted, by these ways and on these grounds.

    By oneself: ``scope`` of the data, along which ``path``. By asking: through ``channels`` (names of contacts or addresses), or ``via``
    somebody else (the organisation, its administrator), in how many ``cases``, each with its ``ground`` and the number or letter under
    which the statement has it (``listed_as``). ``exceptions``: when data stays; ``action``: what else follows (recipients are told);
    ``limits`` and who sets them (``limited_by``); ``regions``: for people of which regions. PIPL art. 47; GDPR art. 17.
    """

    scope: Words | None = None
    path: SeveralWords | None = None
    channels: Several | None = None
    via: SeveralWords | None = None
    cases: Whole | None = None
    ground: Several | None = None
    listed_as: str | None = None
    exceptions: Several | None = None
    action: Several | None = None
    limits: SeveralWords | None = None
    limited_by: Words | None = None
    regions: Several | None = None
