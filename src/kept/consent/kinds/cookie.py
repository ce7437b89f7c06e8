"""Cookies by category: what they are for, whether they may be refused, what they keep."""

from kept.promises import Name, Words, kind


@kind(
    "cookie",
    section="cookies",
    not_yet=Words(
        "要由演练用户在运行中的服务上实际操作才能证明，该服务的应用尚未接入。",
        "Only acts of planted people in the running service can show it, and the service's application is not connected yet.",
    ),
)
class Cookie:
    """Cookies by category: what they are for, whether they may be refused, what they keep."""

    surface: tuple[str, ...] | None = None
    items: tuple[Name, ...] | None = None
    category: str | None = None
    examples: tuple[str, ...] | None = None
    count: str | None = None
    purpose: str | None = None
    term: str | None = None
    scope: str | None = None
    default: str | None = None
    control: str | None = None
    example: str | None = None
    agreement: str | None = None
