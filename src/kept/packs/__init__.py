"""Where packs live, and how one is named.

A *pack* is a service at one version of its statement. It is named by a service (``neocrm``: the version in force), by a
label (``neocrm-2023``), or by the path of a folder or of a statement file. In a checkout the services lie in ``services/``,
in an installed wheel inside this package; whoever asks need not know which.
"""

from kept.packs.beginning import begin
from kept.packs.code import pack_code
from kept.packs.place import PackPlace, find, services_folder, versions

__all__ = ["PackPlace", "begin", "find", "pack_code", "services_folder", "versions"]
