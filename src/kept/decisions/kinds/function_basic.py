"""A function that the service cannot be had without, and what it needs."""

from kept.promises import Name, Words, kind


@kind(
    "function-basic",
    section="functions",
    named="function",
    not_yet=Words(
        "要由演练用户在运行中的服务上实际操作才能证明，该服务的应用尚未接入。",
        "Only acts of planted people in the running service can show it, and the service's application is not connected yet.",
    ),
)
class FunctionBasic:
    """A function that the service cannot be had without, and what it needs."""

    items: tuple[Name, ...] | None = None
    rule: str | None = None
    refusal: str | None = None
    consequence: str | None = None
