"""The directory of outside SDKs against what is really built in."""

from kept.promises import Words, kind


@kind(
    "sdk",
    section="sdks",
    not_yet=Words("探针将随后加入。", "Its probe is still to be written."),
)
class Sdk:
    """The directory of outside SDKs against what is really built in."""

    document: str
    content: tuple[str, ...]
