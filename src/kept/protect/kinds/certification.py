"""A certificate that the company says it holds."""

from kept.promises import Words, kind


@kind(
    "certification",
    section="assessments",
    check="attested",
    takes={"kind": "subject"},
)
class Certification:
    """A certificate that the company says it holds.

    ``standard``: what it certifies against, several names where one certificate has them; ``subject``: what is certified (the management
    of information security, or of quality); ``certificates``: their names or numbers, empty where the text gives none.
    """

    standard: tuple[str, ...]
    subject: Words | None = None
    certificates: tuple[str, ...] | None = None
