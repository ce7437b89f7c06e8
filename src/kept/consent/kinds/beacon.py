"""Web beacons in pages and mails, and what they read."""

from kept.promises import Name, Words, kind


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
