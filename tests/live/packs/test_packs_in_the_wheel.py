"""The built wheel carries every pack, and an installation of it finds them far from any checkout."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True, capture_output=True
    )
    (built,) = folder.glob("kept-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a new environment with the wheel in it; what Kept depends on is lent by this environment."""
    folder = tmp_path_factory.mktemp("far from home")
    venv.create(folder, with_pip=False, symlinks=True)
    (library,) = (folder / "lib").glob("python3*/site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(library)
    # A plain path line: the lent folder's own .pth files, the editable checkout among them, are not followed.
    (library / "lent.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", encoding="utf-8")
    return folder / "bin" / "python"


def _ask(python: Path, question: str, within: Path | None = None) -> object:
    surroundings = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}}
    answer = subprocess.run(
        [python, "-c", f"import json; {question}"],
        cwd=within or python.parent,
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def test_every_file_of_every_pack_is_in_the_wheel(wheel: Path) -> None:
    carried = {
        name.removeprefix("kept/packs/services/") for name in zipfile.ZipFile(wheel).namelist() if name.startswith("kept/packs/services/")
    }
    services = ROOT / "services"
    present = {path.relative_to(services).as_posix() for path in services.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert "neocrm/inventory/neocrm-2023.tsv" in carried
    assert carried == present


def test_an_application_finds_what_it_stands_on_beside_the_packs(installed: Path) -> None:
    (packs,) = installed.parent.parent.glob("lib/python3*/site-packages/kept/packs")
    found = _ask(
        installed,
        "import services.neocrm.app.demonstration as app, foundation, kept_sdk;"
        " print(json.dumps([app.__file__, foundation.__file__, kept_sdk.__file__]))",
        within=packs,
    )
    assert isinstance(found, list)
    assert [Path(each).is_relative_to(packs) for each in found] == [True, True, True]
    assert _ask(
        installed,
        "from kept.cli.living import lives; from kept.cli.packed import judged_pack;"
        " print(json.dumps(lives(judged_pack('neocrm-2023', None))))",
    )


def test_what_is_read_at_run_time_is_in_the_wheel(wheel: Path) -> None:
    carried = set(zipfile.ZipFile(wheel).namelist())
    package = ROOT / "src" / "kept"
    data = {
        f"kept/{path.relative_to(package).as_posix()}" for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    }
    assert {"kept/law/jurisdictions.yaml", "kept/errors/catalogue/C.yaml", "kept/py.typed"} <= data
    assert data <= carried


def test_the_wheel_names_its_command_and_its_licence(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (entry_points,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
    assert "kept = kept.cli:main" in archive.read(entry_points).decode()
    assert any(name.endswith("licenses/LICENSE") for name in archive.namelist())


def test_an_installed_kept_finds_its_packs_away_from_the_checkout(installed: Path) -> None:
    place = _ask(
        installed,
        "import kept; from kept.packs import find; p = find('neocrm-2023');"
        " print(json.dumps([kept.__file__, str(p.statement), p.label, p.inventory.is_file(), p.statement.is_file()]))",
    )
    assert isinstance(place, list)
    assert not place[0].startswith(str(ROOT))
    assert place[1].endswith("kept/packs/services/neocrm/statement/2023-08-28.yaml")
    assert not place[1].startswith(str(ROOT))
    assert place[2:] == ["neocrm-2023", True, True]


def test_an_installed_kept_reads_its_errors_and_its_law(installed: Path) -> None:
    assert _ask(installed, "from kept.errors import KeptError; print(json.dumps(str(KeptError('KEPT-C054'))))")
    assert _ask(
        installed, "from importlib.resources import files; print(json.dumps(files('kept.law').joinpath('jurisdictions.yaml').is_file()))"
    )
