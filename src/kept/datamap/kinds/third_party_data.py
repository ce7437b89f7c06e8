"""Data about others, or from others: who hands it over, by what right, and where each row came from."""

from kept.promises import Name, Words, kind


@kind(
    "third-party-data",
    section="sources",
    not_yet=Words(
        "要由演练用户在运行中的服务上实际操作才能证明，该服务的应用尚未接入。",
        "Only acts of planted people in the running service can show it, and the service's application is not connected yet.",
    ),
)
class ThirdPartyData:
    """Data about others, or from others: who hands it over, by what right, and where each row came from."""

    data: tuple[str, ...] | None = None
    timing: str | None = None
    form: str | None = None
    actor: str | None = None
    recipients: str | None = None
    declaration: str | None = None
    basis: str | None = None
    joined_with_right: str | None = None
    confirm: str | None = None
    sources: str | None = None
    effect: str | None = None
    categories: tuple[str, ...] | None = None
    source: str | None = None
    items: tuple[Name, ...] | None = None
    purpose: tuple[str, ...] | None = None
    direction: str | None = None
    reference: str | None = None
