"""Whether a promise takes up what an inventory row says."""

from __future__ import annotations

from pathlib import Path

import pytest

from kept.promises import Promise, known_kinds
from kept.statement import Row, Statement, disagreements, read_inventory
from tests.unit.statement.small import read_small


@pytest.fixture
def statement(tmp_path: Path) -> Statement:
    return read_small(tmp_path)


def _promise(statement: Statement, name: str) -> Promise:
    return next(promise for promise in statement.promises if promise.id == name)


def _found(statement: Statement, name: str, **parameters: str) -> list[str]:
    promise = _promise(statement, name)
    row = Row("shop-1", "1", promise.kind, "…", parameters, "rows", "auto")
    return [found.parameter for found in disagreements(row, promise, known_kinds()[promise.kind], statement.declarations)]


def test_equal_values_agree_whatever_their_spelling(statement: Statement) -> None:
    assert _found(statement, "retention.ended_use", days="60", start="End  of use", action="delete or anonymise") == []
    assert _found(statement, "functions.ordering", function="ordering", items="cell phone,name") == []


def test_another_number_another_list_or_another_name_disagrees(statement: Statement) -> None:
    assert _found(statement, "retention.ended_use", days="61") == ["days"]
    assert _found(statement, "functions.ordering", items="name") == ["items"]
    assert _found(statement, "functions.ordering", items="name,mobile,email") == ["items"]
    assert _found(statement, "functions.ordering", function="returning") == ["function"]


def test_a_parameter_that_no_field_takes_disagrees(statement: Statement) -> None:
    assert _found(statement, "retention.ended_use", colour="blue") == ["colour"]


def test_what_a_row_says_about_itself_is_no_parameter(tmp_path: Path) -> None:
    file = tmp_path / "rows.tsv"
    header = "id\tsection\tkind\tpromise\tparameters\tkeep\tprove\tcheckable\n"
    file.write_text(header + "shop-1\t1\tdeletion\t…\tdays=60; url=a (b; c); conflict=x; origin=rows\t…\t…\tevidence\n", encoding="utf-8")
    row = read_inventory(file)["shop-1"]
    assert (row.parameters, row.origin, row.check) == ({"days": "60", "url": "a (b; c)"}, "rows", "attested")


PARTIES = "recipients.pay_company, recipients.nobody_named, recipients.three_grounds"
CONDUCT = (
    "clauses:\n",
    """recipients:
  pay_company:
    is: recipient
    zh: 支付公司
    en: Pay Company
    also: [PayCo]
  nobody_named:
    is: recipient
    purpose: [{zh: 支付, en: payment}]
    data: []
  three_grounds:
    is: recipient
    grounds: [{zh: 法律, en: law}, {zh: 同意, en: consent}, {zh: 服务, en: service}]
    count: 3

clauses:
""",
)


@pytest.fixture
def passing_on(tmp_path: Path) -> Statement:
    return read_small(tmp_path, CONDUCT, ("retention.withdrawn]", f"retention.withdrawn, {PARTIES}]"))


def test_what_a_row_says_the_original_leaves_out_agrees_with_a_field_left_empty_only(passing_on: Statement) -> None:
    assert _found(passing_on, "recipients.nobody_named", examples="none given", content="not in this text") == []
    assert _found(passing_on, "recipients.nobody_named", purpose="not stated") == ["purpose"]
    assert _found(passing_on, "recipients.nobody_named", colour="not stated") == ["colour"]


def test_none_agrees_with_an_empty_list_and_not_with_a_list_that_is_not_stated(passing_on: Statement) -> None:
    assert _found(passing_on, "recipients.nobody_named", data="none") == []
    assert _found(passing_on, "recipients.pay_company", data="none") == ["data"]
    assert _found(passing_on, "recipients.nobody_named", data="name") == ["data"]


def test_a_declaration_s_own_name_may_be_the_value_of_several_parameters(passing_on: Statement) -> None:
    assert _found(passing_on, "recipients.pay_company", recipient="Pay Company") == []
    assert _found(passing_on, "recipients.pay_company", source="PayCo") == []
    assert _found(passing_on, "recipients.pay_company", source="Other Company") == ["source"]


def test_a_parameter_may_be_taken_by_a_list_or_by_the_number_of_its_entries(passing_on: Statement) -> None:
    assert _found(passing_on, "recipients.three_grounds", grounds="3") == []
    assert _found(passing_on, "recipients.three_grounds", ground="law,consent,service") == []
    assert _found(passing_on, "recipients.three_grounds", grounds="4") == ["grounds"]
