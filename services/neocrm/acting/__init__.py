"""How planted people use neocrm: over HTTP, as anybody would, by the pages' own forms.

One module for each part of the service; each has ``VERBS`` (and ``ROLES``), which are put together here. See
``docs/how-to/write-an-act.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from kept.promises import Troupe

from . import agreeing, attacking, marketing, own_data, people, tenants, updates, website, work
from .troupe import Neocrm, Role, Verbs

PARTS: Final = (people, agreeing, work, own_data, marketing, attacking, website, tenants, updates)
VERBS: Final[Verbs] = {name: verb for part in PARTS for name, verb in part.VERBS.items()}
ROLES: Final[Mapping[str, Role]] = {**people.ROLES, **marketing.ROLES, **website.ROLES, **tenants.ROLES}


def troupe(scene: Mapping[str, Any]) -> Troupe:
    """The planted people of a running service; ``scene`` is what the application said of itself when it began."""
    return Neocrm(scene, VERBS, ROLES)
