"""The browser's wish not to be followed, and where it is honoured."""

from typing import Final

from kept.consent.crawled import crawled, plant_visit
from kept.promises import Look, Rehearsal, Verdict, Words, breach, kind, unproven

MET: Final = Words("浏览器带有该请求头时仍有的。", "What was there although the browser sent the header.")
NEEDS_BROWSER: Final = Words(
    "要由浏览器分别在带与不带该请求头时访问网站，并比较其设置的 Cookie 和发出的请求才能证明：kept crawl 会这样做，近七天内还没有做过。",
    "Only a browser that visits the site with the header and without it, and compares what it gets, can show it: kept crawl does, and has "
    "not within seven days.",
)


@kind(
    "do-not-track",
    section="cookies",
)
class DoNotTrack:
    """The browser's wish not to be followed, and where it is honoured.

    ``header`` is the request header by which a browser says it (DNT, Sec-GPC), ``scope`` the sites that honour it. No law asks for DNT;
    who promises it is bound by the promise (Cal. Bus. & Prof. Code 22575(b)(5) asks to say how it is answered).
    """

    header: str
    scope: tuple[str, ...] | None = None

    def prove(self, look: Look) -> Verdict:
        return crawled(look) or unproven(NEEDS_BROWSER)

    @breach("a browser that objects is followed")
    def followed(self, rehearsal: Rehearsal) -> None:
        plant_visit(rehearsal, MET, "cookie _ga (/)")

    @breach("a browser that objects asks a third party for something")
    def told(self, rehearsal: Rehearsal) -> None:
        plant_visit(rehearsal, MET, "request count.example (/)")
