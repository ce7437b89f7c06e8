"""The web server: published statements and proof reports, as plain pages under a strict content security policy.

``serve`` runs until Ctrl-C or SIGTERM; ``running`` serves for the length of a block. Both start granian (WSGI) as a child process.
Only this room imports Django, and only that child pays for it.
"""

from kept.web.serving import running, serve

__all__ = ["running", "serve"]
