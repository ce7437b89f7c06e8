"""Identity is taken off before data goes out."""

from typing import Annotated

from kept.promises import Refers, Words, kind


@kind(
    "pseudonymisation",
    section="security",
    not_yet=Words(
        "要观察应用发出的真实流量才能证明，出站闸口尚未接入。",
        "Only observed outgoing traffic can show it, and the outbound gate is not connected yet.",
    ),
)
class Pseudonymisation:
    """Identity is taken off before data goes out."""

    data: str
    recipients: tuple[Annotated[str, Refers("recipients")], ...]
