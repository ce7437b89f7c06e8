"""Only what the purpose needs leaves the house."""

from kept.promises import Words, kind


@kind(
    "minimisation",
    section="sharing",
    not_yet=Words(
        "要观察应用发出的真实流量才能证明，出站闸口尚未接入。",
        "Only observed outgoing traffic can show it, and the outbound gate is not connected yet.",
    ),
)
class Minimisation:
    """Only what the purpose needs leaves the house."""

    rule: str
    basis: str | None = None
