"""A certificate that the company says it holds."""

from kept.promises import kind


@kind(
    "certification",
    section="assessments",
    check="attested",
)
class Certification:
    """A certificate that the company says it holds."""

    standard: str
