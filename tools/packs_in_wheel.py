"""Hatchling's hook: the packs of ``services/`` travel in a wheel as ``kept/packs/services/``.

Beside them travels what their applications stand on, ``foundation`` and ``kept_sdk``: an application is started in ``kept/packs``, as it
is in a checkout's root, and finds both there.
An editable installation takes nothing along, because there the packs are read from the checkout itself.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PacksInWheel(BuildHookInterface):  # type: ignore[type-arg]  # hatchling finds hooks by this base class only
    """Adds every pack's files and its application's ground to a wheel, and nothing that Python or an editor left beside them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        for folder in ("services", "foundation", "sdk/src/kept_sdk"):
            source = Path(self.root, folder)
            for file in sorted(source.rglob("*")):
                inside = file.relative_to(source)
                if file.is_file() and not any(part.startswith((".", "__pycache__")) for part in inside.parts):
                    build_data["force_include"][str(file)] = f"kept/packs/{source.name}/{inside.as_posix()}"
