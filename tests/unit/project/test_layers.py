"""What the contracts of import-linter cannot say while rooms are still being built."""

import subprocess
import sys
import tomllib
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[3]
CALLERS = ("kept.web", "kept.cli")


def _past_a_front_door(importer: str, imported: str) -> bool:
    """Whether web or the command line reaches into a room: ``kept.cli.prove -> kept.ledger.tree``."""
    caller = next((name for name in CALLERS if importer == name or importer.startswith(f"{name}.")), None)
    parts = imported.split(".")
    return caller is not None and parts[0] == "kept" and len(parts) > 2 and ".".join(parts[:2]) != caller


def test_web_and_the_command_line_call_front_doors_only() -> None:
    graph = grimp.build_graph("kept", cache_dir=None)
    assert "kept.errors" in graph.modules
    inside = [
        f"{importer} -> {imported}"
        for importer in sorted(graph.modules)
        for imported in sorted(graph.find_modules_directly_imported_by(importer))
        if _past_a_front_door(importer, imported)
    ]
    assert not inside


def test_a_call_past_a_front_door_would_be_seen() -> None:
    assert _past_a_front_door("kept.cli.prove", "kept.ledger.tree")
    assert _past_a_front_door("kept.web", "kept.stores.cluster")
    assert not _past_a_front_door("kept.cli.prove", "kept.ledger")
    assert not _past_a_front_door("kept.cli", "kept.cli.prove")
    assert not _past_a_front_door("kept.proof.run", "kept.ledger.tree")


def test_the_contracts_of_the_layers_hold() -> None:
    checked = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-logo", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_room_has_its_layer() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(contract for contract in contracts if contract["id"] == "layers")
    assert layers["exhaustive"] is True
    named = {room.strip(" ()") for layer in layers["layers"] for room in layer.split(":")}
    rooms = {path.parent.name for path in (ROOT / "src/kept").glob("*/__init__.py")}
    assert rooms <= named, f"give {sorted(rooms - named)} a layer in pyproject.toml"


def test_only_the_rooms_that_may_open_connections_are_excused_from_the_ban() -> None:
    ruff = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    excused = {place for place, rules in ruff["per-file-ignores"].items() if "TID251" in rules}
    assert excused == {"src/kept/stores/**", "src/kept/books/**", "foundation/databases.py", "tests/**", "benchmarks/**"}
    assert {"psycopg.connect", "psycopg_pool"} <= set(ruff["flake8-tidy-imports"]["banned-api"])
