"""The ``kept`` command: verb, then the pack, then options. It calls rooms and holds no rule of the domain.

Exit codes: 0 what was asked holds; 1 it ran, and something is broken, refused or failing; 2 it could not run.
"""

from kept.cli.entry import main

__all__ = ["main"]
