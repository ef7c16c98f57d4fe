import json
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from association.accounts.models import User
from association.base.errors import Refused
from standardization.checklists import answering, approvals
from standardization.checklists.answering import digest, receive, receive_many
from standardization.enums import AnswerState, AssignmentState, Duty
from standardization.models import Answer, AnswerEvent, Checklist, Expert
from tests.factories import cast, standardization
from tests.factories import checklists as make


def test_an_answer_is_kept_with_the_hash_of_what_the_phone_sent(
    checklist: Checklist, cen: User
) -> None:
    body = make.failing(make.item(checklist, "2.1"), places=2, note="东北角")
    receipt = receive(checklist, body, by=cen)
    assert (receipt.status, receipt.hash, receipt.late) == (200, digest(body), False)
    row = Answer.objects.get()
    assert (row.state, row.by, row.event.body_hash) == ("fails", cen, digest(body))
    assert list(row.event.deductions.values()) == [2]
    assert row.event.note == "东北角"


def test_the_same_again_is_known_and_writes_nothing(checklist: Checklist, cen: User) -> None:
    body = make.body(make.item(checklist, "1.1"))
    assert [receive(checklist, body, by=cen).status for _ in range(3)] == [200, 202, 202]
    assert AnswerEvent.objects.count() == 1


def test_the_same_twice_in_one_sending_is_written_once(checklist: Checklist, cen: User) -> None:
    body = make.body(make.item(checklist, "1.1"))
    other = json.dumps(json.loads(body) | {"note": "别的"})
    statuses = [each.status for each in receive_many(checklist, [body, body, other], by=cen)]
    assert statuses == [200, 202, 409]
    assert AnswerEvent.objects.get().note == ""


def test_another_body_under_the_same_number_is_refused_and_the_first_stays(
    checklist: Checklist, cen: User
) -> None:
    body = make.body(make.item(checklist, "1.1"))
    receive(checklist, body, by=cen)
    other = json.dumps(json.loads(body) | {"state": "fails", "reason": "改了"})
    receipt = receive(checklist, other, by=cen)
    assert receipt.status == 409
    assert "没有覆盖" in receipt.text
    assert Answer.objects.get().state == AnswerState.CONFORMS


def test_somebody_elses_number_is_not_answered_as_known(
    checklist: Checklist, cen: User, second: Expert
) -> None:
    body = make.body(make.item(checklist, "1.1"))
    receive(checklist, body, by=cen)
    assert second.user is not None
    assert receive(checklist, body, by=second.user).status == 409


def test_the_latest_received_counts_and_what_was_approved_before_is_void(
    checklist: Checklist, cen: User, second: Expert
) -> None:
    item = make.item(checklist, "1.1")
    receive(checklist, make.body(item, "na"), by=cen)
    approvals.approve_na(Answer.objects.get(), by=second.user)
    receive(checklist, make.body(item, "na", reason="换个说法"), by=cen)
    row = Answer.objects.get()
    assert row.event.reason == "换个说法"
    assert row.na_approved_by is None
    assert AnswerEvent.objects.count() == 2


def test_what_cannot_be_taken_does_not_hold_up_the_others(checklist: Checklist, cen: User) -> None:
    good, other = make.item(checklist, "1.1"), make.item(checklist, "2.1")
    bodies = ["not json", make.body(good), make.body(other, "na", reason=" "), "[]"]
    receipts = receive_many(checklist, bodies, by=cen)
    assert [each.status for each in receipts] == [422, 200, 422, 422]
    assert "2.1 请写明不适用的理由。" in receipts[2].text
    assert Answer.objects.get().item == good


def test_an_item_of_another_visit_is_refused_with_a_sentence(
    checklist: Checklist, cen: User
) -> None:
    elsewhere = make.checklist(company="guanghe")
    receipt = receive(checklist, make.body(make.item(elsewhere, "1.1")), by=cen)
    assert receipt.status == 422
    assert "不在这次的检查表里" in receipt.text


def test_an_item_out_of_the_scope_is_refused(checklist: Checklist, cen: User) -> None:
    checklist.scope = [make.item(checklist, "2.1").pk]
    checklist.save()
    assert receive(checklist, make.body(make.item(checklist, "1.1")), by=cen).status == 422
    assert receive(checklist, make.body(make.item(checklist, "2.1")), by=cen).status == 200


