"""What ``@kind`` makes of a class, and what the registry finds."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from kept.promises import Look, Rehearsal, Verdict, Words, breach, breaches_of, kind, kind_of, known_kinds, unproven


@kind("sample", section="samples", takes={"days": "within"})
class Sample:
    """A kind for this test only."""

    within: int
    note: str | None = None

    def prove(self, look: Look) -> Verdict:
        return unproven(Words("无", "none"))

    @breach("the second one written", also=("other",))
    def zebra(self, rehearsal: Rehearsal) -> None:
        """Nothing to break."""

    @breach("the last one written")
    def aardvark(self, rehearsal: Rehearsal) -> None:
        """Nothing to break."""


def test_parameters_are_typed_and_unknown_ones_are_errors() -> None:
    assert Sample(within=3).within == 3
    with pytest.raises(ValidationError):
        Sample(within="soon")  # type: ignore[arg-type]
    with pytest.raises(ValidationError):
        Sample(within=3, wihtin=4)  # type: ignore[call-arg]


def test_parameters_cannot_be_changed_afterwards() -> None:
    with pytest.raises(AttributeError):
        Sample(within=3).within = 4  # type: ignore[misc]


def test_breaches_stand_in_the_order_in_which_they_are_written() -> None:
    assert [(found.name, found.also) for found in breaches_of(Sample)] == [("zebra", ("other",)), ("aardvark", ())]


def test_a_kind_knows_its_name_its_section_and_that_it_has_a_probe() -> None:
    found = kind_of(Sample)
    assert (found.name, found.section, found.takes, found.implemented) == ("sample", "samples", {"days": "within"}, True)


def test_a_kind_without_a_docstring_is_refused() -> None:
    with pytest.raises(TypeError, match="reference page"):

        @kind("silent", section="samples", check="published")
        class Silent:
            pass


def test_an_automatic_kind_without_a_probe_must_say_why() -> None:
    with pytest.raises(TypeError, match="not_yet"):

        @kind("lazy", section="samples")
        class Lazy:
            """Has no probe and no reason."""


def test_the_registry_finds_kinds_in_their_rooms_and_nowhere_else() -> None:
    kinds = known_kinds()
    assert "sample" not in kinds
    assert len(kinds) > 50
    assert all(found.parameters.__module__.split(".")[2] == "kinds" for found in kinds.values())
    assert list(kinds) == sorted(kinds)


def test_every_kind_lives_in_a_file_of_its_own_name() -> None:
    assert [name for name, found in known_kinds().items() if found.parameters.__module__.rpartition(".")[2] != name.replace("-", "_")] == []
