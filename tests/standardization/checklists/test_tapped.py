"""A finding from a row of the checklist in one tap, with or without signal."""

import json
import uuid

import pytest
from django.test import Client

from association.accounts.models import User
from association.base import clock
from association.base.errors import Refused
from standardization.checklists import answering, photos, tapped
from standardization.enums import FindingState, Severity, VisitState
from standardization.findings import registering
from standardization.models import Checklist, Expert, Finding
from tests.conftest import ClientFor
from tests.factories import cast
from tests.factories import checklists as make


def tap(row: Checklist, code: str = "2.1", **said: object) -> str:
    told = {
        "id": str(uuid.uuid4()),
        "item": make.item(row, code).pk,
        "key_area": None,
        "major": False,
        "text": "东侧排水阀未关严",
        **said,
    }
    return json.dumps(told, ensure_ascii=False)


@pytest.fixture
def failed(checklist: Checklist, cen: User) -> Checklist:
    """Item 2.1 fails, with a picture."""
    item = make.item(checklist, "2.1")
    answering.receive(checklist, make.failing(item), by=cen)
    photos.receive(checklist, *make.photo(item), by=cen)
    return checklist


def test_one_tap_takes_clause_picture_and_deadline_along(failed: Checklist, cen: User) -> None:
    area = failed.visit.site.key_areas.get(name="储罐区")
    told = tapped.receive(failed, tap(failed, key_area=area.pk, major=True), by=cen)
    finding = Finding.objects.get()
    assert (told.status, told.number) == (200, finding.number)
    assert finding.basis == tapped.basis(make.item(failed, "2.1"))
    assert (finding.key_area, finding.severity) == (area, Severity.MAJOR)
    assert (finding.deadline - clock.today()).days == registering.DAYS
    assert finding.photos.count() == 1


def test_sent_again_it_is_known_and_another_body_conflicts(failed: Checklist, cen: User) -> None:
    body = tap(failed)
    assert tapped.receive(failed, body, by=cen).status == 200
    again = tapped.receive(failed, body, by=cen)
    assert (again.status, again.number) == (202, Finding.objects.get().number)
    other = json.dumps(json.loads(body) | {"text": "别的"}, ensure_ascii=False)
    assert tapped.receive(failed, other, by=cen).status == 409
    assert Finding.objects.count() == 1


def test_a_picture_that_comes_later_belongs_to_the_finding(failed: Checklist, cen: User) -> None:
    tapped.receive(failed, tap(failed), by=cen)
    photos.receive(failed, *make.photo(make.item(failed, "2.1")), by=cen)
    photos.receive(failed, *make.photo(make.item(failed, "2.2")), by=cen)
    assert Finding.objects.get().photos.count() == 2


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"text": ""}, "请写明问题"),
        ({"text": "长" * 501}, "最多 500 字"),
        ({"key_area": 2**40}, "不属于这次的场所"),
        ({"key_area": "2"}, "部位不对"),
        ({"id": "1"}, "本机编号"),
    ],
)
def test_what_is_wrong_with_it_is_said(
    failed: Checklist, cen: User, said: dict, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        tapped.receive(failed, tap(failed, **said), by=cen)
    assert not Finding.objects.exists()


def test_only_what_fails_is_a_finding(failed: Checklist, cen: User) -> None:
    answering.receive(failed, make.body(make.item(failed, "2.2")), by=cen)
    with pytest.raises(Refused, match="不是“不符合”"):
        tapped.receive(failed, tap(failed, "2.2"), by=cen)


def test_who_does_not_go_along_registers_nothing(failed: Checklist) -> None:
    with pytest.raises(Refused, match="不在这次现场工作"):
        tapped.receive(failed, tap(failed), by=cast.person("reviewer"))


def test_once_the_visit_is_over_it_is_refused_and_stays_on_the_phone(
    failed: Checklist, cen: User, second: Expert
) -> None:
    failed.visit.state = VisitState.DONE
    failed.visit.save(update_fields=["state"])
    with pytest.raises(Refused, match="已经结束"):
        tapped.receive(failed, tap(failed), by=cen)


def test_the_bundle_brings_the_numbers_back(
    failed: Checklist, cen: User, client_for: ClientFor
) -> None:
    phone: Client = client_for("expert")
    at = f"/expert/visits/{failed.visit_id}/"
    answer = phone.post(at + "findings/", tap(failed), content_type="application/json")
    assert answer.status_code == 200
    bundle = phone.get(at + "bundle/").json()
    key = str(make.item(failed, "2.1").pk)
    assert bundle["findings"] == {key: [answer.json()["number"]]}
    assert bundle["photos"] == {key: 1}


def test_bytes_that_are_no_text_are_answered_in_a_sentence(
    failed: Checklist, client_for: ClientFor
) -> None:
    answer = client_for("expert").post(
        f"/expert/visits/{failed.visit_id}/findings/", b"\xff", content_type="application/json"
    )
    assert answer.status_code == 422
    assert "不完整" in answer.json()["text"]


def test_what_fails_without_a_finding_is_listed_on_the_visit(
    failed: Checklist, cen: User, client_for: ClientFor
) -> None:
    page = f"/expert/visits/{failed.visit_id}/"
    assert "没有登记的" in client_for("expert").get(page).content.decode()
    tapped.receive(failed, tap(failed), by=cen)
    shown = client_for("expert").get(page).content.decode()
    assert "没有登记的" not in shown
    assert Finding.objects.get().number in shown


def test_what_a_tap_wrote_down_is_put_right_before_the_company_has_it(
    failed: Checklist, cen: User, client_for: ClientFor
) -> None:
    tapped.receive(failed, tap(failed), by=cen)
    finding = Finding.objects.get()
    page = f"/expert/findings/{finding.pk}/"
    sent = {
        "act": "amend", "text": "东侧防火堤排水阀未关严", "basis": "5.2.3", "severity": "major",
        "responsible": "罐区班长", "deadline": finding.deadline.isoformat(),
    }  # fmt: skip
    wrong = client_for("expert").post(page, sent | {"basis": ""})
    assert wrong.status_code == 422
    assert "东侧防火堤排水阀未关严" in wrong.content.decode()
    assert client_for("expert").post(page, sent).status_code == 302
    finding.refresh_from_db()
    assert (finding.text, finding.severity) == ("东侧防火堤排水阀未关严", Severity.MAJOR)
    Finding.objects.update(state=FindingState.FIXING)
    late = client_for("expert").post(page, sent)
    assert late.status_code == 422
    assert "东侧防火堤排水阀未关严" in late.content.decode()  # what was typed isn't lost
