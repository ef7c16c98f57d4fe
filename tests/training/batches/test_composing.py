"""Who goes to the issuing body together, and what is frozen when they go."""

import hashlib
import io
import threading
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from openpyxl import load_workbook

from association.base.errors import Refused
from association.base.models import AuditEntry
from tests.factories import batches as make
from tests.factories import cast, training
from training.batches import composing, manifest, settling
from training.enums import ClassState, EnrolmentState, PhotoState, Purpose
from training.models import BatchLine, Consent, Enrolment, SettlementLine, SubBatch


@pytest.mark.django_db
def test_a_sub_batch_goes_out_with_a_frozen_list_of_its_people() -> None:
    people = make.passed(make.past_class(), training.team(), 3)
    batch = make.submitted(people)
    assert batch.state == SubBatch.State.SUBMITTED
    assert batch.manifest
    with batch.manifest.content.open("rb") as file:
        content = file.read()
    assert hashlib.sha256(content).hexdigest() == batch.sha256
    rows = list(load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True))
    assert list(rows[1]) == manifest.HEADERS
    assert [row[2] for row in rows[2:]] == [row.trainee.name for row in people]
    assert [row[4] for row in rows[2:]] == [row.trainee.id_number for row in people]
    states = Enrolment.objects.filter(pk__in=[row.pk for row in people])
    assert set(states.values_list("state", flat=True)) == {EnrolmentState.SUBMITTED}


@pytest.mark.django_db
def test_numbers_of_sub_batches_run_without_a_gap() -> None:
    of, team = make.past_class(), training.team()
    first, second = (make.draft(make.passed(of, team)) for _ in range(2))
    stem, serial = first.number.rsplit("-", 1)
    assert second.number == f"{stem}-{int(serial) + 1:03d}"


@pytest.mark.django_db
def test_whoever_lacks_something_is_named_and_the_others_can_go() -> None:
    of, team = make.past_class(), training.team()
    whole = make.passed(of, team)[0]
    bare = training.enrolment(of, team, training.trainee("䶮一鸣"), state=EnrolmentState.PASSED)
    with pytest.raises(Refused, match="䶮一鸣还没有交照片、还没有同意.+其他人可以先走"):
        make.draft([whole, bare])
    assert not SubBatch.objects.exists()
    assert make.draft([whole]).lines.count() == 1


@pytest.mark.django_db
def test_who_has_not_passed_stays() -> None:
    of, team = make.past_class(), training.team()
    failed = training.whole(training.enrolment(of, team, state=EnrolmentState.FAILED))
    with pytest.raises(Refused, match="鉴定未合格.+鉴定合格后才能送审"):
        make.draft([failed])


@pytest.mark.django_db
def test_a_class_that_has_not_reached_its_exams_sends_nobody() -> None:
    of = make.past_class(state=ClassState.TRAINING)
    people = make.passed(of, training.team())
    with pytest.raises(Refused, match="培训中.+进入鉴定以后"):
        make.draft(people)
    with pytest.raises(Refused, match="没有权限"):
        composing.compose(of, people, body=make.body(), by=cast.person("finance"))


@pytest.mark.django_db
def test_nobody_is_in_two_sub_batches() -> None:
    people = make.passed(make.past_class(), training.team(), 2)
    first = make.draft(people[:1])
    with pytest.raises(Refused, match=f"已在批次 {first} 里，一个人同时只能在一个批次"):
        make.draft(people)
    assert [row.pk for row in composing.candidates(people[0].training_class)] == [people[1].pk]


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_at_once_put_a_person_into_one_sub_batch() -> None:
    (person,) = make.passed(make.past_class(), training.team())
    make.staff()
    gate, answers = threading.Barrier(2), []

    def compose() -> None:
        try:
            gate.wait(timeout=20)
            answers.append(str(make.draft([person])))
        except Refused as refusal:
            answers.append(refusal.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=compose) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    refused = [answer for answer in answers if "一个人同时只能在一个批次" in answer]
    assert len(answers) == 2
    assert len(refused) == 1
    assert BatchLine.objects.get().enrolment == person


@pytest.mark.django_db
def test_the_database_itself_keeps_a_person_out_of_a_second_sub_batch() -> None:
    people = make.passed(make.past_class(), training.team(), 2)
    make.draft(people[:1])
    other = make.draft(people[1:])
    with pytest.raises(IntegrityError, match="one_open_batch_line"):
        BatchLine.objects.create(
            sub_batch=other, enrolment=people[0], position=9, token="H000000000000"
        )


