"""What a benchmark measures and what it is held to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """How large the data of a run is: people, and people once more where memory has to stay flat (0: not measured)."""

    people: int = 100_000
    large: int = 0


@dataclass(frozen=True)
class Figure:
    """One measured value with its unit (``s``, ``MiB``, ``times``, ``1/s``) and the bound that it must keep."""

    name: str
    measured: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def holds(self) -> bool:
        """Whether the measured value keeps every bound that it has."""
        above = self.at_most is not None and self.measured > self.at_most
        below = self.at_least is not None and self.measured < self.at_least
        return not (above or below)

    @property
    def bound(self) -> str:
        """The bounds in words; empty where the value is only told."""
        words = []
        if self.at_most is not None:
            words.append(f"at most {self.at_most:,g}")
        if self.at_least is not None:
            words.append(f"at least {self.at_least:,g}")
        return ", ".join(words)
