"""Backups: in the country of their data, tested, expiring, and used for nothing but restoring."""

from kept.promises import Words, kind


@kind(
    "backup",
    section="backups",
    not_yet=Words("探针将随后加入。", "Its probe is still to be written."),
)
class Backup:
    """Backups: in the country of their data, tested, expiring, and used for nothing but restoring."""

    against: tuple[str, ...] | None = None
    reason: tuple[str, ...] | None = None
    timing: str | None = None
