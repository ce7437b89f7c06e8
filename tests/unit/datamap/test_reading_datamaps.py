"""A data map is read against its statement: every name must be declared, every fault has its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from kept.datamap import DataMap, read_datamap
from kept.errors import Faults
from kept.promises import known_kinds
from kept.statement import read_statement
from tests.unit.statement.small import SMALL

STORAGE = """
storage:
  main:
    zh: 主集群
    en: main cluster
    country: CN
"""
MAP = """\
service: shop
stores:
  shop: {kind: postgresql, clusters: [main], schemas: [shop]}
roles:
  application: shop_app
  support: shop_support
  tenant: shop_t_{tenant}
  tenants: shop.tenant.tenant_id
documents:
  build: build.txt
tables:
  shop.customer:
    store: shop
    about: {subject_id: is customer}
    subject: subject_id
    held_for: tenant_id
    functions: [ordering]
    collected_at: created_at
    masked: [mobile]
    kept:
      - {rule: ended_use, since: subject.ended_at}
    columns:
      tenant_id: key
      customer_id: key
      subject_id: key
      name: name
      mobile: mobile
      created_at: fact
"""


def _read(folder: Path, *changes: tuple[str, str]) -> DataMap:
    text = MAP
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    stated = SMALL.replace("clauses:\n", STORAGE.lstrip() + "\nclauses:\n").replace(
        "states: [functions.ordering]", "states: [functions.ordering, storage.main]"
    )
    (folder / "2024-01-02.yaml").write_text(stated, encoding="utf-8")
    (folder / "datamap.yaml").write_text(text, encoding="utf-8")
    statement = read_statement(folder / "2024-01-02.yaml", known_kinds())
    return read_datamap(folder / "datamap.yaml", statement, "datamap.yaml")


def test_a_table_knows_its_items_and_its_store(tmp_path: Path) -> None:
    found = _read(tmp_path)
    assert found.items_of("shop.customer") == {"name", "mobile"}
    assert list(found.of_store("shop")) == ["shop.customer"]


@pytest.mark.parametrize(
    ("change", "code", "line"),
    [
        (("service: shop\n", "service: stop\n"), "KEPT-D002", 1),
        (("documents:", "dokuments:"), "KEPT-D001", 9),
        (("clusters: [main]", "clusters: [mian]"), "KEPT-D003", 3),
        (("functions: [ordering]", "functions: [odering]"), "KEPT-D003", 17),
        (("rule: ended_use", "rule: endless_use"), "KEPT-D003", 21),
        (("    store: shop\n", "    store: stop\n"), "KEPT-D004", 13),
        (("mobile: mobile", "mobile: moblie"), "KEPT-D005", 27),
        (("masked: [mobile]", "masked: [phone]"), "KEPT-D006", 19),
        (("is customer", "belongs_to customer"), "KEPT-D007", 14),
        (("    functions: [ordering]\n", ""), "KEPT-D009", 12),
    ],
)
def test_what_is_wrong_is_said_with_its_code_and_its_line(tmp_path: Path, change: tuple[str, str], code: str, line: int) -> None:
    with pytest.raises(Faults) as refused:
        _read(tmp_path, change)
    found = {fault.code: fault for fault in reversed(refused.value.faults)}
    assert code in found, [fault.text() for fault in refused.value.faults]
    assert (found[code].place.file, found[code].place.line) == ("datamap.yaml", line)
