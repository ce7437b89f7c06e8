"""What a de-identified item looks like when it leaves."""

import pytest

from kept_sdk.outbound import let_out


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"lat": 31.2303904, "lng": 121.4737021}, {"lat": 31.23, "lng": 121.474}),
        ([31.2303904, 121.4737021], [31.23, 121.474]),
        ("121.4737021,31.2303904", "121.474,31.230"),
        (31.2303904, 31.23),
        (None, None),
    ],
)
def test_points_are_rounded_in_every_form_that_they_take(value: object, expected: object) -> None:
    assert let_out("de_identified_location", value, 3) == expected


def test_what_cannot_be_rounded_does_not_leave() -> None:
    with pytest.raises(TypeError):
        let_out("de_identified_location", object(), 3)


def test_other_items_leave_as_they_are() -> None:
    assert let_out("mobile", "13800000000", None) == "13800000000"
