"""The one tree of errors that Kept raises on purpose.

Each error has a stable code (``KEPT-S012``), a place (``file:line:column`` or ``store.table.column``), what is wrong,
and the way out. The words live in ``catalogue/<letter>.yaml``, Chinese and English side by side; the code holds none.
Letters: A agreements, S statement, D data map, T stores, L ledger, P promises and proof, C command line and configuration.
"""

from kept.errors.tree import Fault, Faults, KeptError, Place, catalogue

__all__ = ["Fault", "Faults", "KeptError", "Place", "catalogue"]
