"""What people can ask for, how they are verified, how long an answer may take, and what a request does to rows.

Each kind of promise stands whole in ``kinds/``; the decorator is its only registration. ``ownership/`` knows whose a row is:
``declared`` reads it from a data map, a ``Plan`` carries it out, and ``erasure_steps`` tells what an erasure would do before it does.
"""

from kept.rights.ownership import Plan, declared
from kept.rights.planning import Step, erasure_steps

__all__ = ["Plan", "Step", "declared", "erasure_steps"]
