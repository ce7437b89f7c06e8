"""In which of a pack's databases a person is."""

from __future__ import annotations

from kept.errors import KeptError
from kept.staging import Estate, Site
from kept.stores import execute, open_connection


def place_of(estate: Estate, store: str | None, person: int | None, label: str) -> str | None:
    """The database whose vault has the person, only ``store`` where that is named; None where no vault has them.

    Without a person it is the store that is named.
    Raises KEPT-C012 for a store that there is not, A018 for a person in several.
    """
    if store is not None and store not in estate.sites:
        raise KeptError("KEPT-C012", store=store, known=", ".join(estate.sites))
    found = [place for place, site in estate.sites.items() if store in (None, place) and (person is None or _has(site, person))]
    if len(found) > 1:
        raise KeptError("KEPT-A018", label, subject=person, stores=", ".join(found))
    return found[0] if found else None


def _has(site: Site, person: int) -> bool:
    with open_connection(site.address) as connection:
        return execute(connection, "select from kept.subject where subject_id = %s", [person]).fetchone() is not None
