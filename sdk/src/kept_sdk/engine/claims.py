# Made by `make engine` from src/kept/decisions/claims.py: change that file, not this one.
"""Whether an exemption that somebody relies on fits what is asked, and comes with its evidence."""

from __future__ import annotations

from kept_sdk.engine.model import Cell, Claim, Ground, Party, Person


def fits(ground: Ground, cell: Cell, party: Party | None, region: str | None, person: Person, claim: Claim) -> bool:
    """Whether an exemption is for this act and this person's data, and comes with all the evidence that it needs, still in time."""
    act = party.act if party else "collect"
    if act not in ground.acts or claim.over or (ground.narrowed and cell.marketing):
        return False
    if ground.kept_in is not None and (region or person.home) != ground.kept_in:
        return False
    if ground.people is not None and (person.place or "").partition("-")[0] not in ground.people:
        return False
    return all(claim.evidence.get(name) for name in ground.evidence if name != "ends_on") and (
        "ends_on" not in ground.evidence or claim.ends_on is not None
    )
