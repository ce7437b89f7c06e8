"""The web server: published statements and proof reports, the pages that people enter, and the API that applications live by.

``serve`` runs until Ctrl-C or SIGTERM; ``running`` serves pages for the length of a block, ``running_api`` the API;
``rooms`` opens centre, organisations' page and console among the pages, ``add_staff`` makes an account for the console. Each starts granian
(WSGI) as a child process. Only this room imports Django, and only those children pay for it.
"""

from kept.web.api.process import Opened, described, running_api
from kept.web.serving import LOOPBACK, free_port, running, serve
from kept.web.staff import Role, add_staff, rooms

__all__ = ["LOOPBACK", "Opened", "Role", "add_staff", "described", "free_port", "rooms", "running", "running_api", "serve"]
