"""The languages of the statement, and which one decides where they differ."""

from kept.promises import Words, kind


@kind(
    "language",
    section="wording",
    not_yet=Words("探针将随后加入。", "Its probe is still to be written."),
)
class Language:
    """The languages of the statement, and which one decides where they differ."""

    languages: str | None = None
    precedence: str | None = None
