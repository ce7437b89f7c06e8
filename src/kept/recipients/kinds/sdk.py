"""The directory of outside SDKs against what is really built in."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from kept.decisions.disclosing import declared_data
from kept.promises import Finding, Look, Origin, Rehearsal, Verdict, Words, breach, kind, unproven
from kept.statement.weighing import found

BUILD: Final = "build"
DIRECTORY: Final = "sdks"
DEPENDENCY: Final = re.compile(
    r"""^\s*(?:implementation|api|compileOnly|runtimeOnly)\s*\(?\s*["']([^"':]+:[^"':]+)(?::[^"']*)?["']""", re.MULTILINE
)
NO_FILES: Final = Words(
    "没有构建文件或者第三方 SDK 目录可供核对。", "There is no build file, or no directory of SDKs, to hold against each other."
)
NOTHING: Final = Words("构建文件没有列出任何依赖。", "The build file lists no dependency at all.")
WRONG: Final = Words("SDK 目录与实际构建不一致。", "The directory of SDKs differs from what is built in.")


@kind("sdk", section="sdks")
class Sdk:
    """The directory of outside SDKs against what is really built in.

    Every dependency of the build stands in the directory and the other way round; every entry links its provider's policy; an
    entry that names a recipient or items agrees with what the statement declares of that recipient. The data map names both
    files, ``build`` and ``sdks``. PIPL art. 17, 23.
    """

    document: str
    content: tuple[str, ...]

    def prove(self, look: Look) -> Verdict:
        build, directory = look.document(BUILD), look.document(DIRECTORY)
        if build is None or directory is None:
            return unproven(NO_FILES)
        built = DEPENDENCY.findall(build.decode("utf-8", errors="replace"))
        listed = entries(directory)
        origin: Origin = "staged" if look.staged else "observed"
        wrong = [*_unlisted(built, listed), *_gone(built, listed), *_unlike(listed, look)]
        return found("dependencies of the build", len(built), wrong, WRONG, NOTHING, origin, f"{BUILD} = {DIRECTORY}")

    @breach("an SDK is built in and the directory does not know it")
    def unlisted(self, rehearsal: Rehearsal) -> None:
        rehearsal.document(BUILD, b'dependencies {\n    implementation("com.example:tracker:1.0")\n}\n')

    @breach("the directory lists nothing")
    def empty_directory(self, rehearsal: Rehearsal) -> None:
        rehearsal.document(DIRECTORY, b"coordinate\tname\tprovider\trecipient\tpolicy\titems\n")


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
