"""The API that applications live by, through ``kept_sdk`` or over plain HTTP: one address for each storage cluster.

It runs in a process of its own beside the pages, so that neither starves the other. ``django-ninja`` reads and checks what comes in
and writes the OpenAPI document from the same typed models.
"""
