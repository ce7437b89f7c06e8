"""A policy and a person's facts as JSON, so that an application decides with the very engine that Kept decides with.

A policy's document is a list of values, each written once: a scalar stands for itself, ``[7]`` for the value at place 7, and a value is
its type's name with its parts (``["Need", "consent", …]``; ``"()"`` a tuple, ``"{}"`` a set, ``":"`` a mapping's keys and values).

A person travels as a bit for each fact that the policy asks about: no age, no agreement and no date leaves Kept, only whether what the
statement asks for is so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any, Final

from kept.decisions.deciding import Decisions
from kept.decisions.model import Ages, Cell, Ground, ItemRule, Need, Party, Policy
from kept.promises import Words

TYPES: Final = {one.__name__: one for one in (Words, Need, ItemRule, Cell, Party, Ground, Ages, Policy)}
# A document is read only by an engine whose values have these very parts.
FORMAT: Final = "; ".join(f"{name}({', '.join(part.name for part in fields(one))})" for name, one in TYPES.items())
Document = Mapping[str, Any]


def facts_asked(decisions: Decisions) -> tuple[str, ...]:
    """Every fact that a need of the policy is met by, sorted: what a snapshot has to say about a person, and all of it."""
    return tuple(sorted(decisions.met_by))


def policy_document(policy: Policy, facts: Sequence[str]) -> Document:
    """The policy as JSON; ``facts`` gives the order of the bits in which people are described."""
    places = dict[tuple[Any, ...], int]()

    def written(value: Any) -> Any:
        if value is None or isinstance(value, str | int):
            return value
        entry = tuple(_entry(value, written))
        return (places.setdefault(entry, len(places)),)

    written(policy)
    return {"format": FORMAT, "facts": list(facts), "values": list(places)}


def _entry(value: Any, written: Any) -> Iterable[Any]:
    if isinstance(value, tuple):
        return ("()", *map(written, value))
    if isinstance(value, frozenset):
        return ("{}", *map(written, sorted(value)))
    if isinstance(value, Mapping):
        return (":", *(written(part) for pair in value.items() for part in pair))
    return (type(value).__name__, *(written(getattr(value, part.name)) for part in fields(value)))


def policy_from(said: Document) -> Policy:
    """The policy that a document carries. Raises ``ValueError`` where an engine with other values wrote it."""
    if said["format"] != FORMAT:
        raise ValueError(f"written as {said['format']!r}")
    values = list[Any]()

    def read(part: Any) -> Any:
        return values[part[0]] if isinstance(part, list) else part

    for name, *parts in said["values"]:
        read_parts = [read(part) for part in parts]
        if name == "()":
            values.append(tuple(read_parts))
        elif name == "{}":
            values.append(frozenset(read_parts))
        elif name == ":":
            values.append(dict(zip(read_parts[::2], read_parts[1::2], strict=True)))
        else:
            values.append(TYPES[name](*read_parts))
    policy: Policy = values[-1]
    return policy


def order_of(facts: Sequence[str]) -> Mapping[str, int]:
    """The bit of each fact."""
    return {fact: 1 << place for place, fact in enumerate(facts)}


def fact_bits(facts: Iterable[str], order: Mapping[str, int]) -> str:
    """A person's facts as a hexadecimal number. Facts that the policy does not ask about are left out."""
    bits = 0
    for fact in facts:
        bits |= order.get(fact, 0)
    return f"{bits:x}"


def facts_in(bits: str, facts: Sequence[str]) -> list[str]:
    """The facts that such a number stands for."""
    number, found = int(bits, 16), []
    while number:
        lowest = number & -number
        found.append(facts[lowest.bit_length() - 1])
        number ^= lowest
    return found
