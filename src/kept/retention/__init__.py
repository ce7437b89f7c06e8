"""How long data is kept, what must be kept longer, and how it ends.

Each kind of promise stands whole in ``kinds/``; the decorator is its only registration.
"""
