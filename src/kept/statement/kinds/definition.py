"""A word that the statement defines, with the numbers and categories that make it testable."""

from typing import Annotated

from pydantic import BeforeValidator

from kept.promises import Whole, Words, kind


def _under(age: object) -> object:
    """An age alone means below it, so that the number itself can stay with the definition of a child."""
    return f"under {age}" if str(age).isdigit() else age


@kind(
    "definition",
    section="definitions",
    not_yet=Words(
        "要由演练用户在运行中的服务上实际操作才能证明，该服务的应用尚未接入。",
        "Only acts of planted people in the running service can show it, and the service's application is not connected yet.",
    ),
)
class Definition:
    """A word that the statement defines, with the numbers and categories that make it testable."""

    types: tuple[str, ...] | None = None
    exhaustive: bool | None = None
    appointment: str | None = None
    powers: tuple[str, ...] | None = None
    groups: tuple[str, ...] | None = None
    addressed_as: str | None = None
    form: str | None = None
    test: str | None = None
    excludes: str | None = None
    harm: tuple[str, ...] | None = None
    categories: tuple[str, ...] | None = None
    minors: Annotated[str, BeforeValidator(_under)] | None = None
    country: str | None = None
    age_under: Whole | None = None
    identifiable: bool | None = None
    reversible: bool | None = None
    personal_example: str | None = None
