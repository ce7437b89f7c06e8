"""Who receives data: processors, partners, SDKs, authorities, successors, the public.

Each kind of promise stands whole in ``kinds/``; the decorator is its only registration.
"""
