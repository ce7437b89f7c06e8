"""Affiliates that receive data, or whose systems fall under this statement."""

from kept.promises import Words, kind


@kind(
    "affiliate",
    section="affiliates",
    not_yet=Words(
        "需要应用登记的关联方系统清单，尚未接入。",
        "It needs the application's register of affiliates' systems, which is not connected yet.",
    ),
)
class Affiliate:
    """Affiliates that receive data, or whose systems fall under this statement."""

    default: str | None = None
    exception: str | None = None
    scope: tuple[str, ...] | None = None
    recipients: tuple[str, ...] | None = None
    purpose: str | None = None
