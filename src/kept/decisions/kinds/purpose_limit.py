"""What data may be used for, and nothing else."""

from kept.promises import Name, Words, kind


@kind(
    "purpose-limit",
    section="purposes",
    named="purpose",
    not_yet=Words(
        "要由演练用户在运行中的服务上实际操作才能证明，该服务的应用尚未接入。",
        "Only acts of planted people in the running service can show it, and the service's application is not connected yet.",
    ),
)
class PurposeLimit:
    """What data may be used for, and nothing else."""

    channels: tuple[str, ...] | None = None
    items: tuple[Name, ...] | None = None
    aim: str | None = None
    rule: str | None = None
    other_use: str | None = None
    limit: str | None = None
