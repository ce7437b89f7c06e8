"""Personal values are masked for those who need not see them."""

from kept.promises import Words, kind


@kind(
    "masking",
    section="security",
    not_yet=Words(
        "要观察应用发出的真实流量才能证明，出站闸口尚未接入。",
        "Only observed outgoing traffic can show it, and the outbound gate is not connected yet.",
    ),
)
class Masking:
    """Personal values are masked for those who need not see them."""

    method: str | None = None
    methods: tuple[str, ...] | None = None
