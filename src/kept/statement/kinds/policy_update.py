"""When the statement was changed, from when it binds, and how people hear of a change."""

from datetime import date

from kept.promises import Whole, Words, kind


@kind(
    "policy-update",
    section="updates",
    not_yet=Words(
        "要由演练用户在运行中的服务上实际操作才能证明，该服务的应用尚未接入。",
        "Only acts of planted people in the running service can show it, and the service's application is not connected yet.",
    ),
)
class PolicyUpdate:
    """When the statement was changed, from when it binds, and how people hear of a change."""

    update_date: date | None = None
    effective_date: date | None = None
    grace_days: Whole | None = None
    trigger: str | None = None
    manner: str | None = None
    example: str | None = None
    url: tuple[str, ...] | None = None
    fields: tuple[str, ...] | None = None
    place: str | None = None
    acceptance: str | None = None
    refusal: str | None = None
    channels: tuple[str, ...] | None = None
    user_duty: str | None = None
