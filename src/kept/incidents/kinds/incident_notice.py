"""Whom the company tells of an incident, when, how and what."""

from kept.promises import Words, kind


@kind(
    "incident-notice",
    section="incidents",
    not_yet=Words(
        "要由演练用户在运行中的服务上实际操作才能证明，该服务的应用尚未接入。",
        "Only acts of planted people in the running service can show it, and the service's application is not connected yet.",
    ),
)
class IncidentNotice:
    """Whom the company tells of an incident, when, how and what."""

    plan: str | None = None
    timing: str | None = None
    events: tuple[str, ...] | None = None
    deadline: str | None = None
    start: str | None = None
    content: tuple[str, ...] | None = None
    channels: tuple[str, ...] | None = None
    fallback: str | None = None
    condition: str | None = None
