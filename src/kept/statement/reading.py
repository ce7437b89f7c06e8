"""Reads YAML strictly and remembers where everything stands.

Every scalar stays a string (``NO`` is a country, ``010`` is not eight); duplicate keys, anchors, aliases, explicit tags and
several documents are refused, all of them in one run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from kept.errors import Fault, Faults, KeptError, Place

Steps = tuple[str | int, ...]
STRING_TAG = "tag:yaml.org,2002:str"
# Aliases of aliases of aliases grow without end; whoever wrote ten thousand repetitions has heard of the first.
MOST_REPEATED = 10_000
PLAIN_TAGS = {STRING_TAG, "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}


@dataclass(frozen=True)
class Document:
    """A YAML file as plain data, and the place of each key, value and list entry by its path (a tuple of keys and indexes)."""

    file: str
    data: Mapping[str, Any]
    places: Mapping[Steps, Place] = field(repr=False)

    def place(self, *steps: str | int) -> Place:
        """The place of a path, or of the nearest ancestor that the file has (for what is missing)."""
        path: Steps = steps
        while path not in self.places and path:
            path = path[:-1]
        return self.places.get(path, Place(self.file, 1, 1))


def read_document(path: Path, shown_as: str | None = None, faults: list[Fault] | None = None) -> Document:
    """Read a YAML file. Raises ``Faults`` (S001 syntax, S002 duplicate, S003 alias, S004 tag, S005 not a mapping, S006 encoding).

    Given a list, duplicates, aliases, tags and odd keys are added to it instead, and what stands there is read as if it were
    written out: so whoever checks the document goes on, and says everything that is wrong with it in one run.
    """
    name = shown_as or str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise KeptError("KEPT-S006", Place(name), offset=error.start) from error
    except OSError as error:
        raise KeptError("KEPT-S007", Place(name), why=error.strerror or str(error)) from error
    return parse_document(text, name, faults)


def parse_document(text: str, name: str, faults: list[Fault] | None = None) -> Document:
    """Parse YAML text that stands in the file ``name``; raises as ``read_document`` does."""
    try:
        if text.lstrip().startswith("%") or "\n---" in text:
            documents = list(yaml.compose_all(text, Loader=yaml.CBaseLoader))
            if len(documents) > 1:
                mark = documents[1].start_mark
                raise KeptError("KEPT-S008", Place(name, mark.line + 1, mark.column + 1))
            root = documents[0] if documents else None
        else:
            root = yaml.compose(text, Loader=yaml.CBaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name)
        raise KeptError("KEPT-S001", place, problem=(error.problem or str(error)).replace("\n", " ")) from error
    except yaml.YAMLError as error:
        raise KeptError("KEPT-S001", Place(name), problem=str(error).replace("\n", " ")) from error
    if not isinstance(root, yaml.MappingNode):
        raise KeptError(
            "KEPT-S005", Place(name, 1, 1), found="nothing" if root is None else type(root).__name__.removesuffix("Node").lower()
        )
    walk = _Walk(name)
    data = walk.value(root, ())
    if faults is not None:
        faults += walk.faults
    elif walk.faults:
        raise Faults(walk.faults)
    return Document(name, data, walk.places)


class _Walk:
    """One pass over the node graph: plain data, places, faults."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.places: dict[Steps, Place] = {}
        self.faults: list[Fault] = []
        self._seen: set[int] = set()
        self._open: set[int] = set()
        self._within = 0
        self._again = 0

    def _at(self, node: yaml.Node) -> Place:
        return Place(self.file, node.start_mark.line + 1, node.start_mark.column + 1)

    def _fault(self, code: str, place: Place, **facts: object) -> None:
        """What an alias repeats has been complained of where it stands first."""
        if not self._within:
            self.faults.append(Fault(code, place, facts))

    def value(self, node: yaml.Node, path: Steps) -> Any:
        again = id(node) in self._seen
        # A node that an alias repeats knows only where it stands first: the place is then the key's, or the list's.
        place = self.places.setdefault(path, self.places[path[:-1]] if again else self._at(node))
        if again:
            self._fault("KEPT-S003", place)
            self._again += 1
            if id(node) in self._open or self._again > MOST_REPEATED:
                return None
        elif node.tag not in PLAIN_TAGS:
            self._fault("KEPT-S004", self._at(node), tag=node.tag)
        self._seen.add(id(node))
        self._open.add(id(node))
        self._within += again
        try:
            return self._content(node, path)
        finally:
            self._within -= again
            self._open.discard(id(node))

    def _content(self, node: yaml.Node, path: Steps) -> Any:
        if isinstance(node, yaml.MappingNode):
            return dict(self._pairs(node, path))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(entry, (*path, index)) for index, entry in enumerate(node.value)]
        return None if node.value == "" and not getattr(node, "style", None) else node.value

    def _pairs(self, node: yaml.MappingNode, path: Steps) -> Iterator[tuple[str, Any]]:
        first: dict[str, Place] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._fault("KEPT-S009", self._at(key))
                continue
            if key.value in first:
                self._fault("KEPT-S002", self._at(key), key=key.value, first=first[key.value].line)
                continue
            first[key.value] = self._at(key)
            self.places[(*path, key.value)] = self._at(key)
            yield key.value, self.value(value, (*path, key.value))
