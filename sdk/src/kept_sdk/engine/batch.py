# Made by `make engine` from src/kept/decisions/batch.py: change that file, not this one.
"""One question about many people: who may be written to, which rows may be exported.

A column is a list of what each person lacks, in the order of the caller's own rows. A batch says of each row what is missing for it;
its reasons are those of single decisions, because they come from the same place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kept_sdk.engine.deciding import Case, Decisions
from kept_sdk.engine.model import Answer, Need, Person


@dataclass(frozen=True, slots=True)
class Batch:
    """The answers for a column. ``missing`` holds for each row the needs that it lacks among those of the question, 0 where allowed.

    ``closed`` are items that nobody may use here: while they are asked for, no row is allowed; ask without them.
    """

    decisions: Decisions
    case: Case
    items: tuple[str, ...]
    closed: tuple[str, ...]
    lacks: Sequence[int]
    missing: Sequence[int]
    stale: bool = False

    @property
    def possible(self) -> bool:
        """Whether anybody at all can be allowed."""
        return not (self.closed or self.case.never or self.stale)

    def allowed(self) -> Iterator[int]:
        """The rows that are allowed, by their place in the column."""
        return (row for row, bits in enumerate(self.missing) if not bits) if self.possible else iter(())

    def mask(self) -> bytes:
        """A byte for each row: 1 where it is allowed."""
        return bytes([not bits for bits in self.missing]) if self.possible else bytes(len(self.missing))

    def answer(self, row: int) -> Answer:
        """The whole answer for one row, with its reasons."""
        if self.stale:
            return self.decisions.stale(self.case, self.items)
        return self.decisions.answer(self.case, self.items, self.lacks[row])

    def rest(self, item: str) -> Iterator[int]:
        """The rows for which this one item may be used (an export leaves the others' cells empty)."""
        if item in self.closed or self.case.never or self.stale:
            return iter(())
        needs = self.case.common | self.case.by_item[item]
        return (row for row, bits in enumerate(self.missing) if not bits & needs)

    def reasons(self) -> Mapping[Need, int]:
        """How many rows lack what; a row that lacks several things counts for each."""
        counts = Counter[Need]()
        for bits, rows in Counter(self.missing).items():
            for one in self.decisions.needs_in(bits):
                counts[one] += rows
        return counts


def column(decisions: Decisions, people: Iterable[Person]) -> list[int]:
    """What each of these people lacks. Equal states are one number in memory, however many people share it."""
    seen = dict[int, int]()
    return [seen.setdefault(lacks, lacks) for lacks in (decisions.standing(person).lacks for person in people)]


def decide_all(
    decisions: Decisions,
    lacks: Sequence[int],
    function: str,
    purpose: str | None,
    items: Iterable[str],
    recipient: str | None = None,
    region: str | None = None,
    *,
    stale: bool = False,
) -> Batch:
    """The same question as ``Decisions.decide``, about everybody in a column. Where the column is ``stale``, nobody is allowed."""
    case = decisions.case(function, purpose, recipient, region)
    asked = tuple(dict.fromkeys(items))
    bits, closed = decisions.item_bits(case, asked)
    needs = case.common
    for item_needs in bits.values():
        needs |= item_needs
    return Batch(decisions, case, asked, closed, lacks, [needs & lacking for lacking in lacks], stale)
