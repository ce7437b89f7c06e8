"""What happens to data when the service ends."""

from kept.promises import Words, kind


@kind(
    "shutdown",
    section="retention",
    not_yet=Words(
        "要由演练用户在运行中的服务上实际操作才能证明，该服务的应用尚未接入。",
        "Only acts of planted people in the running service can show it, and the service's application is not connected yet.",
    ),
)
class Shutdown:
    """What happens to data when the service ends."""

    trigger: str | None = None
    deadline: str | None = None
    number_given: bool | None = None
    action: str | None = None
    timing: str | None = None
    form: tuple[str, ...] | None = None
    combine: str | None = None
