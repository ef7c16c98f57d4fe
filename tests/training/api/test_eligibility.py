"""``eligibility/``: the command's answers, by token."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from association.base.models import AuditEntry
from tests.factories import api

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/eligibility/"
ANNA = {
    "id": "a1",
    "apply_on": "2026-11-01",
    "level": 4,
    "direction": "land",
    "work": [{"occupation": "own", "from": "2023-03-02", "to": None}],
    "certificates": [],
    "diplomas": [],
}


def sent(document: Any, client: Client | None = None) -> Any:
    text = document if isinstance(document, str) else json.dumps(document)
    return (client or api.client()).post(ADDRESS, text, content_type="application/json")


def test_it_answers_exactly_what_the_command_answers(tmp_path: Path) -> None:
    document = [ANNA, {**ANNA, "id": 2, "level": 7}, {**ANNA, "id": "c", "work": None}]
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(document))
    out = StringIO()
    call_command("eligibility", str(path), "--json", stdout=out)
    answer = sent(document)
    assert answer.status_code == 200
    assert answer.json() == json.loads(out.getvalue())
    assert "差2年4个月1天" in answer.json()[0]["branches"][1]["missing"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_nothing_is_kept_of_it() -> None:
    client = api.client()
    before = AuditEntry.objects.count()
    sent([ANNA], client)
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"id": 1}, "应是一个 JSON 列表"),
        ([{**ANNA, "age": 30}], "申请人 a1 的 age"),
        ([{**ANNA, "apply_on": "2026-02-30"}], "日历上没有这一天"),
        ([{"apply_on": "2026-01-01"}], "第 1 个申请人的 id"),
        ("[{", "请求体不是 JSON"),
        ('[{"id": "a", "\\ud800": 1}]', "没有这个键"),
        ([ANNA] * 1001, "最多 1000 个申请人"),
    ],
)
def test_what_cant_be_read_is_refused_with_a_sentence(document: Any, said: str) -> None:
    answer = sent(document)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert said in answer.json()["message"]


def test_it_needs_its_scope_and_a_body_of_json() -> None:
    reading = api.client(wanted=["members:read"])
    assert sent([ANNA], reading).json()["code"] == "forbidden"
    assert api.client().post(ADDRESS, "a=1", content_type="text/plain").status_code == 415
    assert api.client().get(ADDRESS).headers["Allow"] == "POST"
    assert sent([ANNA], Client()).status_code == 401
