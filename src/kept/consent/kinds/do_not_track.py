"""The browser's wish not to be followed, and where it is honoured."""

from kept.promises import Words, kind


@kind(
    "do-not-track",
    section="cookies",
    not_yet=Words(
        "要由浏览器分别在带与不带该请求头时访问各网站，并比较其设置的 Cookie 和发出的请求才能证明，网站应用尚未接入。",
        "Only a browser that visits every site with the header and without it, and compares the cookies set and the requests made, can "
        "show it; the sites are not connected yet.",
    ),
)
class DoNotTrack:
    """The browser's wish not to be followed, and where it is honoured.

    ``header`` is the request header by which a browser says it (DNT, Sec-GPC), ``scope`` the sites that honour it. No law asks for DNT;
    who promises it is bound by the promise (Cal. Bus. & Prof. Code 22575(b)(5) asks to say how it is answered).
    """

    header: str
    scope: tuple[str, ...] | None = None
