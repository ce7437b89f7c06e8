"""A party that receives data: which data, for what, under which duties."""

from kept.promises import Words, kind


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
    data: str | None = None
    purpose: tuple[str, ...] | None = None
    direction: str | None = None
    function: tuple[str, ...] | None = None
    trigger: str | None = None
    timing: str | None = None
    effort: str | None = None
    rules: tuple[str, ...] | None = None
    sale: bool | None = None
