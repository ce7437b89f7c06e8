"""The engine that decides, for the SDK: ``src/kept/decisions`` copied with its imports changed, so that it is written once.

``make engine`` writes ``sdk/src/kept_sdk/engine``; a test says when the two differ. The SDK is a distribution of its own that imports
nothing of the server, and the server none of the SDK's: neither's version binds the other's.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
SOURCE: Final = ROOT / "src" / "kept" / "decisions"
TARGET: Final = ROOT / "sdk" / "src" / "kept_sdk" / "engine"
MODULES: Final = ("batch", "carrying", "claims", "deciding", "facts", "model", "wording")
IMPORTS: Final = (
    ("from kept.decisions.", "from kept_sdk.engine."),
    ("from kept.promises import Words", "from kept_sdk.words import Words"),
    ("from kept.errors import KeptError", "from kept_sdk.errors import KeptError"),
    ("from kept.statement.shaping import near", "from kept_sdk.words import near"),
)
NOTE: Final = "# Made by `make engine` from src/kept/decisions/{}.py: change that file, not this one.\n"
FRONT: Final = '''"""The engine that decides, as Kept itself has it (``make engine`` copies it from ``src/kept/decisions``)."""
'''


def copied(name: str) -> str:
    """A module as the SDK has it."""
    text = (SOURCE / f"{name}.py").read_text(encoding="utf-8")
    for ours, theirs in IMPORTS:
        text = text.replace(ours, theirs)
    left = [line for line in text.splitlines() if line.startswith(("from kept.", "import kept."))]
    if left:
        raise SystemExit(f"{name}.py imports what the SDK does not have: {', '.join(left)}")
    return NOTE.format(name) + text


def engine() -> dict[Path, str]:
    """Every file of the SDK's engine."""
    return {TARGET / "__init__.py": FRONT} | {TARGET / f"{name}.py": copied(name) for name in MODULES}


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    for file, text in engine().items():
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
