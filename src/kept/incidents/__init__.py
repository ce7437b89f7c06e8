"""When something went wrong: whom the company tells, when and what.

Each kind of promise stands whole in ``kinds/``; the decorator is its only registration.
"""
