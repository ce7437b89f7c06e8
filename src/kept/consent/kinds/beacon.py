"""Web beacons in pages and mails, and what they read."""

from typing import Final

from kept.promises import FILLED, Name, Stage, Words, act, kind

NOT_YET: Final = Words("作出选择之前页面上就有信标", "a beacon is on the pages before any choice")
IN_USE: Final = Words("同意之后页面上有信标", "a beacon is on the pages after a yes")
GONE: Final = Words("收回同意之后页面上仍有信标", "a beacon is still on the pages after the agreement was taken back")


@kind(
    "beacon",
    section="cookies",
    takes={"technology": "technologies", "purposes": "purpose", "name_used": "called"},
    not_yet=Words(
        "要扫描网站页面和邮件模板并观察其发出的请求才能证明，网站应用和邮件模板尚未接入。",
        "Only a scan of the site's pages and mail templates, and of the requests they make, can show it; neither is connected yet.",
    ),
)
class Beacon:
    """Web beacons in pages and mails, and what they read.

    ``surface`` is where they stand (website, email), ``technologies`` what they are (pixel tag, click URL), ``items`` what they read and
    ``purpose`` what for; ``called`` is the name that the statement uses for whom they serve, ``advice`` what it tells who sends mails
    with them. PIPL art. 13 and 24; ePrivacy Directive art. 5(3).
    """

    surface: tuple[str, ...] | None = None
    items: tuple[Name, ...] | None = None
    technologies: tuple[str, ...] | None = None
    purpose: tuple[Words, ...] | None = None
    called: str | None = None
    advice: str | None = None

    @act("no beacon before the choice, none after a no")
    def choosing(self, stage: Stage) -> None:
        if not (self.surface and self.items):
            return
        somebody, path = stage.person("visitor"), stage.promise.path
        stage.expect(NOT_YET, path in somebody.cookies(), False)
        somebody.agree(path)
        stage.expect(IN_USE, path in somebody.cookies())
        somebody.withdraw(path)
        stage.expect(GONE, path in somebody.cookies(), False)
        stage.leaves("kept.consent", somebody, rows=1, where={"matter": path, "withdrawn_at": FILLED})
