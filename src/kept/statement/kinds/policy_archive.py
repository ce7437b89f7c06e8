"""Each consent stays readable against the very text it was given on."""

from kept.promises import Words, kind


@kind(
    "policy-archive",
    section="updates",
    not_yet=Words("探针将随后加入。", "Its probe is still to be written."),
)
class PolicyArchive:
    """Each consent stays readable against the very text it was given on."""

    archive: str
