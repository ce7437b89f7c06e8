"""Whom the changes of a new version concern, counted in the databases of the prepared pack."""

from __future__ import annotations

from collections.abc import Mapping

from kept.cli.home import configuration, house
from kept.cli.packed import read_pack
from kept.staging import Concerned, concerned, opened, prepared_or_refused
from kept.statement import Difference


def concerned_by(name: str, found: Difference) -> Mapping[str, Concerned]:
    """By declaration the people and tenants whom its change concerns. Raises KEPT-C010 where the pack has not been prepared."""
    pack = read_pack(name)
    home = house()
    prepared_or_refused(home.pack(pack.statement.label), pack.statement.label)
    with opened(home, configuration(), pack.statement, pack.datamap) as estate:
        addresses = [site.address for site in estate.sites.values()]
        return concerned(addresses, [judged.change.declaration for judged in found.changes])
