"""The proof as JUnit XML, so that a build server shows promises as it shows tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree


def junit(found: Mapping[str, Any], language: str) -> str:
    """One test case for each promise: broken fails, unproven is skipped with its reason, the rest passes; so do breaches."""
    verdicts = found["verdicts"]
    broken = sum(entry["verdict"] == "broken" for entry in verdicts)
    unproven = sum(entry["verdict"] == "unproven" for entry in verdicts)
    breaches = found.get("breaches", [])
    missed = sum(not breach["seen"] or bool(breach["disturbed"]) for breach in breaches)
    suites = ElementTree.Element("testsuites", tests=str(len(verdicts) + len(breaches)), failures=str(broken + missed))
    suite = ElementTree.SubElement(
        suites,
        "testsuite",
        name=found["pack"],
        tests=str(len(verdicts)),
        failures=str(broken),
        skipped=str(unproven),
        timestamp=found["at"],
    )
    for entry in verdicts:
        case = ElementTree.SubElement(suite, "testcase", classname=f"{found['pack']}.{entry['kind']}", name=entry["promise"])
        reason = (entry["reason"] or {}).get(language, "")
        if entry["verdict"] == "broken":
            keys = "\n".join(f"{finding['place']} {finding['key']}" for finding in entry["findings"])
            ElementTree.SubElement(case, "failure", message=f"{reason} ({entry['clause']})").text = keys
        elif entry["verdict"] == "unproven":
            ElementTree.SubElement(case, "skipped", message=reason)
    if breaches:
        rehearsed = ElementTree.SubElement(
            suites, "testsuite", name=f"{found['pack']} breaches", tests=str(len(breaches)), failures=str(missed)
        )
        for breach in breaches:
            case = ElementTree.SubElement(rehearsed, "testcase", classname=f"breach.{breach['kind']}", name=breach["title"])
            if not breach["seen"]:
                ElementTree.SubElement(case, "failure", message=f"missed: {breach['promise']} was {breach['verdict']}")
            elif breach["disturbed"]:
                ElementTree.SubElement(case, "failure", message=f"disturbed: {', '.join(breach['disturbed'])}")
    ElementTree.indent(suites)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(suites, encoding="unicode")