def test_after_it_was_closed_an_answer_is_kept_aside(checklist: Checklist, cen: User) -> None:
    item = make.item(checklist, "1.1")
    receive(checklist, make.body(item), by=cen)
    Checklist.objects.update(closed_at="2020-05-12T18:00+08:00", closed_by=cen)
    body = make.failing(item)
    receipt = receive(checklist, body, by=cen)
    assert (receipt.status, receipt.late) == (200, True)
    assert "另存备查" in receipt.text
    assert receive(checklist, body, by=cen).status == 202
    assert Answer.objects.get().state == AnswerState.CONFORMS
    assert AnswerEvent.objects.get(late=True).reason == "现场查实"


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("2.3", {"state": "na"}, "不能选“不适用”"),
    ("1.1", {"state": "fails", "reason": ""}, "请写明发现的情况。"),
    ("1.1", {"state": "fails"}, "请填写扣分的处数"),
    ("1.1", {"state": "fails", "deductions": {"1": 100}}, "没有这条扣分标准"),
    ("1.1", {"state": "fails", "deductions": {"x": 1}}, "扣分不对"),
    ("1.1", {"state": "fails", "deductions": [1]}, "扣分不对"),
    ("1.1", {"state": "fails", "veto_failed": True}, "不是否决项"),
    ("1.1", {"state": "fails", "value": "3"}, "不按档给分"),
    ("1.1", {"state": "fails", "value": "NaN"}, "不是数字"),
    ("2.3", {"state": "fails"}, "只作否决"),
    ("1.1", {"state": "conforms", "veto_failed": True}, "只有“不符合”"),
    ("1.1", {"state": "maybe"}, "请选符合"),
    ("1.1", {"device_at": "yesterday"}, "日期和时间设置"),
    ("1.1", {"item": "1"}, "刷新检查表"),
    ("1.1", {"item": True}, "刷新检查表"),
    ("1.1", {"id": "7"}, "没有本机编号"),
    ("1.1", {"state": "na", "reason": "长" * 501}, "最多 500 字"),
    ("1.1", {"scan": 7}, "扫描件不属于这次检查表"),
]


@pytest.mark.parametrize(("code", "said", "sentence"), WRONG)
def test_a_wrong_answer_is_told_what_to_mend(
    checklist: Checklist, cen: User, code: str, said: dict[str, Any], sentence: str
) -> None:
    said = {"reason": "现场查实", **said}
    receipt = receive(checklist, make.body(make.item(checklist, code), **said), by=cen)
    assert receipt.status == 422
    assert sentence in receipt.text
    assert not AnswerEvent.objects.exists()


@pytest.mark.parametrize("places", [1, 99])
def test_a_deduction_is_taken_within_its_bounds(
    checklist: Checklist, cen: User, places: int
) -> None:
    body = make.failing(make.item(checklist, "1.1"), places=places)
    assert receive(checklist, body, by=cen).status == 200


@pytest.mark.parametrize("places", [-1, 100])
def test_a_deduction_out_of_its_bounds_is_refused(
    checklist: Checklist, cen: User, places: int
) -> None:
    body = make.failing(make.item(checklist, "1.1"), places=places)
    assert receive(checklist, body, by=cen).status == 422


def test_a_failed_veto_is_taken_with_its_reason(checklist: Checklist, cen: User) -> None:
    body = make.body(make.item(checklist, "2.3"), "fails", veto_failed=True)
    assert receive(checklist, body, by=cen).status == 200
    assert Answer.objects.get().event.veto_failed


def test_what_no_database_can_hold_is_read_as_far_as_it_can_be(
    checklist: Checklist, cen: User
) -> None:
    body = make.body(make.item(checklist, "1.1"), note="前\x00后\ud800")
    assert receive(checklist, body, by=cen).status == 200
    assert AnswerEvent.objects.get().note == "前后?"


@pytest.mark.parametrize("role", ["safety", "reviewer", "antai_admin"])
def test_who_has_no_duty_here_answers_nothing(checklist: Checklist, role: str) -> None:
    with pytest.raises(Refused, match="不能作答"):
        receive(checklist, make.body(make.item(checklist, "1.1")), by=cast.person(role))


def test_who_reviewed_or_bowed_out_answers_nothing_at_the_recheck(checklist: Checklist) -> None:
    for duty, state in [
        (Duty.REVIEWER, AssignmentState.ACCEPTED),
        (Duty.RECHECKER, AssignmentState.RECUSED),
        (Duty.RECHECKER, AssignmentState.CLEAR),
    ]:
        who = standardization.expert_user("杜若")
        by = cast.person("safety")
        standardization.assignment(checklist.case, who, by=by, duty=duty, state=state)
        with pytest.raises(Refused, match="不能作答"):
            receive(checklist, make.body(make.item(checklist, "1.1")), by=who.user)


def test_the_database_keeps_every_event(checklist: Checklist, cen: User) -> None:
    receive(checklist, make.body(make.item(checklist, "1.1")), by=cen)
    with pytest.raises(IntegrityError, match="只能追加"), transaction.atomic():
        AnswerEvent.objects.update(note="改")


def test_a_hundred_answers_cost_as_many_queries_as_one(cen: User) -> None:
    checklist = make.checklist(version=make.large(100))
    items = list(
        answering.Item.objects.filter(version__in=checklist.case.standards.values("version"))
    )
    with CaptureQueriesContext(connection) as one:
        receive(checklist, make.body(items[0]), by=cen)
    bodies = [make.body(each, id=str(uuid.uuid4())) for each in items]
    with CaptureQueriesContext(connection) as many:
        receive_many(checklist, bodies, by=cen)
    assert len(many) == len(one) <= 10
