"""Inventories and law data are the ones that were handed over: byte by byte, and as recorded."""

from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
RECORD = Path(__file__).with_name("recorded_sources.sha256")
ORIGINALS = ROOT.parent / "shared"
FOLDERS = {"inventory": "promises", "law": "law"}


def _recorded() -> dict[str, str]:
    lines = RECORD.read_text(encoding="ascii").splitlines()
    return {name: digest for digest, name in (line.split("  ") for line in lines)}


@pytest.mark.parametrize("name", sorted(_recorded()))
def test_a_source_is_as_it_was_recorded(name: str) -> None:
    assert sha256((ROOT / name).read_bytes()).hexdigest() == _recorded()[name]


def test_every_inventory_and_the_law_data_are_recorded() -> None:
    present = {path.relative_to(ROOT).as_posix() for path in (ROOT / "services").glob("*/inventory/*.tsv")} | {
        "src/kept/law/jurisdictions.yaml"
    }
    assert "services/neocrm/inventory/neocrm-2023.tsv" in present
    assert present == set(_recorded())


def test_every_source_equals_its_original_where_the_originals_are_at_hand() -> None:
    """The record above holds everywhere; this tells, where the originals lie beside the checkout, that they have moved on."""
    originals = {name: ORIGINALS / FOLDERS[(ROOT / name).parent.name] / Path(name).name for name in _recorded()}
    differ = [name for name, original in originals.items() if ORIGINALS.is_dir() and original.read_bytes() != (ROOT / name).read_bytes()]
    assert not differ
