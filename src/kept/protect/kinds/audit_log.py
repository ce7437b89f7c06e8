"""What is watched and recorded when data is looked up."""

from kept.promises import Words, kind


@kind(
    "audit-log",
    section="security",
    not_yet=Words(
        "要由演练用户在运行中的服务上实际操作才能证明，该服务的应用尚未接入。",
        "Only acts of planted people in the running service can show it, and the service's application is not connected yet.",
    ),
)
class AuditLog:
    """What is watched and recorded when data is looked up."""

    object: str
    measure: str
