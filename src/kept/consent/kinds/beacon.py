"""Web beacons in pages and mails, and what they read."""

from typing import Final

from kept.consent.crawled import crawled, plant_visit
from kept.promises import FILLED, Look, Name, Rehearsal, Stage, Verdict, Words, act, breach, kind, unproven

NOT_YET: Final = Words("作出选择之前页面上就有信标", "a beacon is on the pages before any choice")
IN_USE: Final = Words("同意之后页面上有信标", "a beacon is on the pages after a yes")
GONE: Final = Words("收回同意之后页面上仍有信标", "a beacon is still on the pages after the agreement was taken back")

MET: Final = Words("没有人同意、或者没有声明的信标。", "A beacon to which nobody said yes, or which nobody declared.")
NEEDS_BROWSER: Final = Words(
    "要由浏览器访问网站、观察其发出的请求才能证明：kept crawl 会这样做，近七天内还没有做过。",
    "Only a browser that visits the site and watches what it asks for can show it: kept crawl does, and has not within seven days.",
)


@kind(
    "beacon",
    section="cookies",
    takes={"technology": "technologies", "purposes": "purpose", "name_used": "called"},
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

    def prove(self, look: Look) -> Verdict:
        return crawled(look) or unproven(NEEDS_BROWSER)

    @breach("a browser meets a beacon that nobody declared")
    def met(self, rehearsal: Rehearsal) -> None:
        plant_visit(rehearsal, MET, "beacon /count.gif (/)")

    @breach("a declared beacon is still there after the agreement was taken back")
    def stays(self, rehearsal: Rehearsal) -> None:
        plant_visit(rehearsal, GONE, f"beacon {rehearsal.promise.path} (/)")
