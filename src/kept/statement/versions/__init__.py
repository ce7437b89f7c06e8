"""What a new version of a statement changes: by meaning and by text, which changes are significant, who is told, who is asked again.

``difference(old, new)`` compares two statements of one service. The meaning is compared declaration by declaration, so that a sentence
that was only moved or reworded is not taken for a change, and a number that changed in a table is.
"""

from __future__ import annotations

from kept.errors import KeptError
from kept.statement.model import Statement
from kept.statement.versions.change import Action, Change, Criterion, Difference, Judged, Part, Passage
from kept.statement.versions.comparing import changes_of
from kept.statement.versions.dates import date_faults
from kept.statement.versions.page import ACTION_WORDS, EFFECT_WORDS, difference_page, said_briefly
from kept.statement.versions.passages import passages_of
from kept.statement.versions.significance import ASKING, CRITERIA, own_criteria, weighed


def difference(old: Statement, new: Statement) -> Difference:
    """Both versions held against each other.

    Raises KEPT-S060 for statements of different services, KEPT-S061 where the second does not take effect after the first.
    """
    if old.service != new.service:
        raise KeptError("KEPT-S060", old=old.label, new=new.label, service=old.service, other=new.service)
    if new.version <= old.version:
        raise KeptError("KEPT-S061", old=old.label, new=new.label, was=old.version, now=new.version)
    own = own_criteria(old, new)
    criteria = own or tuple(CRITERIA.values())
    codes = [criterion.code for criterion in criteria]
    changes = tuple(weighed(change, old, new, codes) for change in changes_of(old, new))
    return Difference(old, new, changes, passages_of(old, new), (*criteria, *ASKING.values()), bool(own))


__all__ = [
    "ACTION_WORDS",
    "EFFECT_WORDS",
    "Action",
    "Change",
    "Criterion",
    "Difference",
    "Judged",
    "Part",
    "Passage",
    "date_faults",
    "difference",
    "difference_page",
    "said_briefly",
]
