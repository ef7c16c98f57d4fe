"""``score/``: the command's answers, by token."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from association.base.models import AuditEntry
from standardization.api.shape import EXAMPLE
from tests.factories import api

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/score/"


def sent(document: Any, client: Client | None = None) -> Any:
    text = document if isinstance(document, str) else json.dumps(document)
    return (client or api.client()).post(ADDRESS, text, content_type="application/json")


def _sheet(points: str) -> str:
    """With the deduction as a JSON number."""
    return json.dumps(EXAMPLE).replace('"points": "10"', f'"points": {points}')


@pytest.mark.parametrize(
    "text", [_sheet("10"), _sheet("13.35"), f"[{_sheet('0.1')}, {_sheet('7')}]"]
)
def test_it_answers_exactly_what_the_command_answers(text: str, tmp_path: Path) -> None:
    path = tmp_path / "sheet.json"
    path.write_text(text)
    out = StringIO()
    call_command("score", str(path), "--json", stdout=out)
    answer = sent(text)
    assert answer.status_code == 200
    assert answer.json() == json.loads(out.getvalue())
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_number_with_a_point_is_taken_exactly() -> None:
    """By binary numbers 100 - 13.35 is a little more than 86.65, and by them 86.65 rounds down."""
    assert sent(_sheet("13.35")).json()["score"] == "86.7"


def test_nothing_is_kept_of_it() -> None:
    client = api.client()
    before = AuditEntry.objects.count()
    sent(EXAMPLE, client)
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({**EXAMPLE, "method": "GUESS"}, "文件 的 method：没有 'GUESS' 这个值"),
        ([EXAMPLE, {**EXAMPLE, "thresholds": []}], "第 2 份 的 thresholds：没有填写"),
        ({**EXAMPLE, "colour": "red"}, "没有这个键"),
        ("[{", "请求体不是 JSON：第 1 行"),
        ('{"method": NaN}', "请求体不是 JSON"),
        ('{"\\ud800": 1}', "没有这个键"),
        ([EXAMPLE] * 101, "最多 100 份评分表"),
    ],
)
def test_what_cant_be_read_is_refused_with_a_sentence(document: Any, said: str) -> None:
    answer = sent(document)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert said in answer.json()["message"]


def test_it_needs_its_scope_and_a_body_of_json() -> None:
    judging = api.client(wanted=["eligibility:judge"])
    assert sent(EXAMPLE, judging).json()["code"] == "forbidden"
    assert api.client().post(ADDRESS, "a=1", content_type="text/plain").status_code == 415
    assert api.client().get(ADDRESS).headers["Allow"] == "POST"
    assert sent(EXAMPLE, Client()).status_code == 401
