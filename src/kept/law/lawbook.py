"""The law data that comes with Kept, read once when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from kept.errors import Place
from kept.law.model import Jurisdiction, LawData
from kept.law.values import Unknown

FILE = "jurisdictions.yaml"


@cache
def law_data() -> LawData:
    """Everything, with the day whose state it is (``as_of``)."""
    # Reading pulls in the YAML reader and a hundred kilobytes of law: nobody pays for it who does not ask.
    from kept.law.reading import read_law

    return read_law(files("kept.law").joinpath(FILE).read_text(encoding="utf-8"), f"kept/law/{FILE}")


def jurisdictions() -> Mapping[str, Jurisdiction]:
    """Every jurisdiction that the data has, by its code (``CN``, ``US-CA``, ``EU``)."""
    return law_data().jurisdictions


def jurisdiction(code: str) -> Jurisdiction | Unknown:
    """The law of ``code``; ``Unknown`` where the data has none, which is not the same as no law."""
    return jurisdictions().get(code) or Unknown(code, Place(f"kept/law/{FILE}"))


def named_by(countries: Iterable[str]) -> Mapping[str, Jurisdiction | Unknown]:
    """The law of each country that the header of a statement names, in its order."""
    return {code: jurisdiction(code) for code in countries}
