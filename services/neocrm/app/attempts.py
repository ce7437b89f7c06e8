"""How often somebody asked lately: a limit against floods."""

from __future__ import annotations

import threading
from collections import deque
from datetime import datetime, timedelta
from typing import Final

MOST_AN_HOUR: Final = 20


class Attempts:
    """How often an address of the network asked within an hour. Held in memory: it is about floods, not about people."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: dict[str, deque[datetime]] = {}

    def too_many(self, who: str, now: datetime) -> bool:
        with self._lock:
            seen = self._seen.setdefault(who, deque())
            while seen and now - seen[0] > timedelta(hours=1):
                seen.popleft()
            if len(seen) >= MOST_AN_HOUR:
                return True
            seen.append(now)
            return False
