"""The day on which tests begin a pack."""

from datetime import date

TODAY = date(2026, 11, 23)
