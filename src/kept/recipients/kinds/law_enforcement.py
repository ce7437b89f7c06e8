"""What authorities receive, on what papers, and how much of it."""

from kept.promises import Words, kind


@kind(
    "law-enforcement",
    section="handovers",
    not_yet=Words("探针将随后加入。", "Its probe is still to be written."),
)
class LawEnforcement:
    """What authorities receive, on what papers, and how much of it."""

    recipients: tuple[str, ...] | None = None
    bases: tuple[str, ...] | None = None
    depends_on: tuple[str, ...] | None = None
    document: str | None = None
    limit: tuple[str, ...] | None = None
