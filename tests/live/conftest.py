"""What the tests of several folders share: a fixture that two of them imported would be made twice, and fail the second time."""

from __future__ import annotations

from tests.live.neocrm_app.prepared import prepared_neocrm

__all__ = ["prepared_neocrm"]
