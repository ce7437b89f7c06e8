"""A function that may be refused, at the cost of that function only."""

from kept.promises import Name, Words, kind


@kind(
    "function-extended",
    section="functions",
    named="function",
    not_yet=Words(
        "要由演练用户在运行中的服务上实际操作才能证明，该服务的应用尚未接入。",
        "Only acts of planted people in the running service can show it, and the service's application is not connected yet.",
    ),
)
class FunctionExtended:
    """A function that may be refused, at the cost of that function only."""

    items: tuple[Name, ...]
    optional: bool | None = None
    prerequisite: str | None = None
