"""审核发放, 经费, 领证 and 归档 as the colleagues have them on their screens."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from association.base import clock
from association.base.models import AuditEntry
from tests.conftest import ClientFor
from tests.factories import batches as make
from tests.factories import cast, papers, training
from tests.factories.training import _PIXEL as PIXEL
from tests.pages import words
from training.archive import checklist
from training.batches import recording
from training.collection import slots
from training.enums import ClassState, EnrolmentState
from training.models import (
    ArchiveItem,
    ArchiveSeal,
    BatchAnswer,
    NationalNumber,
    RetentionClass,
    SettlementLine,
    SubBatch,
)

pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"admin:training_{name}", args=args)


def test_a_sub_batch_from_the_list_of_who_can_go_to_the_recorded_answer(
    client_for: ClientFor,
) -> None:
    of, team = make.past_class(), cast.team("chenling")
    people = make.passed(of, team, 2)
    training.enrolment(of, team, training.trainee("缺照片"), state=EnrolmentState.PASSED)
    browser = client_for("training")
    page = words(browser.get(url("class_batches", of.pk)))
    assert "可以送审 2 人" in page
    assert "等材料 1 人" in page
    assert "缺照片 晨岭应急救援队 等材料 还没有交照片" in page
    sent = {"enrolments": [row.pk for row in people], "body": make.body().pk}
    page = words(browser.post(url("class_batches", of.pk), sent, follow=True))
    batch = SubBatch.objects.get()
    assert "还没有送审" in page
    assert f"把 2 人交{make.body()}审核。送审后清单封存" in page
    assert "编审核批次" in page, "its 经过 begins with how it came to be"
    page = words(browser.post(url("batch_submit", batch.pk), follow=True))
    assert "已送审，清单已封存" in page
    batch.refresh_from_db()
    assert browser.get(url("batch_manifest", batch.pk)).getvalue()[:2] == b"PK"
    assert AuditEntry.objects.filter(action="下载送审清单").count() == 1
    back = make.upload(make.workbook(batch, lambda rows: rows[:1]))
    page = words(browser.post(url("batch_answer", batch.pk), {"file": back}, follow=True))
    answer = BatchAnswer.objects.get()
    assert "还没有登记任何内容" in page
    assert f"还没有答复 1 人 {people[1].trainee}" in page
    page = words(browser.post(url("answer_confirm", answer.pk), follow=True))
    assert "1 人还没有答复" in page
    page = words(browser.post(url("answer_confirm", answer.pk), {"partial": "1"}, follow=True))
    assert "已登记 1 人的答复" in page
    assert NationalNumber.objects.count() == 1


def test_what_can_not_go_is_said_and_the_choice_is_kept(client_for: ClientFor) -> None:
    of = make.past_class()
    (row,) = make.passed(of, training.team())
    page = client_for("training").post(url("class_batches", of.pk), {"enrolments": [row.pk]})
    assert page.status_code == 422
    assert f'value="{row.pk}" aria-label="选择{row.trainee}" checked' in page.content.decode()


def test_a_sub_batch_is_given_up_with_a_reason_and_what_was_typed_stays(
    client_for: ClientFor,
) -> None:
    batch = make.draft(make.passed(make.past_class(), training.team()))
    browser = client_for("training")
    for typed, told in (("", "还没有填写"), ("太长" * 101, "最多 200 个字，现在有 202 个")):
        page = browser.post(url("batch_discard", batch.pk), {"reason": typed})
        assert page.status_code == 422
        assert told in words(page)
        assert typed in page.content.decode()
    browser.post(url("batch_discard", batch.pk), {"reason": "选错了人"})
    batch.refresh_from_db()
    assert batch.state == SubBatch.State.DISCARDED


def ticked(page: HttpResponse) -> list[str]:
    """Whose boxes are ticked."""
    return re.findall(r'aria-label="选择(.+?)" checked', page.content.decode())


def test_who_was_returned_goes_again_only_once_somebody_ticks_them(client_for: ClientFor) -> None:
    of, team = make.past_class(), training.team()
    ready, returned = make.passed(of, team, 2)
    batch = make.submitted([returned])
    recording.send_back(batch.lines.get(), by=make.staff(), reason="身份证复印件不清楚")
    browser = client_for("training")
    page = browser.get(url("class_batches", of.pk))
    assert ticked(page) == [ready.trainee.name]
    assert "可以送审 2 人" in words(page)
    assert "上次退回：身份证复印件不清楚" in words(page)
    everybody = browser.get(url("class_batches", of.pk), {"pick": "all"})
    assert len(ticked(everybody)) == 2
    assert ticked(browser.get(url("class_batches", of.pk), {"pick": "none"})) == []
    sent = {"enrolments": [returned.pk]}
    kept = browser.post(f"{url('class_batches', of.pk)}?pick=all", sent)
    assert ticked(kept) == [returned.trainee.name]


def test_one_person_is_answered_by_form_with_the_sentence_at_the_field(
    client_for: ClientFor,
) -> None:
    batch = make.submitted(make.passed(make.past_class(), training.team(), 2))
    first, second = batch.lines.all()
    browser = client_for("training")
    place = url("batch_line", batch.pk, first.pk)
    wrong = {"outcome": "approved", "text": make.number(level=3), "issued_on": clock.today()}
    page = browser.post(place, wrong)
    assert page.status_code == 422
    assert "级别是 3，此人申报的是 4 级" in words(page)
    assert wrong["text"] in page.content.decode()
    browser.post(place, {**wrong, "text": make.number()})
    browser.post(url("batch_line", batch.pk, second.pk), {"outcome": "returned", "reason": "缺页"})
    page = words(browser.get(url("batch", batch.pk)))
    assert "已办结" in page
    assert "退回 缺页" in page
    number = NationalNumber.objects.get()
    right = {"text": make.number(), "issued_on": clock.today(), "reason": "发证单位更正"}
    page = words(browser.post(url("number_correct", number.pk), right, follow=True))
    assert "编号已更正" in page
    assert right["text"] in page


def test_finance_settles_what_is_ticked_and_waives_with_a_reason(client_for: ClientFor) -> None:
    make.submitted(make.passed(make.past_class(), cast.team("yunlu"), 3))
    first, second, third = SettlementLine.objects.order_by("pk")
    browser = client_for("finance")
    page = browser.post(url("settlements"), {"lines": [first.pk], "on": clock.today()})
    assert page.status_code == 422
    browser.post(
        url("settlements"),
        {"lines": [first.pk, second.pk], "on": clock.today(), "reference": "PZ-7"},
    )
    browser.post(url("settlement_waive", third.pk), {"reason": "困难队伍"})
    assert list(SettlementLine.objects.order_by("pk").values_list("state", "reference")) == [
        ("settled", "PZ-7"), ("settled", "PZ-7"), ("waived", ""),
    ]  # fmt: skip
    page = words(browser.get(f"{url('settlements')}?state=settled"))
    assert "待结算 0 已结算 2 不收 1" in page
    assert "PZ-7" in page


def test_who_only_looks_at_the_money_settles_nothing(client_for: ClientFor) -> None:
    make.submitted(make.passed(make.past_class(), cast.team("yunlu")))
    line = SettlementLine.objects.get()
    sent = {"lines": [line.pk], "on": clock.today(), "reference": "PZ-7"}
    page = client_for("training").post(url("settlements"), sent)
    assert "没有权限结算培训经费" in words(page)
    line.refresh_from_db()
    assert line.state == "due"


def test_a_long_list_costs_the_queries_of_a_short_one(
    client_for: ClientFor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    of = make.past_class()
    batch = make.submitted(make.passed(of, cast.team("yunlu"), 6))
    ready = make.numbered(make.passed(of, cast.team("yunlu"), 6))
    make.passed(of, cast.team("yunlu"), 6)
    browser = client_for("training")
    browser.get(url("settlements"))
    for place in (
        url("class_batches", of.pk),
        url("batch", batch.pk),
        url("settlements"),
        url("class_collection", ready[0].training_class_id),
    ):
        with django_assert_max_num_queries(18):
            browser.get(place)


def test_a_pickup_at_the_table(client_for: ClientFor) -> None:
    (row,) = make.numbered(make.passed(make.past_class(), cast.team("chenling")))
    browser = client_for("training")
    page = browser.get(url("pickup", row.pk))
    assert "仅作登记" in words(page)
    assert "js/signature" in page.content.decode()
    page = browser.post(url("pickup", row.pk), {"signed_name": row.trainee.name})
    assert page.status_code == 422
    assert "还没有签名" in words(page)
    by_another = {"signed_name": "顾家人", "signature": make.upload(PIXEL, "签名.png")}
    page = browser.post(url("pickup", row.pk), by_another)
    assert "代领请填代领人的证件号码" in words(page)
    assert "请重新签名" in words(page)
    drawn = SimpleUploadedFile("签名.png", PIXEL, "image/png")
    page = browser.post(
        url("pickup", row.pk), {"signed_name": row.trainee.name, "signature": drawn}, follow=True
    )
    assert "已登记领取" in words(page)
    kept = browser.get(url("pickup_file", row.pk, "signature"))
    assert kept.getvalue()[1:4] == b"PNG"
    assert browser.get(url("pickup_file", row.pk, "paper")).status_code == 404
    assert browser.get(url("pickup_file", row.pk, "enrolment")).status_code == 404


def test_slots_the_register_and_why_nobody_came(client_for: ClientFor) -> None:
    (row,) = make.numbered(make.passed(make.past_class(), cast.team("chenling")))
    of = row.training_class
    browser = client_for("training")
    when = (clock.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    browser.post(
        url("slot_add", of.pk), {"starts_at": when, "place": "培训楼", "capacity": 2, "team": ""}
    )
    browser.post(url("undelivered", row.pk), {"text": "出差", "next_try": clock.today()})
    page = words(browser.get(url("class_collection", of.pk)))
    assert "培训楼 0 / 2 队" in page
    assert "出差" in page
    printed = browser.get(url("pickup_register", of.pk, row.team_id))
    assert printed.getvalue()[:4] == b"%PDF"
    other = cast.team("yunlu").pk
    assert browser.get(url("pickup_register", of.pk, other)).status_code == 404


def test_a_slot_is_changed_and_withdrawn_and_the_page_says_whom_it_meets(
    client_for: ClientFor,
) -> None:
    (row,) = make.numbered(make.passed(make.past_class(), cast.team("chenling")))
    of, browser = row.training_class, client_for("training")
    when = (clock.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    fields = {"starts_at": when, "place": "培训楼", "capacity": 2}
    browser.post(url("slot_add", of.pk), {**fields, "team": ""})
    slot = of.slots.get()
    slots.choose(slot, cast.team("chenling"), by=cast.person("team_contact"))
    place = url("slot_change", of.pk, slot.pk)
    assert place in browser.get(url("class_collection", of.pk)).content.decode()
    assert "选了它的队伍：晨岭应急救援队" in words(browser.get(place))
    page = browser.post(place, {**fields, "place": "办公楼", "reason": "装修"}, follow=True)
    assert "时段已改动，选了它的 1 支队伍会收到通知" in words(page)
    assert "办公楼" in words(page)
    place = url("slot_withdraw", of.pk, slot.pk)
    assert browser.post(place, {"reason": ""}).status_code == 422
    page = words(browser.post(place, {"reason": "停电"}, follow=True))
    assert "时段已撤销，选了它的 1 支队伍会收到通知，请他们另选" in page
    assert "还没有安排时段" in page
    assert browser.get(place).status_code == 404


def test_an_archive_is_filled_sealed_and_checked(client_for: ClientFor) -> None:
    of = make.past_class(state=ClassState.COLLECTING)
    browser = client_for("training")
    keep = {"retention": RetentionClass.objects.get(years=10).pk}
    page = browser.post(url("class_archive", of.pk), keep)
    assert page.status_code == 422
    assert "还不能封存" in words(page)
    for item in ArchiveItem.objects.filter(computed=""):
        browser.post(
            url("archive_tick", of.pk, item.pk), {"file": papers.licence(f"{item.code}.pdf")}
        )
    assert all(line.done for line in checklist.lines(of))
    assert "已封存归档" in words(browser.post(url("class_archive", of.pk), keep, follow=True))
    seal = ArchiveSeal.objects.get()
    page = words(browser.post(url("archive_verify", of.pk), follow=True))
    assert f"{seal.files} 个文件与封存时一致" in page
    manifest = browser.get(url("archive_manifest", of.pk)).getvalue()
    assert b"sign-in.pdf" in manifest