@pytest.mark.django_db
def test_a_draft_is_thinned_out_and_given_up_with_a_reason() -> None:
    people = make.passed(make.past_class(), training.team(), 2)
    batch = make.draft(people)
    first, second = batch.lines.all()
    composing.drop(first, by=make.staff())
    with pytest.raises(Refused, match="只剩一个人，请撤销整个批次"):
        composing.drop(second, by=make.staff())
    with pytest.raises(Refused, match="撤销须写明理由"):
        composing.discard(batch, by=make.staff(), reason=" ")
    composing.discard(batch, by=make.staff(), reason="等补考的人一起")
    assert make.draft(people).lines.count() == 2


@pytest.mark.django_db
def test_who_loses_a_photo_or_a_consent_before_submitting_is_named() -> None:
    people = make.passed(make.past_class(), training.team(), 2)
    batch = make.draft(people)
    training.photo(people[0].trainee, state=PhotoState.REJECTED)
    given = Consent.objects.get(trainee=people[1].trainee, purpose=Purpose.ISSUING)
    given.ended_at = given.given_at
    given.save()
    with pytest.raises(Refused, match="照片不合格.+还没有同意“提交给发证单位核发证书”"):
        composing.submit(batch, by=make.staff())
    batch.refresh_from_db()
    assert batch.state == SubBatch.State.DRAFT
    assert not SettlementLine.objects.exists()


@pytest.mark.django_db
def test_a_submitted_sub_batch_is_not_submitted_or_thinned_again() -> None:
    batch = make.submitted(make.passed(make.past_class(), training.team(), 2))
    with pytest.raises(Refused, match="送审中.+不能再送审"):
        composing.submit(batch, by=make.staff())
    with pytest.raises(Refused, match="已经送审，不能再撤下"):
        composing.drop(batch.lines.first(), by=make.staff())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("update training_subbatch set sha256 = 'x'", "已经送审，清单不能更改"),
        ("update training_subbatch set manifest_id = null", "已经送审，清单不能更改"),
        ("delete from training_subbatch", "不能删除"),
        ("update training_batchline set token = 'x'", "不能更改"),
        ("update training_batchline set outcome = 'dropped', answered_at = now()", "不能更改"),
        ("delete from training_batchline", "人员不能增删"),
        ("truncate training_batchline cascade", "只能追加"),
    ],
)
def test_the_database_freezes_what_was_submitted(sql: str, said: str) -> None:
    make.submitted(make.passed(make.past_class(), training.team()))
    with (
        pytest.raises(IntegrityError, match=said),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("set constraints all immediate")
        cursor.execute(sql)


@pytest.mark.django_db
def test_nobody_is_added_to_a_submitted_sub_batch_in_the_database() -> None:
    people = make.passed(make.past_class(), training.team(), 2)
    batch = make.submitted(people[:1])
    with pytest.raises(IntegrityError, match="人员不能增删"):
        BatchLine.objects.create(
            sub_batch=batch, enrolment=people[1], position=9, token="H000000000000"
        )


@pytest.mark.django_db
def test_what_a_person_costs_is_opened_with_the_sub_batch_and_free_for_a_members_people() -> None:
    of = make.past_class(price=Decimal("1200.00"))
    make.submitted([*make.passed(of, cast.team("chenling")), *make.passed(of, cast.team("yunlu"))])
    free, due = SettlementLine.objects.order_by("pk")
    assert (free.amount, free.state, free.note) == (Decimal(0), "waived", "会员免费")
    assert (due.amount, due.state, due.member) == (Decimal("1200.00"), "due", None)


@pytest.mark.django_db
def test_finance_settles_several_at_once_each_only_once() -> None:
    of, he = make.past_class(), cast.person("finance")
    make.submitted(make.passed(of, cast.team("yunlu"), 2))
    rows = list(SettlementLine.objects.all())
    today = of.ends_on
    with pytest.raises(Refused, match="没有权限结算"):
        settling.settle(rows, on=today, reference="PZ-1", by=make.staff())
    with pytest.raises(Refused, match="凭证号没有填写"):
        settling.settle(rows, on=today, reference=" ", by=he)
    assert settling.settle(rows, on=today, reference="PZ-1", by=he) == 2
    with pytest.raises(Refused, match="已结算.+不在待结算"):
        settling.waive(rows[0], by=he, reason="重复")
    assert AuditEntry.objects.filter(action="登记结算").count() == 2
