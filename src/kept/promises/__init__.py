"""The small vocabulary that every room shares: what a promise is, how it is judged, how it may be broken on purpose.

A *kind* is a class in the room it belongs to (``kept/<room>/kinds/<kind>.py``): typed parameters, which are also the grammar
of its declarations in a statement; ``prove``, the probe; ``breaches``, what the probe must see. ``@kind`` is the only
registration. Nothing here opens a connection or a file: a probe receives a ``Look``, through which it sees the live system.
"""

from kept.promises.acting import ANY, FILLED, Act, Stage, Troupe, act, acts_for, acts_of
from kept.promises.breach import Breach, breach, breaches_of
from kept.promises.kind import Kind, kind, kind_of
from kept.promises.look import Attempt, Control, Count, Database, Ground, Look, Page, Question, Rehearsal, Schema, Table
from kept.promises.person import Done, Message, NotDone, Person
from kept.promises.promise import Check, Promise
from kept.promises.registry import Kinds, known_kinds
from kept.promises.values import Conflict, Duration, Item, Name, Phrase, Phrases, Refers, Several, SeveralWords, Whole, Words
from kept.promises.verdict import Evidence, Finding, Origin, Verdict, attested, broken, judged, kept, published, unproven

__all__ = [
    "ANY",
    "FILLED",
    "Act",
    "Attempt",
    "Breach",
    "Check",
    "Conflict",
    "Control",
    "Count",
    "Database",
    "Done",
    "Duration",
    "Evidence",
    "Finding",
    "Ground",
    "Item",
    "Kind",
    "Kinds",
    "Look",
    "Message",
    "Name",
    "NotDone",
    "Origin",
    "Page",
    "Person",
    "Phrase",
    "Phrases",
    "Promise",
    "Question",
    "Refers",
    "Rehearsal",
    "Schema",
    "Several",
    "SeveralWords",
    "Stage",
    "Table",
    "Troupe",
    "Verdict",
    "Whole",
    "Words",
    "act",
    "acts_for",
    "acts_of",
    "attested",
    "breach",
    "breaches_of",
    "broken",
    "judged",
    "kept",
    "kind",
    "kind_of",
    "known_kinds",
    "published",
    "unproven",
]
