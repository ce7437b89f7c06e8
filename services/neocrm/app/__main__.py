"""Serves the application: ``python -m services.neocrm.app --configuration FILE``, or the file's path in ``NEOCRM_CONFIGURATION``."""

from __future__ import annotations

import argparse
import os
from functools import partial
from pathlib import Path

from granian.constants import Interfaces
from granian.server.embed import Server

from services.neocrm.app.configuration import VARIABLE, Misconfigured, read_configuration
from services.neocrm.app.serving import application


def main() -> None:
    """Serve until Ctrl-C or SIGTERM."""
    import asyncio
    import signal

    reading = argparse.ArgumentParser(prog="python -m services.neocrm.app", description=__doc__)
    reading.add_argument("--configuration", type=Path, default=os.environ.get(VARIABLE))
    reading.add_argument("--bind", default="127.0.0.1")
    said = reading.parse_args()
    if said.configuration is None:
        reading.error(f"--configuration or {VARIABLE} has to name the configuration's file")
    try:
        configuration = read_configuration(Path(said.configuration))
    except (OSError, Misconfigured) as problem:
        reading.exit(2, f"{problem}\n")
    server = Server(application(configuration), address=said.bind, port=configuration.port, interface=Interfaces.ASGI)

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(each, partial(server.stop))
        await server.serve()

    asyncio.run(serve())


if __name__ == "__main__":
    main()
