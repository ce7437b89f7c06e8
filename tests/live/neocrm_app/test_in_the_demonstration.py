"""``kept demo`` runs the application, the API and the outbox: a person signs in with the code that arrived, and the proof holds."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from tests.live.neocrm_app.browser import Browser

KEPT = (sys.executable, "-c", "from kept.cli import main; main()")
SERVICE = re.compile(r"(http://crm\.\S+)  .*organisation (\d+), (\S+)")
OUTBOX = re.compile(r"(http://127\.0\.0\.1:\d+/outbox/)")


@pytest.fixture(scope="module")
def demonstration(temporary_home: Path) -> Iterator[tuple[dict[str, str], str]]:
    home = temporary_home / "demonstrated"
    env = os.environ | {"KEPT_HOME": str(home), "KEPT_LANG": "en", "PYTHONUNBUFFERED": "1"}
    command = [*KEPT, "demo", "neocrm-2023", "--people", "1000", "--port", "0"]
    process = subprocess.Popen(command, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    said = ""
    for line in process.stdout or ():
        said += line
        if line.startswith("kept sql "):
            break
    yield dict(env), said
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)


def test_somebody_signs_in_with_the_code_that_the_outbox_shows(demonstration: tuple[dict[str, str], str]) -> None:
    _, said = demonstration
    service, outbox = SERVICE.search(said), OUTBOX.search(said)
    assert service and outbox, said
    browser = Browser(urlsplit(service[1]).port or 0, "en")
    browser.get(f"http://{urlsplit(service[1]).hostname}/sign-in")
    browser.get(browser.page.url.replace("/?", "/code?"))
    browser.send("/code", organisation=service[2], address=service[3])
    # Planted people use the service meanwhile, and get messages of their own.
    with urlopen(outbox[1] + f"messages?to={service[3]}", timeout=10) as answer:
        newest = json.load(answer)[0]
    page = browser.send("/code/enter", code=re.search(r"\d{6}", newest["text"])[0])  # type: ignore[index]
    assert page.status == 200 and urlsplit(page.url).hostname == urlsplit(service[1]).hostname


def test_the_proof_holds_while_the_application_is_used(demonstration: tuple[dict[str, str], str]) -> None:
    env, _ = demonstration
    proven = subprocess.run([*KEPT, "prove", "neocrm-2023", "--json"], env=env, capture_output=True, text=True, timeout=120)
    document = json.loads(proven.stdout)
    assert [entry["promise"] for entry in document["verdicts"] if entry["verdict"] == "broken"] == []
    assert proven.returncode == 0
