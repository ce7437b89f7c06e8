"""What supervisors are told of an incident."""

from kept.promises import Phrase, kind


@kind("incident-regulator", section="incidents", check="attested", takes={"to": "recipient"})
class IncidentRegulator:
    """What supervisors are told of an incident.

    ``recipient`` is the supervisor, ``content`` what it hears, ``duty`` what the company owes it (``report`` of its own accord or
    when asked), ``timing`` when. PIPL art. 57; GDPR art. 33.
    """

    recipient: Phrase | None = None
    content: Phrase | None = None
    duty: Phrase | None = None
    timing: Phrase | None = None
