"""What happens to data when the business changes hands."""

from kept.promises import Words, kind


@kind(
    "ownership-transfer",
    section="handovers",
    not_yet=Words("探针将随后加入。", "Its probe is still to be written."),
)
class OwnershipTransfer:
    """What happens to data when the business changes hands."""

    events: tuple[str, ...] | None = None
    standard: str | None = None
