"""What the API's process holds: its regions and their feeds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from kept.subjects import changes, looking
from kept.web.api.feed import Feed, line
from kept.web.api.region import Region


@dataclass(eq=False)
class Serving:
    """The regions by cluster, and for each that somebody follows its feed; ``pages`` is where people find Kept's pages."""

    regions: Mapping[str, Region]
    pages: str = ""
    _feeds: dict[str, Feed] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def feed(self, region: Region) -> Feed:
        with self._lock:
            if region.cluster not in self._feeds:
                self._feeds[region.cluster] = Feed(region)
            return self._feeds[region.cluster]


def state_of(serving: Serving, region: Region, subject: int) -> Mapping[str, Any] | None:
    """The person's state after a write that was committed; the feed looks at once, too."""
    serving.feed(region).wrote()
    with region.pool.connection() as connection:
        looking(connection)
        look = changes(connection, None)
        found = region.states(connection, [subject])
    return {"order": look.order, "policy": region.said.etag, "person": line(found[0])} if found else None
