"""Outside SDKs, and the directory of all of them, against what is really built in."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from kept.decisions.disclosing import declared_data
from kept.promises import Finding, Look, Name, Origin, Rehearsal, Verdict, Whole, Words, breach, kind, unproven
from kept.statement.saying import PAGE_KINDS, said_with, unsay
from kept.statement.weighing import as_registered, found, partly, together

BUILD: Final = "build"
DIRECTORY: Final = "sdks"
DEPENDENCY: Final = re.compile(
    r"""^\s*(?:implementation|api|compileOnly|runtimeOnly)\s*\(?\s*["']([^"':]+:[^"':]+)(?::[^"']*)?["']""", re.MULTILINE
)
NO_FILES: Final = Words(
    "没有构建文件或者第三方 SDK 目录可供核对。", "There is no build file, or no directory of SDKs, to hold against each other."
)
NOTHING: Final = Words("构建文件没有列出任何依赖。", "The build file lists no dependency at all.")
NO_BUILD: Final = Words("没有构建文件可供核对。", "There is no build file to hold the packages against.")
NOT_BUILT_IN: Final = Words("页面列出的 SDK 并未内置。", "The page lists an SDK that is not built in.")
COUNT: Final = Words("所列的数目与声明不符。", "It lists another number than it says.")
NEEDS_DEVICE: Final = Words(
    "页面与声明一致；SDK 何时启动、实际读取和发出什么，要在设备上或者从出站流量观察，应用尚未接入。",
    "The page agrees with the statement; when the SDK starts, and what it reads and sends, only a device or its traffic can show, and the "
    "application is not connected yet.",
)
NEEDS_REPORT: Final = Words(
    "页面写明了遇到风险如何处理；联系之后是否有人受理，要由演练用户实际报告来证明，该服务的应用尚未接入。",
    "The page says what to do about a risk; that a report is taken up only reporting one in the running service can show, and its "
    "application is not connected yet.",
)
WRONG: Final = Words("SDK 目录与实际构建不一致。", "The directory of SDKs differs from what is built in.")


@kind(
    "sdk",
    section="sdks",
    named="name",
    takes={
        "place": "document",
        "location": "document",
        "package": "packages",
        "used_by": "scenario",
        "sdk_entries": "count",
        "names": "company",
        "items": "what",
        "objects": "what",
        "test": "measures",
        "terms": "duties",
        "sharing": "onward",
        "web_script": "script",
        "data_type": "data_class",
    },
)
class Sdk:
    """An outside SDK, or the directory of all of them, against what is really built in.

    An SDK is a declaration under its own name: its ``company``, ``purpose``, ``scenario`` (the functions, or the other libraries, that use
    it), ``data`` (an empty list where it gets none), ``data_class``, ``onward`` (to whom it passes data; empty for nobody), ``link`` to its
    provider's policy, the ``packages`` and the ``script`` by which a build or a page shows it, ``count`` of what it lists. The page states
    all of it, and an SDK with ``packages`` is found among the dependencies of the build. What an SDK does on a device needs a device.

    With a ``document``, or for SDKs in general (``what``, or no company): every dependency of the build stands in the directory, or in
    the packages of a declared SDK; every entry of the directory is built in, links its provider's policy, and agrees in its recipient and
    items with the statement; ``content`` is what the directory tells. ``measures`` and ``duties``: how SDKs are tested, and what their
    owners are bound to; ``action``: what people do who find a risk. The data map names both files, ``build`` and ``sdks``.
    PIPL art. 17, 23.
    """

    document: str | None = None
    content: tuple[str, ...] | None = None
    company: Words | None = None
    purpose: tuple[Words, ...] | None = None
    scenario: tuple[Words, ...] | None = None
    data: tuple[Name, ...] | None = None
    data_class: tuple[Words, ...] | None = None
    onward: tuple[Words, ...] | None = None
    link: str | None = None
    packages: tuple[str, ...] | None = None
    script: str | None = None
    count: Whole | None = None
    what: tuple[Words, ...] | None = None
    measures: tuple[Words, ...] | None = None
    duties: tuple[Words, ...] | None = None
    action: tuple[Words, ...] | None = None

    @property
    def single(self) -> bool:
        """Whether it is one SDK, and not all of them."""
        return self.company is not None or self.packages is not None

    def prove(self, look: Look) -> Verdict:
        if self.action:
            return partly(said_with(look, self.action), NEEDS_REPORT)
        return self._entry(look) if self.single else self._directory(look)

    def _entry(self, look: Look) -> Verdict:
        """One SDK: on the page, with as many packages or items as it says, and found in the build."""
        facts = (self.company, self.link, self.script, *(self.purpose or ()), *(self.packages or ()))
        looks = [said_with(look, facts)]
        if self.count is not None:
            listed = self.packages if self.packages is not None else self.data or ()
            wrong = [] if len(listed) == self.count else [Finding("statement", look.promise.path, COUNT)]
            looks.append(found("packages or items that the entry lists", max(len(listed), 1), wrong, COUNT, COUNT, "registered"))
        if self.packages:
            looks.append(_built_in(look, self.packages))
        verdict = together(*looks)
        if look.promise.origin == "register":
            return as_registered(verdict)
        return verdict if look.promise.origin == "config" else partly(verdict, NEEDS_DEVICE)

    def _directory(self, look: Look) -> Verdict:
        """All SDKs: the build against the directory and the declared SDKs, in both directions."""
        build, directory = look.document(BUILD), look.document(DIRECTORY)
        declared = [package for one in look.statement.of_kind("sdk") for package in one.parameters.packages or ()]
        if build is None or (directory is None and not declared):
            return unproven(NO_FILES)
        built = DEPENDENCY.findall(build.decode("utf-8", errors="replace"))
        listed = entries(directory) if directory else {}
        origin: Origin = "staged" if look.staged else "observed"
        unknown = [coordinate for coordinate in built if not any(belongs(coordinate, package) for package in declared)]
        wrong = [*_unlisted(unknown, listed), *_gone(built, listed), *_unlike(listed, look)]
        return found("dependencies of the build", len(built), wrong, WRONG, NOTHING, origin, f"{BUILD} = {DIRECTORY}")

    @breach("the page no longer tells of the SDK", also=PAGE_KINDS)
    def unsaid(self, rehearsal: Rehearsal) -> None:
        if self.single:
            unsay(rehearsal)

    @breach("the build no longer holds the SDK that the page lists")
    def not_built_in(self, rehearsal: Rehearsal) -> None:
        if self.packages:
            rehearsal.document(BUILD, b'dependencies {\n    implementation("com.example:tracker:1.0")\n}\n')

    @breach("an SDK is built in and the directory does not know it")
    def unlisted(self, rehearsal: Rehearsal) -> None:
        if not self.single:
            rehearsal.document(BUILD, b'dependencies {\n    implementation("com.example:tracker:1.0")\n}\n')

    @breach("the directory lists nothing")
    def empty_directory(self, rehearsal: Rehearsal) -> None:
        if not self.single:
            rehearsal.document(DIRECTORY, b"coordinate\tname\tprovider\trecipient\tpolicy\titems\n")


def belongs(coordinate: str, package: str) -> bool:
    """Whether a dependency (``group:artifact``) is of a package: its group, or group and artifact, are the package or lie inside it."""
    names = (coordinate.partition(":")[0], coordinate.replace(":", "."))
    return any(name == package or name.startswith(f"{package}.") for name in names)


def _built_in(look: Look, packages: Sequence[str]) -> Verdict:
    """Whether the build has a dependency of these packages; unproven where there is no build to look at."""
    build = look.document(BUILD)
    if build is None:
        return unproven(NO_BUILD)
    built = DEPENDENCY.findall(build.decode("utf-8", errors="replace"))
    there = any(belongs(coordinate, package) for coordinate in built for package in packages)
    wrong = [] if there else [Finding(BUILD, packages[0], NOT_BUILT_IN)]
    origin: Origin = "staged" if look.staged else "observed"
    return found("dependencies of the build", len(built), wrong, NOT_BUILT_IN, NOTHING, origin, BUILD)


def entries(directory: bytes) -> Mapping[str, Mapping[str, str]]:
    """The directory's lines (tab-separated, with headings) by their coordinate."""
    lines = csv.DictReader(directory.decode("utf-8", errors="replace").splitlines(), delimiter="\t")
    return {line["coordinate"]: {key: value or "" for key, value in line.items() if key} for line in lines if line.get("coordinate")}


def _unlisted(built: Sequence[str], listed: Mapping[str, Mapping[str, str]]) -> Iterator[Finding]:
    for coordinate in sorted(set(built) - set(listed)):
        yield Finding(BUILD, coordinate, Words("已内置而目录没有列出。", "It is built in and the directory does not list it."))


def _gone(built: Sequence[str], listed: Mapping[str, Mapping[str, str]]) -> Iterator[Finding]:
    for coordinate in sorted(set(listed) - set(built)):
        yield Finding(DIRECTORY, coordinate, Words("目录列出而并未内置。", "The directory lists it and it is not built in."))


def _unlike(listed: Mapping[str, Mapping[str, str]], look: Look) -> Iterator[Finding]:
    declared = declared_data(look.statement)
    for coordinate, entry in listed.items():
        if not entry.get("policy", "").startswith("https://"):
            yield Finding(DIRECTORY, coordinate, Words("没有提供方隐私政策的链接。", "There is no link to the provider's policy."))
        items = {item.strip() for item in entry.get("items", "").split(",") if item.strip()}
        party = f"recipients.{entry['recipient']}" if entry.get("recipient") else ""
        if (items and not party) or (party and (party not in declared or not items <= (declared[party] or items))):
            yield Finding(DIRECTORY, coordinate, Words("所列信息或者接收方未经声明。", "Its items or its recipient are not declared."))
