"""Who receives data: processors, partners, SDKs, authorities, successors, the public.

``record_disclosures`` writes down what went out. Each kind of promise stands whole in ``kinds/``; the decorator is its only registration.
"""

from kept.recipients.disclosing import Disclosed, record_disclosures

__all__ = ["Disclosed", "record_disclosures"]
