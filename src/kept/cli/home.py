"""What every command that touches a live system begins with: configuration, the folder below KEPT_HOME, the clock."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from kept.staging import House
from kept.stores import Configuration, read_configuration


def configuration() -> Configuration:
    """What the environment and ``kept.toml`` say."""
    return read_configuration(os.environ, Path.cwd())


def house() -> House:
    """The house below KEPT_HOME."""
    return House(configuration().home)


def now() -> datetime:
    """The one place where commands look at the clock."""
    return datetime.now(UTC)
