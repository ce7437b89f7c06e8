"""Hatchling's hook: the packs of ``services/`` travel in a wheel as ``kept/packs/services/``.

An editable installation takes nothing along, because there the packs are read from the checkout itself.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PacksInWheel(BuildHookInterface):  # type: ignore[type-arg]  # hatchling finds hooks by this base class only
    """Adds every pack's files to a wheel, and nothing that Python or an editor left beside them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        services = Path(self.root, "services")
        for file in sorted(services.rglob("*")):
            inside = file.relative_to(services)
            if file.is_file() and not any(part.startswith((".", "__pycache__")) for part in inside.parts):
                build_data["force_include"][str(file)] = f"kept/packs/services/{inside.as_posix()}"
