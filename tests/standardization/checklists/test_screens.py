import json
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from association.accounts.models import User
from standardization.checklists import answering, photos
from standardization.enums import AssignmentState
from standardization.models import (
    Answer,
    Assignment,
    Checklist,
    Expert,
    PaperScan,
    Photo,
    Signature,
)
from tests.conftest import ClientFor
from tests.factories import checklists as make
from tests.factories import papers


def at(name: str, row: Checklist, *more: object) -> str:
    return reverse(f"standardization:expert_{name}", args=[row.visit_id, *more])


@pytest.fixture
def phone(client_for: ClientFor) -> Client:
    return client_for("expert")


def sent(phone: Client, row: Checklist, *bodies: str) -> dict:
    answer = phone.post(
        at("answers", row), json.dumps({"answers": bodies}), content_type="application/json"
    )
    assert answer.status_code == 200
    return answer.json()


def test_a_bundle_is_all_that_a_phone_needs(phone: Client, checklist: Checklist, cen: User) -> None:
    item = make.item(checklist, "2.1")
    answering.receive(checklist, make.failing(item), by=cen)
    answer = phone.get(at("bundle", checklist))
    told = answer.json()
    assert [each["title"] for each in told["sections"]] == ["资料和通用项目", "储罐区", "实验室"]
    tanks = told["sections"][1]["items"][0]
    assert (tanks["code"], tanks["full"], tanks["photo"]) == ("2.1", "40", True)
    assert tanks["rules"][0]["points"] == "5"
    assert told["answers"][str(item.pk)]["reason"] == "现场查实"
    assert len(answer["X-Csrf-Token"]) == 64
    veto = told["sections"][0]["items"][1]
    assert veto["veto"] == "一级否决：不予达标"
    assert veto["no_na"] is True


def test_the_hash_of_a_sheet_changes_with_its_items_alone(
    phone: Client, checklist: Checklist, cen: User
) -> None:
    before = phone.get(at("bundle", checklist)).json()["hash"]
    answering.receive(checklist, make.body(make.item(checklist, "2.1")), by=cen)
    assert phone.get(at("bundle", checklist)).json()["hash"] == before
    checklist.scope = [make.item(checklist, "2.1").pk]
    checklist.save()
    assert phone.get(at("bundle", checklist)).json()["hash"] != before


def test_the_page_brings_the_bundle_along(phone: Client, checklist: Checklist, cen: User) -> None:
    """Opening a checklist is one request; what a person wrote ends no block of the page."""
    item = make.item(checklist, "2.1")
    wrote = "</script><script>alert(1)</script><!-- &amp;"
    answering.receive(checklist, make.failing(item, reason=wrote), by=cen)
    photos.receive(checklist, *make.photo(item), by=cen)
    upload = {"file": papers.licence("扫描件.pdf")}
    assert phone.post(at("scans", checklist), upload).status_code == 302
    page = phone.get(at("checklist", checklist)).content.decode()
    (block,) = re.findall(
        r"<script type=.application/json. data-taken-along>([^<]*)</script>", page
    )
    told = json.loads(block)
    assert told["answers"][str(item.pk)]["reason"] == wrote
    assert (told["photos"], len(told["scans"])) == ({str(item.pk): 1}, 1)
    assert told == phone.get(at("bundle", checklist)).json()


def test_four_hundred_items_open_within_eight_queries_and_a_megabyte(phone: Client) -> None:
    row = make.checklist(version=make.large(400))
    for name in ("checklist", "bundle"):
        phone.get(at(name, row))
        with CaptureQueriesContext(connection) as queries:
            answer = phone.get(at(name, row))
        assert len(queries) <= 8
        assert answer.status_code == 200
    assert len(answer.content) < 1_000_000


def test_each_answer_of_a_sending_has_its_own_status(phone: Client, checklist: Checklist) -> None:
    body = make.body(make.item(checklist, "1.1"))
    told = sent(phone, checklist, body, "{}", body)
    assert [each["status"] for each in told["receipts"]] == [200, 422, 202]


@pytest.mark.parametrize("body", ["", "[]", '{"answers": {}}', '{"answers": [1]}', "\udcff"])
def test_what_is_no_sending_is_refused(phone: Client, checklist: Checklist, body: str) -> None:
    content = body.encode(errors="surrogateescape")
    answer = phone.post(at("answers", checklist), content, content_type="application/json")
    assert answer.status_code == 422
    assert "再同步一次" in answer.json()["text"]


def test_a_session_that_is_gone_is_told_so_and_where_to_sign_in(checklist: Checklist) -> None:
    for name, method in [("bundle", "get"), ("answers", "post"), ("photos", "post")]:
        answer = getattr(Client(), method)(at(name, checklist))
        assert answer.status_code == 401
        assert answer.json()["sign_in"].endswith(f"?next={at('checklist', checklist)}")


