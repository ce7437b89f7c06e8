"""Who may reach or change data, and that nobody else can."""

from kept.promises import Words, kind


@kind(
    "access-control",
    section="security",
    not_yet=Words(
        "要由演练用户在运行中的服务上实际操作才能证明，该服务的应用尚未接入。",
        "Only acts of planted people in the running service can show it, and the service's application is not connected yet.",
    ),
)
class AccessControl:
    """Who may reach or change data, and that nobody else can."""

    trigger: str | None = None
    action: str | None = None
    against: str | None = None
    control: str | None = None
