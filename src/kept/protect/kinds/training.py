"""Courses in security and privacy for those who work with data."""

from kept.promises import Words, kind


@kind("training", section="assessments", check="attested", takes={"audience": "who"})
class Training:
    """Courses in security and privacy for those who work with data: ``topics``, and ``who`` takes part. PIPL art. 51(4)."""

    topics: tuple[Words, ...]
    who: tuple[Words, ...] | None = None
