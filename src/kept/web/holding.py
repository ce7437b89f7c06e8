"""What the pages' process holds of the packs whose people may enter: their regions, statements and ledgers' keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from kept.ledger import verifier_keys
from kept.promises import known_kinds
from kept.statement import Statement, read_statement
from kept.web.api.region import Region, regions_from


class Rooms:
    """The regions by cluster, and the statements by label; read once, when first asked for."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self._told = told

    @cached_property
    def regions(self) -> Mapping[str, Region]:
        return regions_from(self._told)

    @cached_property
    def statements(self) -> Mapping[str, Statement]:
        files = [Path(file) for pack in self._told["packs"] for file in pack["statements"]]
        found = [read_statement(file, known_kinds()) for file in files]
        return {one.label: one for one in found}

    def keys(self) -> Sequence[str]:
        """The public keys of every region's ledger: the one that signs now, and those that signed before."""
        found: dict[str, None] = {}
        for region in self.regions.values():
            if region.signer_file is not None:
                found[str(region.signer.verifier)] = None
            with region.pool.connection() as connection:
                found |= {str(key): None for key in verifier_keys(connection)}
        return list(found)
