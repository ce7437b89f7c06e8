"""The official website: forms, newsletter, events, chat, visitors at the office, a public board, and the choice of cookies.

The vendor itself is the controller here. A person is known by a number in a cookie, from the first form or choice on and not before.
"""

from __future__ import annotations

from typing import Final

from services.neocrm.app.website import board, chat, contact, cookies, events, forms, home, newsletter, office

PAGES: Final = (
    *home.PAGES,
    *forms.PAGES,
    *events.PAGES,
    *newsletter.PAGES,
    *chat.PAGES,
    *contact.PAGES,
    *office.PAGES,
    *board.PAGES,
    *cookies.PAGES,
)

__all__ = ["PAGES"]
