"""How the company can be reached, as it must stand on the page."""

from typing import Annotated

from pydantic import BeforeValidator

from kept.promises import Whole, Words, kind


def _parts(address: object) -> object:
    """An address in one line is taken apart at its commas, so that the line that people read can be referred to."""
    return [part.strip() for part in address.split(",")] if isinstance(address, str) else address


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
    address: Annotated[tuple[str, ...], BeforeValidator(_parts)] | None = None
    role: str | None = None
