"""A person can correct or complete the data."""

from typing import Final

from kept.promises import Name, Several, SeveralWords, Stage, Words, act, kind
from kept.rights.asked import NEEDS_REQUESTS, acting_as

CORRECTED: Final = Words("改正后，页面显示改正后的内容。", "Having been corrected, the item is shown as corrected.")


@kind(
    "right-rectify",
    section="rights",
    takes={"actor": "who", "paths": "path", "channel": "channels", "hotline": "channels"},
    not_yet=NEEDS_REQUESTS,
)
class RightRectify:
    """A person can correct or complete the data.

    ``who`` may do it, in which ``portal``, along which ``path``, for which ``items``, except the ``locked`` ones. ``channels``: the ways
    to ask, by names of contacts, numbers or addresses. ``regions``: for people of which regions. ``control``: whether people do it by
    themselves. PIPL art. 46; GDPR art. 16.
    """

    who: Words | None = None
    path: SeveralWords | None = None
    portal: Words | None = None
    items: tuple[Name, ...] | None = None
    locked: tuple[Name, ...] | None = None
    channels: Several | None = None
    regions: Several | None = None
    control: str | None = None

    @act("a person corrects each item where the statement says, and sees it corrected")
    def correcting(self, stage: Stage) -> None:
        if not (self.path and self.items and self.who):
            return
        somebody = stage.person(acting_as(self.who))
        for item in self.items:
            stage.expect(CORRECTED, (item, somebody.correct(stage.promise.path, item)), (item, True))
