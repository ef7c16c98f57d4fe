"""``manage.py eligibility``: one JSON list, or one sentence and nothing else."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.training.eligibility.applying import application, certificate, diploma, prospective, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(tmp_path: Path) -> Any:
    """Puts a document into a file and gives back what the command prints."""

    def tell(document: Any, *arguments: str) -> str:
        path = tmp_path / "applicants.json"
        text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
        path.write_text(text, encoding="utf-8")
        out = StringIO()
        call_command("eligibility", str(path), *arguments, stdout=out)
        return out.getvalue()

    return tell


FULL = application(
    4,
    work=[work("2018-03-01", "2021-02-28"), work("2021-03-01", None, "消防员")],
    apprenticeship={"occupation": "own", "completed_on": "2020-06-30"},
    certificates=[certificate(5, "2019-05-01"), prospective("2020-07-01")],
    diplomas=[diploma("technical_school", degree="secondary", accredited_goal=None, expected_on=None)],
)  # fmt: skip


@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_it_prints_a_list_with_every_branch_of_every_applicant(told: Any, arguments: Any) -> None:
    short = {**application(5, work=[work("2026-05-01")]), "id": 7}
    lost = {**application(6), "id": "c3"}
    answers = json.loads(told([FULL, short, lost], *arguments))
    assert answers[0] == {
        "id": "a1",
        "result": "eligible",
        "met": ["4-1", "4-2", "4-3a"],
        "branches": [
            {"id": "4-1", "status": "met", "missing": ""},
            {"id": "4-2", "status": "met", "missing": ""},
            {"id": "4-3a", "status": "met", "missing": ""},
            {
                "id": "4-3b",
                "status": "unmet",
                "missing": "没有经评估论证、以中级技能为培养目标的中等职业学校或高等职业学校"
                "本专业或相关专业毕业证书",
            },
        ],
    }
    assert answers[1] == {
        "id": 7,
        "result": "needs_evidence",
        "met": [],
        "branches": [
            {
                "id": "5-1",
                "status": "unmet",
                "missing": "从事本职业或相关职业工作累计 6个月，差6个月",
            },
            {"id": "5-2", "status": "needs_evidence", "missing": "尚未提供学徒经历"},
        ],
    }
    error = answers[2].pop("error")
    assert answers[2] == {"id": "c3", "result": "ineligible", "met": [], "branches": []}
    assert error == "level：没有这个级别，应为 5、4、3、2、1 之一"


def test_with_json_it_prints_one_line(told: Any) -> None:
    assert told([FULL], "--json").count("\n") == 1
    assert told([]).strip() == "[]"


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ([FULL, {**FULL, "id": "b2", "works": []}], "申请人 b2 的 works：没有这个键"),
        (
            [FULL, {**FULL, "id": "b2", "apply_on": "2026-02-30"}],
            "申请人 b2 的 apply_on：2026-02-30",
        ),
        ("[{]", "不是 JSON：第 1 行第 3 列"),
        ("[" * 100_000, "不是 JSON"),
        (f"[{'9' * 5000}]", "不是 JSON"),
        ("", "不是 JSON"),
    ],
)
def test_what_is_wrong_refuses_the_whole_file(told: Any, document: Any, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        told(document)


def test_a_file_that_is_not_there_or_not_text_is_a_sentence_too(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="读不到文件"):
        call_command("eligibility", str(tmp_path / "none.json"))
    path = tmp_path / "gbk.json"
    path.write_bytes('[{"id": "甲"}]'.encode("gbk"))
    with pytest.raises(CommandError, match="不是 UTF-8"):
        call_command("eligibility", str(path))


def test_a_byte_order_mark_is_no_obstacle(told: Any) -> None:
    assert json.loads(told("\ufeff[]")) == []
