"""Invented people: names in the scripts of their countries, numbers nobody has, mail at domains that exist for examples.

``pool`` makes the people of a cluster, ``sealed`` the encrypted form in which sensitive values are stored.
"""

from .pool import ADDRESSES, COMPANIES, Person, addresses, pool
from .sealing import sealed

__all__ = ["ADDRESSES", "COMPANIES", "Person", "addresses", "pool", "sealed"]
