"""What people can ask for, how they are verified, how long an answer may take.

Each kind of promise stands whole in ``kinds/``; the decorator is its only registration.
"""
