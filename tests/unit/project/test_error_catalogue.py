"""The catalogue of errors, the code that raises them and the page that lists them agree."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
import yaml

from kept.errors import catalogue
from kept.errors.reference import page

ROOT = Path(__file__).resolve().parents[3]
CODE = re.compile(r"KEPT-[A-Z]\d{3}")
TEXTS = {"zh", "en", "do_zh", "do_en"}
RAISERS = {"KeptError": 2, "Fault": 2}  # name -> how many positional arguments come before the facts


def _sources() -> list[Path]:
    return [path for folder in ("src", "services") for path in sorted((ROOT / folder).rglob("*.py"))]


def _placeholders(sentence: str) -> set[str]:
    return {re.split(r"[.\[!:]", name)[0] for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def _calls() -> Iterator[tuple[str, str, set[str]]]:
    """Every ``KeptError("KEPT-…", place, fact=…)`` and ``Fault("KEPT-…", place, {"fact": …})`` whose facts are spelled out."""
    for source in _sources():
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in RAISERS or not node.args:
                continue
            code = node.args[0]
            if not (isinstance(code, ast.Constant) and CODE.fullmatch(str(code.value))):
                continue
            facts = _facts(node)
            if facts is not None:
                yield f"{source.relative_to(ROOT)}:{node.lineno}", str(code.value), facts


def _facts(call: ast.Call) -> set[str] | None:
    assert isinstance(call.func, ast.Name)
    if call.func.id == "KeptError":
        names = {keyword.arg for keyword in call.keywords}
        return None if None in names else {name for name in names if name and name != "place"}
    given = [*call.args[2:3], *(keyword.value for keyword in call.keywords if keyword.arg == "facts")]
    if not given:
        return set()
    mapping = given[0]
    if not isinstance(mapping, ast.Dict) or not all(isinstance(key, ast.Constant) for key in mapping.keys):
        return None
    return {str(key.value) for key in mapping.keys if isinstance(key, ast.Constant)}


def test_every_error_code_stands_once_in_the_file_of_its_letter() -> None:
    seen: list[str] = []
    for file in sorted((ROOT / "src/kept/errors/catalogue").glob("*.yaml")):
        codes = [event.value for event in yaml.parse(file.read_text(encoding="utf-8")) if getattr(event, "value", "").startswith("KEPT-")]
        assert all(re.fullmatch(rf"KEPT-{file.stem}\d{{3}}", code) for code in codes), file.name
        seen += codes
    assert seen, "no codes were found"
    assert len(seen) == len(set(seen)), sorted(code for code in seen if seen.count(code) > 1)
    assert set(seen) == set(catalogue())


def test_every_error_code_has_four_texts() -> None:
    wrong = {code: sorted(TEXTS ^ set(texts)) for code, texts in catalogue().items() if set(texts) != TEXTS or not all(texts.values())}
    assert not wrong


def test_the_placeholders_of_both_languages_are_the_same() -> None:
    """A fact that is itself a phrase comes once for each language: ``{expected_zh}`` and ``{expected_en}``."""
    for code, texts in catalogue().items():
        for zh, en in (("zh", "en"), ("do_zh", "do_en")):
            chinese = {name.removesuffix("_zh") for name in _placeholders(texts[zh])}
            english = {name.removesuffix("_en") for name in _placeholders(texts[en])}
            assert chinese == english, code


def test_chinese_texts_are_chinese_and_english_texts_are_not() -> None:
    han = re.compile(r"[\u4e00-\u9fff]")
    for code, texts in catalogue().items():
        assert han.search(texts["zh"]) and han.search(texts["do_zh"]), code
        assert not han.search(texts["en"] + texts["do_en"]), code


def test_every_error_code_that_the_source_names_is_in_the_catalogue() -> None:
    named = {(code, str(path.relative_to(ROOT))) for path in _sources() for code in CODE.findall(path.read_text(encoding="utf-8"))}
    assert named, "the source names no code"
    assert not sorted((code, path) for code, path in named if code not in catalogue())


def test_every_error_code_of_the_catalogue_is_raised_somewhere() -> None:
    raised = {
        node.value
        for path in _sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value)
    }
    assert not sorted(set(catalogue()) - raised)


def test_every_error_is_raised_with_the_facts_that_its_texts_need() -> None:
    calls = list(_calls())
    assert calls, "no call was found"
    for where, code, facts in calls:
        needed = {name for text in catalogue().get(code, {}).values() for name in _placeholders(text)}
        assert needed <= facts, f"{where} raises {code} without {sorted(needed - facts)}"


def test_the_reference_page_is_the_one_made_from_the_catalogue() -> None:
    written = (ROOT / "docs/reference/errors.md").read_text(encoding="utf-8")
    assert written == page(), "run `make docs`"


@pytest.mark.parametrize("sentence", ["{name}", "{name!r} of {where:>3}", "{name.first} {name[0]}"])
def test_the_reader_of_placeholders_sees_names_in_every_spelling(sentence: str) -> None:
    assert "name" in _placeholders(sentence)
