"""How long data is kept while it is used."""

from kept.promises import Words, kind


@kind(
    "retention",
    section="retention",
    not_yet=Words("探针将随后加入。", "Its probe is still to be written."),
)
class Retention:
    """How long data is kept while it is used."""

    period: str | None = None
    limit: str | None = None
