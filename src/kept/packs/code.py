"""Loads the code that a pack brings along: its data (``data.py``), later its application."""

from __future__ import annotations

import importlib
import sys
from hashlib import sha256
from types import ModuleType

from kept.packs.place import PackPlace


def pack_code(pack: PackPlace, module: str = "data") -> ModuleType:
    """The module ``<module>.py`` of the pack, wherever the pack lies; its relative imports work.

    Only what makes data or runs the application calls this: reading, checking and proving a pack never run its code.
    Raises ``ModuleNotFoundError`` where the pack has no such module.
    """
    package = f"kept_pack_{sha256(str(pack.folder).encode()).hexdigest()[:12]}"
    if package not in sys.modules:
        folder = ModuleType(package, f"The code of the service {pack.service}.")
        folder.__path__ = [str(pack.folder)]
        sys.modules[package] = folder
    return importlib.import_module(f"{package}.{module}")
