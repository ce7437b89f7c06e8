"""A person can have data deleted, by these ways and on these grounds."""

from typing import Final

from kept.promises import Several, SeveralWords, Stage, Whole, Words, act, kind
from kept.rights.asked import NEEDS_REQUESTS

GIVEN: Final = Words("本人填写之后，页面显示出来。", "Having been given, it is shown.")
GONE: Final = Words("本人删除之后，页面不再显示。", "Having been taken away, it is shown no more.")


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

    @act("a person gives what is optional, takes it away again on the same page, and it is gone")
    def taking_away(self, stage: Stage) -> None:
        if not (self.scope and self.path) or "act" not in stage.promise.origin:
            return
        somebody, rectify = stage.person(), _own_pages(stage)
        for path, items in rectify.items():
            for item in items:
                stage.expect(GIVEN, (item, somebody.correct(path, item)), (item, True))
                stage.expect(GONE, (item, somebody.delete(path, item)), (item, True))


def _own_pages(stage: Stage) -> dict[str, tuple[str, ...]]:
    """The places where people correct their data, each with those of its items that no one is obliged to give."""
    functions = stage.statement.section("functions").values()
    optional = {item for one in functions if getattr(one.body, "optional", None) is True for item in one.body.items or ()}
    rights = [one for one in stage.statement.section("rights").values() if one.kind == "right-rectify" and one.body.path]
    found = {one.path: tuple(item for item in one.body.items or () if item in optional) for one in rights}
    return {path: items for path, items in found.items() if items}
