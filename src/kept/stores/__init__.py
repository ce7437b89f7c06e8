"""Stores: the only room that opens connections to databases, and the embedded PostgreSQL that is there by default.

``home_folder``, ``start`` and ``running`` give an embedded server; ``Address`` says where a database is;
``open_connection``, ``execute``, ``compiled`` and ``copy_rows`` work in it, ``core_connection`` for work in many steps; ``reflect``
reads what it says of itself; ``ensure_roles``, ``create_database`` and
``drop_database`` prepare it; ``secret_file`` keeps what nobody else may read; ``read_configuration`` says what is where.
"""

from kept.stores.address import Address
from kept.stores.asking import Pass, fused
from kept.stores.attaching import attach
from kept.stores.binaries import installed_program
from kept.stores.configuration import Configuration, read_configuration
from kept.stores.core import core_connection
from kept.stores.embedded import Instance, home_folder, running, start
from kept.stores.opening import Connection, compiled, copy_rows, execute, open_connection, spoken
from kept.stores.pool import Pool
from kept.stores.roles import Role, create_database, drop_database, ensure_roles
from kept.stores.schema import reflect
from kept.stores.scram import ITERATIONS_FOR_GENERATED
from kept.stores.secrets import derived_password, secret_file, secret_text
from kept.stores.source import Source

__all__ = [
    "ITERATIONS_FOR_GENERATED",
    "Address",
    "Configuration",
    "Connection",
    "Instance",
    "Pass",
    "Pool",
    "Role",
    "Source",
    "attach",
    "compiled",
    "copy_rows",
    "core_connection",
    "create_database",
    "derived_password",
    "drop_database",
    "ensure_roles",
    "execute",
    "fused",
    "home_folder",
    "installed_program",
    "open_connection",
    "read_configuration",
    "reflect",
    "running",
    "secret_file",
    "secret_text",
    "spoken",
    "start",
]
