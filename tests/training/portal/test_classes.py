from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from association.base import clock
from tests.conftest import ClientFor
from tests.factories import cast
from tests.factories import training as make
from tests.pages import links, words
from training.classes import seats
from training.enums import ClassState, ReservationState

pytestmark = pytest.mark.django_db

PAGE = reverse("training:classes")


def test_everybody_reads_what_is_open_and_what_opens_when() -> None:
    today = clock.today()
    full = make.training_class(seats=1, title="满员班")
    seats.reserve(full, team=make.team(), count=1, by=cast.person("training"))
    make.reservation(full, make.team(), state=ReservationState.WAITING)
    make.training_class(title="有位班", free_for_members=False)
    make.training_class(title="将开班", enrol_from=today + timedelta(3))
    make.training_class(title="草拟班", state=ClassState.DRAFT)
    make.training_class(title="截止班", enrol_until=today - timedelta(1))
    text = words(Client().get(PAGE))
    assert "已满 候补 1 人" in text
    assert "有名额 剩 20 个" in text
    assert "1,200.00 元 会员单位免费" in text
    assert "未开始" in text
    assert "草拟班" not in text
    assert "截止班" not in text


def test_the_two_public_pages_lead_to_each_other() -> None:
    check = reverse("training:eligibility")
    assert check in links(Client().get(PAGE))
    assert PAGE in links(Client().get(check))


def test_many_classes_cost_the_queries_of_none(django_assert_max_num_queries: object) -> None:
    for _ in range(8):
        make.training_class()
    with django_assert_max_num_queries(2):
        Client().get(PAGE)


def test_the_teams_page_is_offered_to_whoever_finds_it_there(client_for: ClientFor) -> None:
    teams = reverse("training:teams")
    stranger = client_for("antai_admin").get(PAGE)
    assert teams not in links(stranger)
    assert "联系人由教育培训部或队伍里别的联系人邀请" in words(stranger)
    contact = make.contact(make.team())
    browser = Client()
    browser.force_login(contact.user)
    assert teams in links(browser.get(PAGE))
    assert teams in links(Client().get(PAGE)), "who isn't signed in may be one"
