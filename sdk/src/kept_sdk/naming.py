"""Full names for short ones, where it is plain what is meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from kept_sdk.people import People

MOST: Final = 10_000
SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "function": ("functions", "permissions", "cookies", "purposes"),
    "purpose": ("purposes", "functions", "permissions", "cookies"),
    "recipient": ("recipients", "affiliates", "processors", "sdks", "handovers"),
}


class Names:
    """Names that were looked up, remembered for the policy in which they were."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str], str] = {}

    def full(self, people: People, what: str, name: str) -> str:
        """The full name of a function, purpose or recipient; one that is not declared stays as it is."""
        key = (people.etag, what, name)
        found = self._found.get(key)
        if found is None:
            policy = people.decisions.policy
            known = {"function": policy.functions, "purpose": policy.purposes, "recipient": policy.parties}[what]
            tried = (name, *(f"{section}.{name}" for section in SECTIONS[what]))
            found = next((one for one in tried if one in known), name)
            if len(self._found) > MOST:
                self._found.clear()
            self._found[key] = found
        return found
