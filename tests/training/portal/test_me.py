"""A person's own page, by signed link."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from association.base import clock
from tests.factories import cast, papers, pictures
from tests.factories import training as make
from tests.pages import words
from training.enrolment import judging
from training.enums import EnrolmentState, PhotoState
from training.models import Enrolment, Trainee
from training.people import consents, links, photos

pytestmark = pytest.mark.django_db
THREE_YEARS = f"{clock.today().year - 3}-01-01"
SHORT = {
    "work": [{"occupation": "own", "from": THREE_YEARS, "to": None}],
    "apprenticeship": None,
    "certificates": [],
    "diplomas": [],
}


@pytest.fixture
def row(db: None) -> Enrolment:
    return make.enrolment(make.training_class(), cast.team("chenling"), make.trainee("陶䶮"))


def at(name: str, of: Enrolment, *args: Any) -> str:
    return reverse(f"training:{name}", args=[links.token(of.trainee), *args])


def test_it_says_first_what_the_person_has_to_do(row: Enrolment) -> None:
    page = words(Client().get(at("me", row)))
    todo = page.partition("要办的事")[2].partition("应急救援员第")[0]
    assert "还没有交照片" in todo
    assert "还没有同意“提交给发证单位核发证书”" in todo
    assert "申报条件待审核" not in todo, "that is the office's"
    assert "陶䶮" in page


def folded(of: Enrolment) -> str:
    """The words behind what one has to press first."""
    page = Client().get(at("me", of)).content.decode()
    return " ".join(re.findall(r"<details>(.*?)</details>", page, re.DOTALL))


def test_what_is_done_folds_away_and_what_is_asked_stands_open(row: Enrolment) -> None:
    before = folded(row)
    assert "训练和鉴定" not in before
    assert "逐条" not in before
    make.whole(row)
    after = folded(row)
    assert 'data-s="ok"' in after
    assert "满足其中一条即可" in after, "a condition is met"
    assert "规范后的照片" in after
    assert after.count("撤回<span") == 2


def test_a_class_that_was_left_is_one_line(row: Enrolment) -> None:
    judging.withdraw(row, by=None, reason="工作调动")
    left = folded(row)
    assert str(row.team) in left
    assert "已退出" in left


def test_each_section_is_one_press_away(row: Enrolment) -> None:
    page = Client().get(at("me", row)).content.decode()
    short = page.partition('aria-label="本页内容"')[2].partition("</nav>")[0]
    places = re.findall(r'href="#([^"]+)"', short)
    assert places == [f"class-{row.pk}", "photo", "consents", "own"]
    assert all(f'id="{name}"' in page for name in places)


def test_who_lacks_years_reads_how_much_and_which_paper_proves_it(row: Enrolment) -> None:
    Enrolment.objects.filter(pk=row.pk).update(facts=SHORT)
    page = words(Client().get(at("me", row)))
    assert "从事本职业或相关职业工作累计 3年" in page
    assert "，差" in page
    assert "证明材料：" in page


def test_numbers_are_masked_even_for_their_owner(row: Enrolment) -> None:
    page = Client().get(at("me", row)).content.decode()
    assert row.trainee.id_number not in page
    assert row.trainee.mobile not in page


def test_nobody_keeps_or_finds_it(row: Enrolment) -> None:
    answer = Client().get(at("me", row))
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer.headers["Cache-Control"]


def test_every_dead_link_gets_the_same_page(row: Enrolment) -> None:
    old = at("me", row)
    links.new_link(row.trainee, by=cast.person("training"))
    answers = [Client().get(old), Client().get(reverse("training:me", args=["1-1-1.x"]))]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert words(answers[0]) == words(answers[1])


def test_who_tries_links_is_stopped(row: Enrolment) -> None:
    guesser = Client()
    codes = [
        guesser.get(reverse("training:me", args=[f"{n}-1-1.x"])).status_code for n in range(32)
    ]
    assert codes[:30] == [404] * 30
    assert codes[-1] == 429


def test_facts_open_as_they_were_said_and_are_kept(row: Enrolment) -> None:
    Enrolment.objects.filter(pk=row.pk).update(facts=SHORT)
    browser, address = Client(), at("me_facts", row, row.pk)
    page = browser.get(address).content.decode()
    assert f'value="{THREE_YEARS}"' in page
    said = {
        "work-rows": "1", "work-0-occupation": "消防员", "work-0-first": "2010-01-01",
        "apprenticeship-rows": "1", "certificates-rows": "1", "diplomas-rows": "1",
        "none_of": ["diplomas"], "save": "1",
    }  # fmt: skip
    answer = browser.post(address, said)
    assert answer.status_code == 302, words(answer)
    assert Enrolment.objects.get(pk=row.pk).facts == {
        "work": [{"occupation": "消防员", "from": "2010-01-01", "to": None}],
        "diplomas": [],
    }


def test_a_wrong_fact_is_named_and_nothing_typed_is_lost(row: Enrolment) -> None:
    said = {
        "work-rows": "1", "work-0-occupation": "消防员", "work-0-first": "2020-01-01",
        "work-0-last": "2019-01-01", "apprenticeship-rows": "1", "certificates-rows": "1",
        "diplomas-rows": "1", "save": "1",
    }  # fmt: skip
    answer = Client().post(at("me_facts", row, row.pk), said)
    assert answer.status_code == 422
    assert "工作经历第 1 行 最后一天：早于开始日期" in words(answer)
    assert 'value="2020-01-01"' in answer.content.decode()


def test_a_row_more_keeps_what_was_typed(row: Enrolment) -> None:
    said = {
        "work-rows": "1",
        "work-0-occupation": "own",
        "work-0-first": "2015-02-03",
        "more": "work",
    }
    page = Client().post(at("me_facts", row, row.pk), said).content.decode()
    assert 'value="2015-02-03"' in page
    assert "work-1-occupation" in page


def test_a_photo_is_handed_in_seen_and_cropped(row: Enrolment) -> None:
    browser = Client()
    browser.post(at("me_photo", row), {"photo": pictures.upload()})
    page = browser.get(at("me_photo", row)).content.decode()
    assert 'data-width="600"' in page
    shown = browser.get(at("me_picture", row, "normalised"))
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.getvalue().startswith(b"\xff\xd8\xff")
    box = {"left": 60, "top": 60, "width": 400, "height": 560}
    assert browser.post(at("me_crop", row), box).status_code == 302
    assert row.trainee.photos.count() == 2
    wrong = browser.post(at("me_crop", row), {**box, "left": "x"})
    assert wrong.status_code == 422
    assert "左边" in words(wrong)


def test_a_vast_photo_is_refused_at_its_field(row: Enrolment) -> None:
    answer = Client().post(
        at("me_photo", row), {"photo": pictures.upload(pictures.vast(), "大.png")}
    )
    assert answer.status_code == 422
    assert "像素太多" in words(answer)


def test_consents_are_given_and_taken_back_one_by_one(row: Enrolment) -> None:
    browser = Client()
    browser.post(at("me_consent", row), {"give": "training"})
    assert list(consents.given(row.trainee)) == ["training"]
    browser.post(at("me_consent", row), {"take_back": "training"})
    assert consents.given(row.trainee) == {}


def test_phone_and_mail_are_mended_and_a_wrong_one_is_named(row: Enrolment) -> None:
    browser, address = Client(), at("me_contact", row)
    assert "数字以外的字符" in words(browser.post(address, {"mobile": "12a", "email": ""}))
    browser.post(address, {"mobile": "", "email": "tao@example.com"})
    person = Trainee.objects.get(pk=row.trainee_id)
    assert (person.email, person.mobile) == ("tao@example.com", row.trainee.mobile)


def test_papers_come_and_go_while_the_enrolment_is_open(row: Enrolment) -> None:
    browser = Client()
    browser.post(at("me_paper_add", row, row.pk), {"fact": "work", "upload": papers.licence()})
    paper = row.evidence.get()
    assert browser.get(at("me_paper", row, paper.pk)).getvalue().startswith(b"%PDF")
    browser.post(at("me_paper_remove", row, paper.pk))
    assert not row.evidence.exists()


def test_somebody_elses_paper_is_not_found(row: Enrolment) -> None:
    other = make.enrolment(row.training_class, cast.team("yunlu"))
    Client().post(at("me_paper_add", other, other.pk), {"fact": "work", "upload": papers.licence()})
    paper = other.evidence.get()
    assert Client().get(at("me_paper", row, paper.pk)).status_code == 404
    assert Client().get(at("me_facts", row, other.pk)).status_code == 404


def test_who_was_sent_back_reads_why_mends_and_hands_in_again(row: Enrolment) -> None:
    judging.return_(row, by=cast.person("training"), reason="请补交单位工作证明。")
    browser = Client()
    assert "请补交单位工作证明。" in words(browser.get(at("me", row)))
    browser.post(at("me_hand_in", row, row.pk))
    row.refresh_from_db()
    assert row.state == EnrolmentState.REGISTERED


def test_leaving_takes_a_reason(row: Enrolment) -> None:
    browser = Client()
    answer = browser.post(at("me_withdraw", row, row.pk), {"reason": ""}, follow=True)
    assert "退出须写明理由" in words(answer)
    browser.post(at("me_withdraw", row, row.pk), {"reason": "工作调动"})
    row.refresh_from_db()
    assert row.state == EnrolmentState.WITHDRAWN


def test_an_accepted_photo_can_only_be_replaced(row: Enrolment) -> None:
    photo = photos.hand_in(row.trainee, pictures.upload(), by=None)
    photos.judge(photo, accepted=True, by=cast.person("training"))
    page = Client().get(at("me_photo", row)).content.decode()
    assert "data-crop" not in page
    assert PhotoState.ACCEPTED.label in page
