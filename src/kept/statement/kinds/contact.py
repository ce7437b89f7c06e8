"""How the company can be reached, as it must stand on the page."""

from kept.promises import Whole, Words, kind


@kind(
    "contact",
    section="contacts",
    not_yet=Words(
        "要由演练用户在运行中的服务上实际操作才能证明，该服务的应用尚未接入。",
        "Only acts of planted people in the running service can show it, and the service's application is not connected yet.",
    ),
)
class Contact:
    """How the company can be reached, as it must stand on the page."""

    phone: str | None = None
    days: Whole | None = None
    hours: str | None = None
    hours_per_day: Whole | None = None
    email: str | None = None
    address: tuple[str, ...] | None = None
    role: str | None = None
