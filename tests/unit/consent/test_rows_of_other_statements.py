"""The kinds of this room take up what the inventories of other statements say, under whatever word they say it."""

from pathlib import Path

import pytest

from kept.promises import known_kinds
from kept.statement import Row, Statement, disagreements, read_statement

TEXT = """\
service: shop
version: 2024-01-02
label: shop-2024
title: {zh: 隐私声明, en: Privacy statement}
languages: {prevailing: zh, also: [en]}
countries: [CN]

items:
  photo: {zh: 照片, en: profile photo}
  draft: {zh: 草稿, en: order draft}

functions:
  profile:
    is: function-extended
    zh: 资料
    en: profile
    items: [photo]
    optional: true
    category: extended
    category_stated: no (inferred)
  posting:
    is: function-extended
    zh: 发布
    en: posting
    items: [draft]
    prerequisite: authorisation
    purpose: [{zh: 同时发布, en: posting at once}, {zh: 建议, en: advice}]
    providers: [Facebook, LinkedIn]
    label: {zh: 同步, en: sync to mobile calendar}
  sign_in:
    is: function-basic
    zh: 登录
    en: sign-in
    rule: optional
    refusal_effect: no secure service
  accounts:
    is: collection
    zh: 开户
    en: registration
    rule: one of two
    sources: [provided, generated]
    trigger: [failure]

cookies:
  guided:
    is: cookie
    zh: 指引
    en: guide
    guide: guide for common browsers
    control: browser preferences
  filled:
    is: cookie
    zh: 内容
    en: contents
    contents: [identifier, site name]
    parties: [Shop, third-party partners]

permissions:
  camera:
    zh: 相机
    en: camera
    functions: [{zh: 扫码, en: QR scan}, {zh: 拍照, en: photo}]
    place: [{zh: 我的 > 设置 > 相机, en: My > Settings > Camera}]
    timing: any time

minors:
  four:
    zh: 四岁以下
    en: under four
    age_under: 4
    acts: [collect, use]

exemptions:
  duty:
    zh: 法定义务
    en: legal obligation
    evidence: statutory
    number: 8
    region: EEA,UK

marketing:
  switch:
    zh: 关闭消息
    en: turning messages off
    place: {zh: 我的 > 消息, en: My > Messages}
    timing: any time

clauses:
  - id: "1"
    title: {zh: 全部, en: All}
    states:
      - functions.profile
      - functions.posting
      - functions.sign_in
      - functions.accounts
      - cookies.guided
      - cookies.filled
      - permissions.camera
      - minors.four
      - exemptions.duty
      - marketing.switch
    text: {zh: 全部。, en: All.}
"""


@pytest.fixture(scope="module")
def statement(tmp_path_factory: pytest.TempPathFactory) -> Statement:
    file: Path = tmp_path_factory.mktemp("shop") / "2024-01-02.yaml"
    file.write_text(TEXT, encoding="utf-8")
    return read_statement(file, known_kinds(), shown_as="2024-01-02.yaml")


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        ("functions.profile", {"item": "profile photo", "mandatory": "no", "class": "extended", "class_stated": "no (inferred)"}),
        ("functions.posting", {"mandatory": "authorisation", "purpose": "posting at once,advice", "platforms": "Facebook,LinkedIn"}),
        ("functions.posting", {"inputs": "order draft", "switch": "sync to mobile calendar"}),
        ("functions.sign_in", {"password": "optional", "effect_of_refusal": "no secure service"}),
        ("functions.accounts", {"function": "registration", "choice": "one of two", "modes": "provided,generated", "when": "failure"}),
        ("cookies.guided", {"content": "guide for common browsers", "method": "browser preferences"}),
        ("cookies.filled", {"content": "identifier,site name", "parties": "Shop,third-party partners"}),
        (
            "permissions.camera",
            {"permission": "camera", "functions": "QR scan,photo", "path": "My > Settings > Camera", "when": "any time"},
        ),
        ("minors.four", {"age": "4", "operator": "under", "acts": "collect,use"}),
        ("exemptions.duty", {"ground": "legal obligation", "no": "8", "regions": "EEA,UK"}),
        ("marketing.switch", {"path": "My > Messages", "when": "any time"}),
    ],
)
def test_a_row_is_taken_up(statement: Statement, path: str, parameters: dict[str, str]) -> None:
    promise = next(promise for promise in statement.promises if promise.id == path)
    row = Row("shop-1", "1", promise.kind, "…", parameters, "rows", "auto")
    assert disagreements(row, promise, known_kinds()[promise.kind], statement.declarations) == []


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        ("functions.profile", {"mandatory": "yes"}),
        ("minors.four", {"age": "14"}),
        ("cookies.filled", {"content": "identifier,password"}),
        ("permissions.camera", {"where": "device settings"}),
    ],
)
def test_a_row_that_says_otherwise_disagrees(statement: Statement, path: str, parameters: dict[str, str]) -> None:
    promise = next(promise for promise in statement.promises if promise.id == path)
    row = Row("shop-1", "1", promise.kind, "…", parameters, "rows", "auto")
    assert [found.parameter for found in disagreements(row, promise, known_kinds()[promise.kind], statement.declarations)] == [*parameters]
