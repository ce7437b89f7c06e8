"""When data may cross a border, and on what ground."""

from kept.promises import Words, kind


@kind(
    "cross-border",
    section="borders",
    not_yet=Words(
        "要由演练用户在运行中的服务上实际操作才能证明，该服务的应用尚未接入。",
        "Only acts of planted people in the running service can show it, and the service's application is not connected yet.",
    ),
)
class CrossBorder:
    """When data may cross a border, and on what ground."""

    rule: str | None = None
    boundary: str | None = None
    condition: str | None = None
    data: tuple[str, ...] | None = None
    place: str | None = None
    exception: str | None = None
