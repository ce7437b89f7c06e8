"""Masks and pseudonyms: identity taken off data for those who need not see it.

Each kind of promise stands whole in ``kinds/``; the decorator is its only registration.
"""
