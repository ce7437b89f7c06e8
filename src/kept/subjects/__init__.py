"""People as a region knows them: by the application's reference, with what decisions need to know, and what was decided about them.

``register`` enters somebody; ``note_shown``, ``note_permission``, ``refuse_marketing``, ``end_people`` and ``record_decisions`` write down
what happened, ``note_version`` what becomes of a new version with them; ``entry_link``, ``enter``, ``inside`` and ``leave`` let them
into Kept's own pages;
``states`` says of people what a policy asks about; ``changes`` tells whose state has changed since a version.
"""

from kept.subjects.changing import Changes, birthdays, changes, forget_changes, looking, too_old
from kept.subjects.deciding import Decided, record_decisions
from kept.subjects.entering import EntryPage, Inside, Link, enter, entry_link, inside, leave
from kept.subjects.noting import end_people, note_permission, note_shown, refuse_marketing
from kept.subjects.registering import Registration, known, register
from kept.subjects.state import State, Viewer, states
from kept.subjects.versions import VersionStanding, note_version, version_standing

__all__ = [
    "Changes",
    "Decided",
    "EntryPage",
    "Inside",
    "Link",
    "Registration",
    "State",
    "VersionStanding",
    "Viewer",
    "birthdays",
    "changes",
    "end_people",
    "enter",
    "entry_link",
    "forget_changes",
    "inside",
    "known",
    "leave",
    "looking",
    "note_permission",
    "note_shown",
    "note_version",
    "record_decisions",
    "refuse_marketing",
    "register",
    "states",
    "too_old",
    "version_standing",
]
