"""One tenant cannot reach another's rows, whatever SQL it runs."""

from kept.promises import Words, kind


@kind(
    "tenant-isolation",
    section="security",
    not_yet=Words("探针将随后加入。", "Its probe is still to be written."),
)
class TenantIsolation:
    """One tenant cannot reach another's rows, whatever SQL it runs."""

    unit: str
