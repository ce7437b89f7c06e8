"""Stored sensitive values are encrypted."""

from kept.promises import Words, kind


@kind(
    "encryption-rest",
    section="security",
    not_yet=Words("探针将随后加入。", "Its probe is still to be written."),
)
class EncryptionRest:
    """Stored sensitive values are encrypted."""

    technique: str
