"""A firm that is entrusted with a task and gets what the task needs."""

from kept.promises import Words, kind


@kind(
    "processor",
    section="recipients",
    named="task",
    not_yet=Words(
        "要观察应用发出的真实流量才能证明，出站闸口尚未接入。",
        "Only observed outgoing traffic can show it, and the outbound gate is not connected yet.",
    ),
)
class Processor:
    """A firm that is entrusted with a task and gets what the task needs; ``safeguard`` is what bounds the task."""

    data: Words | None = None
    purpose: Words | None = None
    safeguard: Words | None = None
    basis: str | None = None
    who: str | None = None
    aim: tuple[Words, ...] | None = None
    onward: str | None = None
    duties: tuple[str, ...] | None = None
