from types import SimpleNamespace
from typing import Any

import pytest

from kept.promises import Verdict
from kept.recipients.kinds.sdk import Sdk, entries

HEAD = "coordinate\tname\tprovider\trecipient\tpolicy\titems\n"
MAPS = "com.amap.api:location\tAmap\tAmap\tamap\thttps://amap.example/privacy\tde_identified_location\n"
BUILD = 'dependencies {\n    implementation("com.amap.api:location:6.4.9")\n}\n'
DECLARED = {"recipients.amap": SimpleNamespace(section="recipients", body=SimpleNamespace(data=("de_identified_location",)))}


def judged(build: str | None, directory: str | None) -> Verdict:
    files = {"build": build, "sdks": directory}

    def document(name: str) -> bytes | None:
        text = files[name]
        return None if text is None else text.encode()

    look: Any = SimpleNamespace(statement=SimpleNamespace(declarations=DECLARED), staged=False, document=document)
    verdict: Verdict = Sdk(document="SDKs", content=("policies",)).prove(look)
    return verdict


def test_a_directory_that_lists_exactly_what_is_built_in_is_kept() -> None:
    assert judged(BUILD, HEAD + MAPS).outcome == "kept"


@pytest.mark.parametrize(
    ("build", "directory", "key"),
    [
        (BUILD + '    api("com.example:tracker:1.0")\n', HEAD + MAPS, "com.example:tracker"),
        (BUILD, HEAD + MAPS + "com.example:gone\tGone\tG\t\thttps://g.example\t\n", "com.example:gone"),
        (BUILD, HEAD + MAPS.replace("https://amap.example/privacy", ""), "com.amap.api:location"),
        (BUILD, HEAD + MAPS.replace("de_identified_location", "mobile"), "com.amap.api:location"),
        (BUILD, HEAD + MAPS.replace("\tamap\t", "\tsomebody\t"), "com.amap.api:location"),
    ],
    ids=["built in and not listed", "listed and not built in", "no policy", "undeclared item", "undeclared recipient"],
)
def test_every_difference_between_build_directory_and_statement_is_named(build: str, directory: str, key: str) -> None:
    verdict = judged(build, directory)
    assert verdict.outcome == "broken"
    assert key in [finding.key for finding in verdict.findings]


def test_a_missing_file_or_a_build_without_dependencies_is_unproven() -> None:
    assert judged(None, HEAD + MAPS).outcome == "unproven"
    assert judged("plugins {}\n", HEAD).outcome == "unproven"


def test_entries_are_found_by_their_coordinate() -> None:
    assert entries((HEAD + MAPS).encode())["com.amap.api:location"]["recipient"] == "amap"
