"""May this be done, now, here, for this purpose: the purposes, functions and exemptions that a decision stands on.

Each kind of promise stands whole in ``kinds/``; the decorator is its only registration.
"""
