"""The service desk and the privacy desk: when somebody is there, and where messages to them go."""

from __future__ import annotations

from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

# Every day from 8 to 23 in Beijing (statement, 7.1).
ZONE: Final = ZoneInfo("Asia/Shanghai")
OPENS, CLOSES = time(8), time(23)
SERVICE: Final = "service-desk@neocrm.example"
PRIVACY: Final = "privacyofficer@neocrm.com"


def staffed(now: datetime) -> bool:
    """Whether somebody is at the service desk at this moment."""
    return OPENS <= now.astimezone(ZONE).time() < CLOSES
