"""What people publish themselves, and what they are told first."""

from kept.promises import Words, kind


@kind(
    "ugc",
    section="handovers",
    not_yet=Words(
        "要由演练用户在运行中的服务上实际操作才能证明，该服务的应用尚未接入。",
        "Only acts of planted people in the running service can show it, and the service's application is not connected yet.",
    ),
)
class Ugc:
    """What people publish themselves, and what they are told first."""

    places: tuple[str, ...] | None = None
    exposure: tuple[str, ...] | None = None
