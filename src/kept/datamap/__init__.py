"""The data map: where personal data lives, whose it is, by which function it came, how long it stays.

``read_datamap`` reads it and checks every name against the statement. Pure: it opens no store; what a store really holds is
reflected by ``stores`` and compared by probes.
"""

from kept.datamap.model import Account, DataMap, Kept, Reminder, Roles, Store, TableMap
from kept.datamap.narrowing import narrowed
from kept.datamap.reading import read_datamap, structure_faults, unmapped

__all__ = [
    "Account",
    "DataMap",
    "Kept",
    "Reminder",
    "Roles",
    "Store",
    "TableMap",
    "narrowed",
    "read_datamap",
    "structure_faults",
    "unmapped",
]
