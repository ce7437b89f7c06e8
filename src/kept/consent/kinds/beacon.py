"""Web beacons in pages and mails, and what they read."""

from kept.promises import Name, Words, kind


@kind(
    "beacon",
    section="cookies",
    not_yet=Words(
        "要观察应用发出的真实流量才能证明，出站闸口尚未接入。",
        "Only observed outgoing traffic can show it, and the outbound gate is not connected yet.",
    ),
)
class Beacon:
    """Web beacons in pages and mails, and what they read."""

    surface: tuple[str, ...]
    items: tuple[Name, ...]
