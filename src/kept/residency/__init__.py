"""Where data is kept and when it crosses a border.

Each kind of promise stands whole in ``kinds/``; the decorator is its only registration.
"""
