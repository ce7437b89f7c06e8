from types import SimpleNamespace
from typing import Any

import pytest

from kept.promises import Verdict, Words
from kept.recipients.kinds.sdk import Sdk, belongs, entries

HEAD = "coordinate\tname\tprovider\trecipient\tpolicy\titems\n"
MAPS = "com.amap.api:location\tAmap\tAmap\tamap\thttps://amap.example/privacy\tde_identified_location\n"
BUILD = 'dependencies {\n    implementation("com.amap.api:location:6.4.9")\n}\n'
DECLARED = {"recipients.amap": SimpleNamespace(section="recipients", body=SimpleNamespace(data=("de_identified_location",)))}


def of_kind(kind: str) -> list[Any]:
    return [SimpleNamespace(parameters=Sdk(company=Words("支付公司", "Pay"), packages=("com.pay",)))]


def judged(build: str | None, directory: str | None) -> Verdict:
    files = {"build": build, "sdks": directory}

    def document(name: str) -> bytes | None:
        text = files[name]
        return None if text is None else text.encode()

    look: Any = SimpleNamespace(statement=SimpleNamespace(declarations=DECLARED, of_kind=of_kind), staged=False, document=document)
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


def test_a_dependency_of_a_declared_sdk_needs_no_entry_in_the_directory() -> None:
    assert judged(BUILD + '    api("com.pay.wallet:sheet:1.0")\n', HEAD + MAPS).outcome == "kept"
    assert judged(BUILD + '    api("com.paying:sheet:1.0")\n', HEAD + MAPS).outcome == "broken"


@pytest.mark.parametrize(
    ("package", "inside"), [("com.pay", True), ("com.pay.wallet", True), ("com.pa", False), ("com.pay.wallet.x", False)]
)
def test_a_dependency_belongs_to_a_package_by_whole_names(package: str, inside: bool) -> None:
    assert belongs("com.pay:wallet", package) is inside


def listed(entry: Sdk, page: str, build: str | None, origin: str = "config") -> Verdict:
    languages = SimpleNamespace(all=("en",))
    clause = SimpleNamespace(id="3", title=Words("名单", "SDKs"), summary=None, text=Words(page, page), table=None)
    statement: Any = SimpleNamespace(languages=languages, clause=lambda _: clause, declarations={}, of_kind=lambda _: [])
    html = f'<section data-clause="3"><h2>3 SDKs</h2><p>{page}</p></section>'
    look: Any = SimpleNamespace(
        statement=statement,
        promise=SimpleNamespace(path="sdks.pay", origin=origin, clauses=("3",)),
        page=lambda _: SimpleNamespace(url="http://localhost/", status=200, html=html),
        document=lambda _: build.encode() if build else None,
        staged=False,
    )
    verdict: Verdict = entry.prove(look)
    return verdict


PAY = Sdk(company=Words("支付公司", "Pay"), link="https://pay.example/privacy", packages=("com.amap",), count=1)
PAGE = "Pay https://pay.example/privacy com.amap"


def test_an_sdk_that_stands_on_the_page_and_in_the_build_is_kept_and_what_it_does_on_a_device_stays_unproven() -> None:
    assert listed(PAY, PAGE, BUILD).outcome == "kept"
    assert listed(PAY, PAGE, BUILD, "device").outcome == "unproven"
    assert listed(PAY, PAGE, None).outcome == "unproven"


@pytest.mark.parametrize(
    ("entry", "page", "build"),
    [
        (PAY, "Pay com.amap", BUILD),
        (PAY, PAGE, BUILD.replace("com.amap.api", "com.example")),
        (Sdk(company=Words("支付公司", "Pay"), packages=("com.amap",), count=2), PAGE, BUILD),
    ],
    ids=["no link on the page", "not built in", "another number of packages"],
)
def test_an_sdk_whose_page_build_or_count_differs_breaks_the_promise(entry: Sdk, page: str, build: str) -> None:
    assert listed(entry, page, build).outcome == "broken"
