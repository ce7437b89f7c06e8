"""How marketing is refused, where the way out stands, and that it works."""

from kept.promises import Words, kind


@kind(
    "marketing-optout",
    section="marketing",
    not_yet=Words(
        "要由演练用户在运行中的服务上实际操作才能证明，该服务的应用尚未接入。",
        "Only acts of planted people in the running service can show it, and the service's application is not connected yet.",
    ),
)
class MarketingOptout:
    """How marketing is refused, where the way out stands, and that it works."""

    who: str
    label: Words
    place: Words