def test_who_was_taken_off_the_case_is_told_to_export(phone: Client, checklist: Checklist) -> None:
    Assignment.objects.update(state=AssignmentState.CANCELLED)
    answer = phone.post(at("answers", checklist), "{}", content_type="application/json")
    assert answer.status_code == 404
    assert "可以导出" in answer.json()["text"]
    assert phone.get(at("checklist", checklist)).status_code == 404


def test_a_photo_and_a_signature_come_once(phone: Client, checklist: Checklist) -> None:
    taken, file = make.photo(make.item(checklist, "2.1"))
    form = {
        "id": str(taken.id), "sha256": taken.sha256, "taken_at": taken.taken_at.isoformat(),
        "item": str(taken.item), "key_area": "",
    }  # fmt: skip
    for status in (200, 202):
        file.seek(0)
        answer = phone.post(at("photos", checklist), {**form, "file": file})
        assert (answer.status_code, answer.json()["hash"]) == (status, taken.sha256)
    assert Photo.objects.count() == 1
    signed = {
        "id": str(uuid.uuid4()), "name": "岑松", "job": "复核专家", "answers_hash": "0" * 64,
        "signed_at": "2026-11-20T15:00:00+08:00",
    }  # fmt: skip
    for status in (200, 202):
        image = SimpleUploadedFile("s.png", make.png())
        answer = phone.post(at("signatures", checklist), {**signed, "file": image})
        assert answer.status_code == status, answer.content
    assert Signature.objects.get().name == "岑松"


def test_a_photo_without_a_file_is_told_to_come_again(phone: Client, checklist: Checklist) -> None:
    answer = phone.post(
        at("photos", checklist), {"id": str(uuid.uuid4()), "taken_at": "2026-11-20T15:00+08:00"}
    )
    assert answer.status_code == 422
    assert "没有收到文件" in answer.json()["text"]


def test_the_visit_page_lets_a_second_person_approve(
    phone: Client, checklist: Checklist, second: Expert
) -> None:
    item = make.item(checklist, "1.1")
    answering.receive(checklist, make.body(item, "na"), by=second.user)  # type: ignore[arg-type]
    page = phone.get(at("visit", checklist)).content.decode()
    assert "同意不适用" in page
    row = Answer.objects.get()
    url = at("answer_second", checklist, row.pk, "na")
    phone.post(url, {"event": str(uuid.uuid4())})
    row.refresh_from_db()
    assert row.na_approved_by is None
    phone.post(url, {"event": str(row.event_id)})
    row.refresh_from_db()
    assert row.na_approved_by is not None


def test_what_is_missing_keeps_the_checklist_open(phone: Client, checklist: Checklist) -> None:
    answer = phone.post(at("checklist_close", checklist), follow=True)
    assert "检查表还有 4 项没有作答" in answer.content.decode()
    checklist.refresh_from_db()
    assert checklist.closed_at is None


def test_paper_comes_back_as_a_scan_and_its_answers_name_it(
    phone: Client, checklist: Checklist
) -> None:
    checklist.case.sites.get().key_areas.filter(kind="tanks").update(no_phones=True)
    paper = phone.get(at("paper", checklist) + "?zones")
    assert paper.getvalue().startswith(b"%PDF")  # type: ignore[attr-defined]
    phone.post(at("scans", checklist), {"file": papers.licence("检查表.pdf")})
    scan = PaperScan.objects.get()
    body = make.failing(make.item(checklist, "2.1"), scan=scan.pk)
    assert [each["status"] for each in sent(phone, checklist, body)["receipts"]] == [200]
    event = Answer.objects.get().event
    assert (event.from_paper, event.scan) == (True, scan.file)
    file = phone.get(at("scan", checklist, scan.pk))
    assert file.getvalue().startswith(b"%PDF")  # type: ignore[attr-defined]


def test_a_scan_of_another_visit_is_no_scan_of_this_one(
    phone: Client, checklist: Checklist
) -> None:
    elsewhere = make.checklist(company="guanghe")
    phone.post(at("scans", elsewhere), {"file": papers.licence("检查表.pdf")})
    body = make.body(make.item(checklist, "2.1"), scan=PaperScan.objects.get().pk)
    assert [each["status"] for each in sent(phone, checklist, body)["receipts"]] == [422]
    assert phone.get(at("scan", checklist, PaperScan.objects.get().pk)).status_code == 404


def test_without_such_zones_there_is_nothing_to_print_for_them(
    phone: Client, checklist: Checklist
) -> None:
    assert phone.get(at("paper", checklist) + "?zones").status_code == 404


def test_the_home_of_the_phone_shows_todays_visits_and_nobody_elses(
    phone: Client, checklist: Checklist, second: Expert
) -> None:
    elsewhere = make.checklist(company="guanghe", lead=second)
    page = phone.get(reverse("standardization:expert_visits")).content.decode()
    assert at("checklist", checklist) in page
    assert elsewhere.case.member.name not in page


def test_the_worker_looks_after_these_pages_only() -> None:
    answer = Client().get(reverse("standardization:expert_worker"))
    assert answer["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in answer
