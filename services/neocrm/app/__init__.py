"""The neocrm service: a small CRM on which people work, and which knows Kept only through ``kept_sdk``.

``application(configuration)`` is the ASGI application; ``python -m services.neocrm.app`` serves it. A request belongs to one storage
cluster by its host name, works under one tenant's own database role there, and touches no other cluster.
"""

from services.neocrm.app.serving import application

__all__ = ["application"]
