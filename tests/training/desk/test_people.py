"""People in training at the desk: lists, the enrolment's page, queues."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import ClientFor
from tests.factories import accounts, batches, cast, papers, pictures
from tests.factories import training as make
from tests.pages import primary, words
from training.desk import queues
from training.enrolment import overrides
from training.enums import EnrolmentState, PhotoState
from training.models import Enrolment, TrainingClass
from training.people import consents, photos, register

pytestmark = pytest.mark.django_db


@pytest.fixture
def qiao(client_for: ClientFor) -> Client:
    return client_for("training")


@pytest.fixture
def of(db: None) -> TrainingClass:
    return make.training_class()


def enrolled(of: TrainingClass, name: str = "", **fields: Any) -> Enrolment:
    return make.enrolment(of, cast.team("chenling"), make.trainee(name), **fields)


def at(name: str, *args: Any) -> str:
    return reverse(f"admin:training_{name}", args=args)


def queries(browser: Client, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as caught:
        browser.get(address)
    return len(caught)


def test_the_list_of_a_class_is_narrowed_by_state_name_and_whole_number(
    qiao: Client, of: TrainingClass
) -> None:
    one = enrolled(of, "陶然")
    enrolled(of, "顾北辰", state=EnrolmentState.RETURNED)
    address = at("class_people", of.pk)
    assert {"陶然", "顾北辰"} <= set(words(qiao.get(address)).split())
    for asked in ({"q": "陶"}, {"q": str(one.trainee.id_number)}, {"state": "registered"}):
        page = words(qiao.get(address, asked))
        assert "陶然" in page
        assert "顾北辰" not in page
    assert "没有符合条件的人" in words(qiao.get(address, {"q": str(one.trainee.id_number)[:10]}))


@pytest.mark.parametrize("name", ["class_people", "enrolments", "photos", "overrides"])
def test_no_list_costs_a_query_per_row(qiao: Client, of: TrainingClass, name: str) -> None:
    def more(count: int) -> None:
        for _ in range(count):
            row = enrolled(of, facts={})
            make.photo(row.trainee, state=PhotoState.PENDING)
            overrides.ask(row, by=cast.person("training"), reason="转业")

    address = at(name, of.pk) if name == "class_people" else at(name)
    more(1)
    few = queries(qiao, address)
    more(3)
    assert queries(qiao, address) == few


def test_the_page_shows_which_branch_fits_and_accepts_by_it(
    qiao: Client, of: TrainingClass
) -> None:
    row = enrolled(of)
    page = qiao.get(at("enrolment", row.pk))
    assert "满足其中一条即可" in words(page)
    assert primary(page) == 1
    qiao.post(at("enrolment", row.pk), {"accept": "1", "branch": "4-2", "answer": ""})
    row.refresh_from_db()
    assert (row.state, row.branch) == (EnrolmentState.ELIGIBLE, "4-2")


def test_a_refusal_comes_back_with_what_was_typed(qiao: Client, of: TrainingClass) -> None:
    row = enrolled(of, facts={})
    answer = qiao.post(at("enrolment", row.pk), {"accept": "1", "answer": "看过原件"})
    assert answer.status_code == 422
    assert "还没有填全" in words(answer)
    assert "看过原件" in answer.content.decode()


def test_two_people_make_an_exception(
    qiao: Client, of: TrainingClass, client_for: ClientFor
) -> None:
    row = enrolled(of, facts={})
    qiao.post(at("enrolment", row.pk), {"ask": "1", "answer": "部队转业，档案里有证明"})
    asked = row.overrides.get()
    assert "您自己提出的" in words(qiao.get(at("overrides")))
    own = qiao.post(at("override", asked.pk), {"grant": "1"})
    assert (own.status_code, "不能自己决定" in words(own)) == (422, True)
    client_for("head").post(at("override", asked.pk), {"grant": "1"})
    qiao.post(at("enrolment", row.pk), {"accept": "1", "answer": ""})
    row.refresh_from_db()
    assert row.state == EnrolmentState.ELIGIBLE


def test_photos_are_judged_from_the_queue(qiao: Client, of: TrainingClass) -> None:
    row = enrolled(of)
    dark = pictures.upload(pictures.portrait(ground=pictures.GREY))
    photo = photos.hand_in(row.trainee, dark, by=None)
    assert "背景偏暗" in words(qiao.get(at("photos")))
    answer = qiao.post(at("photo_judge", photo.pk), {"reject": "1", f"{photo.pk}-reason": ""})
    assert answer.status_code == 422
    assert "须写明原因" in words(answer)
    qiao.post(at("photo_judge", photo.pk), {"reject": "1", f"{photo.pk}-reason": "背景不是白色"})
    photo.refresh_from_db()
    assert (photo.state, photo.reason) == (PhotoState.REJECTED, "背景不是白色")


def test_whole_numbers_are_asked_for_with_a_reason(qiao: Client, of: TrainingClass) -> None:
    row = enrolled(of)
    assert str(row.trainee.id_number) not in qiao.get(at("enrolment", row.pk)).content.decode()
    assert qiao.post(at("trainee_numbers", row.pk), {"reason": ""}).status_code == 422
    shown = qiao.post(at("trainee_numbers", row.pk), {"reason": "核对"}).content.decode()
    assert str(row.trainee.id_number) in shown


def test_a_name_is_mended_with_a_reason_and_numbers_stay_unseen(
    qiao: Client, of: TrainingClass
) -> None:
    row = enrolled(of, "陶燃")
    told = {"name": "陶然", "id_type": "resident", "id_number": "", "mobile": "", "email": ""}
    assert "须写明理由" in words(qiao.post(at("trainee_amend", row.pk), told))
    qiao.post(at("trainee_amend", row.pk), {**told, "reason": "与身份证不一致"})
    row.trainee.refresh_from_db()
    assert row.trainee.name == "陶然"


def test_a_paper_consent_is_entered_with_the_paper(qiao: Client, of: TrainingClass) -> None:
    row = enrolled(of)
    told = {"purpose": "issuing", "paper": papers.licence("告知书.pdf")}
    qiao.post(at("enrolment_consent", row.pk), told)
    assert consents.given(row.trainee)["issuing"].paper


def test_the_office_fills_in_facts_for_who_cannot(qiao: Client, of: TrainingClass) -> None:
    row = enrolled(of, facts={})
    said = {
        "work-rows": "1", "work-0-occupation": "own", "work-0-first": "2010-01-01",
        "apprenticeship-rows": "1", "certificates-rows": "1", "diplomas-rows": "1", "save": "1",
    }  # fmt: skip
    assert qiao.post(at("enrolment_facts", row.pk), said).status_code == 302
    row.refresh_from_db()
    assert row.facts == {"work": [{"occupation": "own", "from": "2010-01-01", "to": None}]}


def test_the_workbench_counts_what_one_may_decide(of: TrainingClass) -> None:
    row = enrolled(of, facts={})
    make.photo(row.trainee, state=PhotoState.PENDING)
    qiao = cast.person("training")
    overrides.ask(row, by=qiao, reason="转业")
    counts = {line.word: line.count for line in queues.queues(qiao)}
    assert counts == {
        "报名条件待审核": 1, "照片待审核": 1, "条件例外待决定": 0, "候补受名额限制": 0,
    }  # fmt: skip
    colleague = accounts.staff("training", "阮青")
    assert {line.word: line.count for line in queues.queues(colleague)}["条件例外待决定"] == 1
    assert [line.word for line in queues.queues(cast.person("head"))] == ["条件例外待决定"]


def test_the_workbench_counts_the_money_for_whoever_settles_it(of: TrainingClass) -> None:
    batches.submitted(batches.passed(batches.past_class(), cast.team("yunlu"), 2))
    counts = {line.word: line.count for line in queues.queues(cast.person("finance"))}
    assert counts == {"培训经费待结算": 2}


def test_the_office_sends_a_link_of_anybody(qiao: Client, of: TrainingClass) -> None:
    row = enrolled(of)
    page = qiao.post(at("trainee_link", row.pk), follow=True)
    assert "只显示这一次" in words(page)
    assert register.LABELS["name"] in words(page)
