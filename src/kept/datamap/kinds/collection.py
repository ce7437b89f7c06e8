"""What a function collects, and nothing else."""

from kept.promises import Name, Whole, Words, kind


@kind(
    "collection",
    section="functions",
    named="function",
    takes={"class": "category"},
    not_yet=Words(
        "要由演练用户在运行中的服务上实际操作才能证明，该服务的应用尚未接入。",
        "Only acts of planted people in the running service can show it, and the service's application is not connected yet.",
    ),
)
class Collection:
    """What a function collects, and nothing else."""

    count: Whole | None = None
    source: str | None = None
    items: tuple[Name, ...] | None = None
    optional: str | None = None
    sensitive: bool | None = None
    basis: str | None = None
    category: str | None = None
    consent: str | None = None
