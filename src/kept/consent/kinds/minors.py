"""Children's data: for whom the service is meant, the ages by country, the cases in which it may be held."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator

from kept.promises import Words, kind


def _by_region(ages: object) -> object:
    """Ages by region are given as a mapping, so that each number itself can stay with the definition of a child there."""
    if not isinstance(ages, Mapping):
        return ages
    return f"by region ({','.join(f'{region} {age}' for region, age in ages.items())})"


@kind(
    "minors",
    section="minors",
    not_yet=Words(
        "要由演练用户在运行中的服务上实际操作才能证明，该服务的应用尚未接入。",
        "Only acts of planted people in the running service can show it, and the service's application is not connected yet.",
    ),
)
class Minors:
    """Children's data: for whom the service is meant, the ages by country, the cases in which it may be held."""

    audience: str | None = None
    age_under: Annotated[str, BeforeValidator(_by_region)] | None = None
    exceptions: tuple[str, ...] | None = None
    basis: str | None = None
    who: str | None = None
    channel: str | None = None
    action: str | None = None
