"""Begins a pack of one's own: a small, whole service that can be checked, demonstrated and then changed line by line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Final

from kept.errors import KeptError, Place

SERVICE: Final = re.compile(r"[a-z][a-z0-9_]{0,29}")


def begin(folder: Path, today: date) -> Sequence[Path]:
    """Write the files of a new pack into ``folder``, whose name is the service's; its statement binds from the first day of the year.

    Raises KEPT-C036 for a name that no service can have, KEPT-C035 for a folder that is not empty, KEPT-C022 where nothing can be written.
    """
    place = folder.expanduser().absolute()
    if not SERVICE.fullmatch(place.name):
        raise KeptError("KEPT-C036", Place(file=str(folder)), name=place.name)
    version = date(today.year, 1, 1)
    facts = {
        "service": place.name,
        "host": place.name.replace("_", "-"),
        "version": version.isoformat(),
        "label": f"{place.name}-{version.year}",
    }
    texts = {
        place / "statement" / f"{version.isoformat()}.yaml": _text("statement.yaml", facts),
        place / "datamap.yaml": _text("datamap.yaml", facts),
        place / "schema.sql": _text("schema.sql", facts),
        place / "data.py": _text("data.py", {}),
    }
    try:
        place.mkdir(parents=True, exist_ok=True)
        if any(place.iterdir()):
            raise KeptError("KEPT-C035", Place(file=str(folder)), path=folder)
        for file, text in texts.items():
            file.parent.mkdir(exist_ok=True)
            with file.open("x", encoding="utf-8") as new:
                new.write(text)
    except OSError as error:
        raise KeptError("KEPT-C022", Place(file=str(folder)), path=folder, reason=error.strerror or str(error)) from None
    return list(texts)


def _text(name: str, facts: Mapping[str, str]) -> str:
    text = files("kept.packs").joinpath("begun", name).read_text(encoding="utf-8")
    return Template(text).substitute(facts) if facts else text
