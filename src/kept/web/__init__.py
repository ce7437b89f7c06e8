"""The web server: published statements and proof reports as plain pages, and the API that applications live by.

``serve`` runs until Ctrl-C or SIGTERM; ``running`` serves pages for the length of a block, ``running_api`` the API. Each starts granian
(WSGI) as a child process. Only this room imports Django, and only those children pay for it.
"""

from kept.web.api.process import Opened, described, running_api
from kept.web.serving import LOOPBACK, free_port, running, serve

__all__ = ["LOOPBACK", "Opened", "described", "free_port", "running", "running_api", "serve"]
