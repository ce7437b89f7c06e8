"""Where data is kept: the clusters, their places and hosts, and that a tenant stays where it was put."""

from kept.promises import Words, kind


@kind(
    "residency",
    section="storage",
    named="code",
    not_yet=Words(
        "要由演练用户在运行中的服务上实际操作才能证明，该服务的应用尚未接入。",
        "Only acts of planted people in the running service can show it, and the service's application is not connected yet.",
    ),
)
class Residency:
    """Where data is kept: the clusters, their places and hosts, and that a tenant stays where it was put.

    ``country`` is a cluster's country as its two-letter code (ISO 3166-1). A cluster's code is the declaration's own English name.
    """

    sites: tuple[Words, ...] | None = None
    basis: str | None = None
    scope: str | None = None
    timing: str | None = None
    change: str | None = None
    system: Words | None = None
    role: Words | None = None
    location: tuple[Words, ...] | None = None
    country: str | None = None
    cloud: Words | None = None
    domains: tuple[str, ...] | None = None
    business: tuple[str, ...] | None = None
    login: str | None = None
    use: str | None = None
    case: str | None = None
    contact: str | None = None
    data: tuple[str, ...] | None = None
    place: str | None = None
    cluster_in_table: str | None = None
