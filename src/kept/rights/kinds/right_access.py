"""A person (or an administrator) can see the data, where the statement says so."""

from typing import Final

from kept.promises import Name, Several, SeveralWords, Stage, Words, act, kind
from kept.rights.asked import NEEDS_REQUESTS, acting_as

TAKEN: Final = Words(
    "服务时间内受理；其他时间说明何时再来。", "Within its hours the desk takes the question; outside it says when to come."
)
SHOWN: Final = Words("应当看到而没有看到的项目。", "Items that should have been shown and were not.")


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

    @act("a person asks the service desk in the app, within its hours")
    def asking_the_desk(self, stage: Stage) -> None:
        if self.hours and self.portal and "act" in stage.promise.origin:
            stage.expect(TAKEN, stage.person().consult(str(self.hours)))

    @act("a person looks where the statement says, and finds each item as it was given")
    def looking(self, stage: Stage) -> None:
        if not (self.path and self.items and self.who):
            return
        shown = stage.person(acting_as(self.who)).see(stage.promise.path)
        stage.expect(SHOWN, sorted(set(self.items) - shown), [])
