"""The SDK's engine is Kept's, copied; the SDK needs nothing but Python."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.engine import engine

SDK = Path(__file__).resolve().parents[3] / "sdk" / "src" / "kept_sdk"


def test_the_engine_of_the_sdk_is_the_one_that_kept_decides_with() -> None:
    for file, text in engine().items():
        assert file.read_text(encoding="utf-8") == text, f"{file.name} is out of date: make engine"
    assert set((SDK / "engine").glob("*.py")) == set(engine())


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_the_sdk_imports_the_standard_library_and_itself_only() -> None:
    for file in SDK.rglob("*.py"):
        for name in imported(file):
            root = name.partition(".")[0]
            assert root == "kept_sdk" or root in sys.stdlib_module_names, f"{file.name} imports {name}"


def test_kept_imports_nothing_of_the_sdk() -> None:
    found = [
        file
        for file in (SDK.parents[2] / "src").rglob("*.py")
        if "import kept_sdk" in (text := file.read_text("utf-8")) or "from kept_sdk" in text
    ]
    assert not found


def test_every_code_that_the_sdk_raises_has_its_text() -> None:
    from kept_sdk.errors import TEXTS

    for file in SDK.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "KeptError" and isinstance(node.args[0], ast.Constant):
                assert node.args[0].value in TEXTS, f"{file.name}: {node.args[0].value}"
