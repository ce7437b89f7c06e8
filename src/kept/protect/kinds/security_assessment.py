"""An assessment or agreement that must exist and be in date."""

from typing import Literal

from kept.promises import Words, kind


@kind(
    "security-assessment",
    section="assessments",
    check="attested",
    takes={
        "check": "examines",
        "test": "examines",
        "aspects": "examines",
        "parts": "examines",
        "measures": "means",
        "risks": "against",
        "threat": "against",
        "aim": "against",
        "limit": "effort",
    },
    not_yet=Words(
        "要看到安全检测或者代码检查的结果才能证明，这些工具的报告尚未接入。",
        "Only the results of security tests and code checks can show it, and the reports of those tools are not connected yet.",
    ),
)
class SecurityAssessment:
    """An assessment, agreement or rule of security that must exist and be in date. PIPL art. 51, 55, 56; GDPR art. 32, 35.

    ``examines``: what is weighed, tested or covered; ``parties``: between whose interests; ``timing``: before what; ``effort``: with how
    much; ``standard``: the level that must be reached; ``means``: the measures or safeguards, and ``combine``
    whether one of them is enough; ``against``: the risks that they are to keep
    off; ``basis``: the thought behind it; ``document``: the paper that shows it.
    """

    examines: tuple[Words, ...] | None = None
    parties: tuple[Words, ...] | None = None
    timing: Words | None = None
    effort: Words | None = None
    means: tuple[Words, ...] | None = None
    combine: Literal["either", "both"] | None = None
    against: tuple[Words, ...] | None = None
    basis: Words | None = None
    document: Words | None = None
    standard: Words | None = None
