"""What supervisors are told of an incident."""

from kept.promises import kind


@kind(
    "incident-regulator",
    section="incidents",
    check="attested",
)
class IncidentRegulator:
    """What supervisors are told of an incident."""

    recipient: str
    content: str
