"""``manage.py score``: one JSON document, or one sentence and nothing else."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.standardization.scoring.sheets import document, element, na, scored, unassessed, veto


@pytest.fixture
def told(tmp_path: Path) -> Any:
    def tell(content: Any, *arguments: str) -> Any:
        path = tmp_path / "sheet.json"
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        path.write_text(text, encoding="utf-8")
        out = StringIO()
        call_command("score", str(path), *arguments, stdout=out)
        return json.loads(out.getvalue())

    return tell


GOOD = document(element(scored("1000", "867", veto=veto("CASE_FAIL"))))


@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_a_document_is_answered_with_score_and_failed_veto(told: Any, arguments: Any) -> None:
    assert told(GOOD, *arguments) == {
        "final": True,
        "valid": True,
        "score": "86.7",
        "unrounded": "86.7",
        "interval": None,
        "grade": None,
        "grade_parts": {"score": "二级", "element": "一级", "performance": "一级", "veto": None},
        "warnings": [],
    }


def test_a_list_is_answered_with_a_list(told: Any) -> None:
    open_one = document(element(scored("600", "540"), unassessed("350")))
    first, second, third = told([GOOD, open_one, document(element(na("10")))])
    assert first["score"] == "86.7"
    assert second["interval"] == ["56.8", "93.7"]
    assert set(second["grade_parts"].values()) == {None}
    assert third == dict.fromkeys(third) | {"valid": False, "final": False}


def test_a_json_number_is_as_exact_as_text(told: Any) -> None:
    text = json.dumps(document(element(scored("1000", "749.5")))).replace('"749.5"', "749.5")
    assert told(text)["unrounded"] == "74.95"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{", "不是 JSON：第 1 行"),
        ('{"method": NaN}', "不是 JSON"),
        ("[" * 5000, "不是 JSON"),
        (json.dumps({**GOOD, "places": 99}), "最多 10 位小数"),
    ],
)
def test_a_wrong_file_is_one_sentence(told: Any, content: str, problem: str) -> None:
    with pytest.raises(CommandError, match=problem):
        told(content)


def test_a_missing_file_is_one_sentence() -> None:
    with pytest.raises(CommandError, match="读不到文件"):
        call_command("score", "/nowhere/sheet.json", stdout=StringIO())
