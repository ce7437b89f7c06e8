"""Where law requires longer keeping: with its citation, and not a day beyond."""

from kept.promises import Words, kind


@kind(
    "statutory-minimum",
    section="retention",
    not_yet=Words("探针将随后加入。", "Its probe is still to be written."),
)
class StatutoryMinimum:
    """Where law requires longer keeping: with its citation, and not a day beyond."""

    exception: str | None = None
    override: str | None = None
