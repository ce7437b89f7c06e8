"""The API's OpenAPI document, and the part of its page that is made from it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any


@cache
def document() -> Mapping[str, Any]:
    """The OpenAPI document that a server gives at ``/api/openapi.json``."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_TZ=True, TIME_ZONE="UTC")
    from kept.web.api.holding import Serving
    from kept.web.api.operations import api

    said: Mapping[str, Any] = api(Serving({})).get_openapi_schema(path_prefix="/api/")
    return json.loads(json.dumps(said))  # type: ignore[no-any-return]


def operations() -> Iterator[str]:
    """Every operation with the fields that it takes and gives."""
    schemas = document()["components"]["schemas"]
    for path, methods in sorted(document()["paths"].items()):
        for method, said in methods.items():
            yield f"## `{method.upper()} {path.removeprefix('/api/{cluster}/')}`"
            yield ""
            yield f"{said['summary']}."
            yield ""
            asked = [one for one in said.get("parameters", []) if one["in"] == "query"]
            if asked:
                yield f"Query: {', '.join('`' + one['name'] + '`' for one in asked)}."
                yield ""
            if "requestBody" in said:
                body = said["requestBody"]["content"]["application/json"]["schema"]
                yield from _table("Takes", body, schemas)
            for status, answer in said["responses"].items():
                content = answer.get("content", {}).get("application/json", {}).get("schema", {})
                if "$ref" in content and status < "400":
                    yield from _table(f"Gives ({status})", content, schemas)


def _table(title: str, schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Iterator[str]:
    name = schema["$ref"].rpartition("/")[2]
    found = schemas[name]
    needed = set(found.get("required", ()))
    yield f"{title}:"
    yield ""
    yield "| field | type | |"
    yield "|---|---|---|"
    for field, said in found["properties"].items():
        about = [] if field in needed else ["optional"]
        about += [said["description"]] if "description" in said else []
        yield f"| `{field}` | {_type(said)} | {'; '.join(about)} |"
    yield ""
    for field, said in found["properties"].items():
        if said.get("type") == "array" and "$ref" in said["items"]:
            yield from _table(f"Each of `{field}`", said["items"], schemas)


def _type(said: Mapping[str, Any]) -> str:
    if "enum" in said:
        return " · ".join(f"`{one}`" for one in said["enum"])
    if "anyOf" in said:
        return ", ".join(_type(one) for one in said["anyOf"] if one.get("type") != "null")
    if "$ref" in said:
        return str(said["$ref"].rpartition("/")[2])
    if said.get("type") == "array":
        return f"list of {_type(said['items'])}" if "items" in said else "list"
    return str(said.get("format") or said.get("type") or "any")
