"""Controls in the databases themselves: tenant isolation, access, audited reads, encryption; and the papers that vouch for them.

Each kind of promise stands whole in ``kinds/``; the decorator is its only registration.
"""
