"""Staging: a pack's databases made, filled with the pack's own data, and put under Kept's controls.

``estate`` says which databases a pack has and on which servers; ``build`` makes them with their schemas, books and roles;
``load`` fills them with the people that the pack's ``data.py`` invents; ``install`` puts the controls of every kind in place.
Demonstrations and rehearsals live on staged data; whatever is proven on it is called *staged*.
"""

from kept.staging.building import build, keep_control_plane, let_keeper_in, let_pages_in
from kept.staging.controlling import controls, install, remove
from kept.staging.estate import Estate, Site, estate, role_password
from kept.staging.facts import application_facts
from kept.staging.house import House, Prepared, opened, prepared, prepared_or_refused, rehearsal
from kept.staging.loading import Loaded, load
from kept.staging.preparing import prepare
from kept.staging.whom import Concerned, concerned

__all__ = [
    "Concerned",
    "Estate",
    "House",
    "Loaded",
    "Prepared",
    "Site",
    "application_facts",
    "build",
    "concerned",
    "controls",
    "estate",
    "install",
    "keep_control_plane",
    "let_keeper_in",
    "let_pages_in",
    "load",
    "opened",
    "prepare",
    "prepared",
    "prepared_or_refused",
    "rehearsal",
    "remove",
    "role_password",
]
