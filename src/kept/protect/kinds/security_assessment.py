"""An assessment or agreement that must exist and be in date."""

from kept.promises import kind


@kind(
    "security-assessment",
    section="assessments",
    check="attested",
    takes={"check": "examines"},
)
class SecurityAssessment:
    """An assessment or agreement that must exist and be in date."""

    examines: str | None = None
    timing: str | None = None
    effort: str | None = None
    means: tuple[str, ...] | None = None
    document: str | None = None
    standard: str | None = None
