"""Something that needs a person's agreement, how it is given, and what refusing costs."""

from kept.promises import Name, Words, kind


@kind(
    "consent",
    section="consents",
    not_yet=Words(
        "要由演练用户在运行中的服务上实际操作才能证明，该服务的应用尚未接入。",
        "Only acts of planted people in the running service can show it, and the service's application is not connected yet.",
    ),
)
class Consent:
    """Something that needs a person's agreement, how it is given, and what refusing costs."""

    recipient: str | None = None
    channel: str | None = None
    items: tuple[Name, ...] | None = None
    step: str | None = None
    refusal_effect: str | None = None
    kept: str | None = None
    timing: str | None = None
    acts: tuple[str, ...] | None = None
    trigger: str | None = None
    actor: str | None = None
    form: str | None = None
