"""The page on adding the SDK: its examples are files, and they print what the page says."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from kept.packs import find
from kept.promises import known_kinds
from kept.statement import read_statement
from kept_sdk import Kept, Signals, Visit
from tests.docs.pages import DOCS, blocks
from tests.live.web.api.conftest import LABEL, PACK, Served

PAGE = DOCS / "how-to" / "add-the-sdk.md"
FILES = PAGE.parent / "sdk"


def shown() -> Iterator[tuple[str, str, str | None]]:
    """Each example that is a file, with what the page says that it prints."""
    found = list(blocks(PAGE))
    for number, block in enumerate(found):
        if block.mark.startswith("file: "):
            after = found[number + 1] if number + 1 < len(found) else None
            yield block.mark.removeprefix("file: "), block.body, after.body if after and after.language == "text" else None


def test_every_example_is_on_the_page_as_it_stands_in_its_file() -> None:
    on_page = {name: body for name, body, _ in shown()}
    assert on_page == {file.name: file.read_text(encoding="utf-8") for file in FILES.glob("*.py")}


@pytest.mark.parametrize(("name", "printed"), [(name, printed) for name, _, printed in shown() if printed is not None])
def test_an_example_prints_what_the_page_says(name: str, printed: str, served: Served) -> None:
    environ = {**os.environ, "KEPT_ADDRESS": served.opened.address, "KEPT_TOKEN_FILE": str(served.opened.token)}
    environ["PYTHONPATH"] = os.pathsep.join(sys.path)
    done = subprocess.run([sys.executable, str(FILES / name)], env=environ, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, printed, "")


def test_the_application_of_the_page_knows_who_it_is_and_what_the_browser_signals(
    served: Served, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEPT_ADDRESS", served.opened.address)
    monkeypatch.setenv("KEPT_TOKEN_FILE", str(served.opened.token))
    module = ModuleType("page")
    exec(compile((FILES / "page.py").read_text(encoding="utf-8"), "page.py", "exec"), module.__dict__)  # noqa: S102 – our own page
    kept.person("member:7001", class_="member", country="CN", at_least=18)
    kept.shown("member:7001", [LABEL])
    prompt = kept.prompt("purposes.marketing_emails", "zh")
    kept.give("member:7001", prompt.matter, language="zh", sha256=prompt.sha256, channel="app")
    said: list[Any] = []

    async def send(message: Any) -> None:
        said.append(message.get("body"))

    with module.kept:
        for headers in ([], [(b"dnt", b"1")]):
            asked = module.app({"type": "http", "headers": headers, "session": "7001"}, None, send)
            with pytest.raises(StopIteration):
                asked.send(None)
    honoured = {
        one.body.header for one in read_statement(find(PACK).statement, known_kinds()).declarations.values() if one.kind == "do-not-track"
    }
    assert said == [None, b"yes", None, b"The person has refused marketing." if "DNT" in honoured else b"yes"]
    assert Visit("member:7001", Signals(dnt=True)).signals
