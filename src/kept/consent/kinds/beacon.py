"""Web beacons in pages and mails, and what they read."""

from kept.promises import Name, Words, kind


@kind(
    "beacon",
    section="cookies",
    not_yet=Words(
        "要扫描网站页面和邮件模板并观察其发出的请求才能证明，网站应用和邮件模板尚未接入。",
        "Only a scan of the site's pages and mail templates, and of the requests they make, can show it; neither is connected yet.",
    ),
)
class Beacon:
    """Web beacons in pages and mails, and what they read."""

    surface: tuple[str, ...]
    items: tuple[Name, ...]
