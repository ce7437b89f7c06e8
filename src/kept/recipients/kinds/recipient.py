"""A party that receives data: which data, for what, under which duties."""

from kept.promises import Name, Words, kind


@kind(
    "recipient",
    section="recipients",
    named="recipient",
    not_yet=Words(
        "要观察应用发出的真实流量才能证明，出站闸口尚未接入。",
        "Only observed outgoing traffic can show it, and the outbound gate is not connected yet.",
    ),
)
class Recipient:
    """A party that receives data: which data, for what, under which duties."""

    document: str | None = None
    data: tuple[Name, ...] | None = None
    purpose: tuple[Words, ...] | None = None
    direction: Words | None = None
    function: tuple[Words, ...] | None = None
    trigger: Words | None = None
    timing: str | None = None
    effort: str | None = None
    rules: tuple[str, ...] | None = None
    sale: bool | None = None
