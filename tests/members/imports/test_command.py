"""``manage.py import_members``: the document that scripts read."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from association.base import audit
from members.models import Member
from tests.factories import people
from tests.members.imports.registers import FIRST, line, workbook

pytestmark = pytest.mark.django_db


def run(path: Path, *options: str) -> Any:
    out = io.StringIO()
    call_command("import_members", str(path), "--json", *options, stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def register(tmp_path: Path) -> Path:
    code = people.credit_code()
    path = tmp_path / "名册.xlsx"
    path.write_bytes(
        workbook(line(credit_code=code), line(fee="待定"), line(credit_code=code), line())
    )
    return path


def test_the_document_has_its_keys_and_no_others(register: Path) -> None:
    assert run(register) == {
        "rows": 4,
        "valid": 2,
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "errors": [
            {
                "row": FIRST + 1,
                "column": "2020年应缴会费（元）",
                "code": "fee",
                "problem": "“待定”不是金额，请写成 2000 或 2,000.00 的样子",
            }
        ],
        "duplicates": [{"row": FIRST + 2, "of": FIRST}],
    }
    entry = audit.timeline(Member.objects.order_by("number")[0]).get()
    assert (entry.actor, entry.actor_name) == (None, "系统")


def test_a_dry_run_tells_the_same_and_writes_nothing(register: Path) -> None:
    told = run(register, "--dry-run")
    assert not Member.objects.exists()
    assert run(register) == told


def test_a_second_run_changes_nothing(register: Path) -> None:
    run(register)
    told = run(register)
    assert (told["created"], told["updated"], told["unchanged"]) == (0, 0, 2)


@pytest.mark.parametrize(
    ("data", "said"),
    [(None, "读不到文件"), (b"PK", "文件不是 .xlsx 表格"), (workbook(), "表头下面没有数据")],
)
def test_what_cannot_be_done_is_one_sentence(tmp_path: Path, data: bytes | None, said: str) -> None:
    path = tmp_path / "名册.xlsx"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(CommandError, match=said):
        run(path)
