"""Kept's own books: the schema ``kept`` in every governed database, and the control plane's small database.

Numbered SQL migrations (``migrations/``, ``control/``) are applied by yoyo; ``migrate`` brings one database up to date.
"""

from kept.books.migrating import migrate, pending

__all__ = ["migrate", "pending"]
