"""An application imports ``kept_sdk`` and ``foundation``, never Kept itself; ``foundation`` knows neither."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def _imported(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.partition(".")[0])
    return found


def test_applications_do_not_import_kept() -> None:
    files = [*ROOT.glob("services/*/app/**/*.py"), *ROOT.glob("foundation/**/*.py")]
    assert files
    assert not [str(file.relative_to(ROOT)) for file in files if "kept" in _imported(file)]


def test_the_foundation_knows_no_service_and_no_sdk() -> None:
    assert not [str(file) for file in ROOT.glob("foundation/**/*.py") if _imported(file) & {"services", "kept_sdk"}]
