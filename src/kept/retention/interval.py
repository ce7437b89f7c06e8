"""When a promised time ends, counted back from now: what began before ``before(now, …)`` is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta

from kept.promises import Duration


def before(now: datetime, kept_for: Duration) -> datetime:
    """The instant that lies ``kept_for`` before ``now``. Months and years are calendar ones (the last day of a shorter month).

    Working days depend on a country's calendar and are the law room's business; here they raise ``ValueError``.
    """
    match kept_for.unit:
        case "hour":
            return now - timedelta(hours=kept_for.n)
        case "day":
            return now - timedelta(days=kept_for.n)
        case "week":
            return now - timedelta(weeks=kept_for.n)
        case "month":
            return now - relativedelta(months=kept_for.n)
        case "year":
            return now - relativedelta(years=kept_for.n)
        case _:
            raise ValueError(f"{kept_for} needs a calendar")
