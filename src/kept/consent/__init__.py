"""What each person agreed to: consents, permissions, cookies, children and their guardians, marketing.

Each kind of promise stands whole in ``kinds/``; the decorator is its only registration.
"""
