"""A ground on which data is used or passed on without consent, and the evidence that it needs each time."""

from kept.promises import Words, kind


@kind(
    "consent-exemption",
    section="exemptions",
    named="ground",
    not_yet=Words("探针将随后加入。", "Its probe is still to be written."),
)
class ConsentExemption:
    """A ground on which data is used or passed on without consent, and the evidence that it needs each time."""

    acts: tuple[str, ...] | None = None
    limit: str | None = None
    data_state: str | None = None
    condition: str | None = None
    region: str | None = None
    examples: str | None = None
    notice: str | None = None
    consent: str | None = None
