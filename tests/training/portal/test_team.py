from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from association.base import outbox
from association.base.models import OutboxRow
from tests.conftest import ClientFor
from tests.factories import accounts, cast, members, people
from tests.factories import training as make
from tests.pages import links, words
from training.classes import seats
from training.enums import EnrolmentState, ReservationState
from training.models import QuotaRule, Team

pytestmark = pytest.mark.django_db

TEAMS = reverse("training:teams")


@pytest.fixture
def chenling(db: None) -> Team:
    cast.person("team_contact")
    return cast.team("chenling")


def home(team: Team) -> str:
    return reverse("training:team_home", args=[team.pk])


def navigation(page: object) -> str:
    return page.content.decode().partition("<main")[0]


def test_one_team_is_gone_to_several_are_chosen_from_and_none_is_not_found(
    chenling: Team, client_for: ClientFor
) -> None:
    browser = client_for("team_contact")
    assert browser.get(TEAMS).headers["Location"] == home(chenling)
    other = make.team("飞瀑救援队")
    make.contact(other, cast.person("team_contact"))
    page = browser.get(TEAMS)
    assert {home(chenling), home(other)} <= set(links(page))
    assert client_for("antai_admin").get(TEAMS).status_code == 404
    assert "login" in Client().get(TEAMS).headers["Location"]


def test_who_acts_for_a_team_alone_lands_there_and_sees_no_companys_entries(
    chenling: Team, client_for: ClientFor
) -> None:
    browser = client_for("team_contact")
    page = browser.get(reverse("portal"), follow=True)
    assert page.redirect_chain[-1][0] == home(chenling)
    assert reverse("members:dues") not in navigation(page)
    assert browser.get(reverse("members:dues")).status_code == 200, "told that it is no company"


def test_who_acts_for_both_has_both_in_the_bar(chenling: Team) -> None:
    user = accounts.user("双岗")
    members.representative(cast.company("antai"), user)
    make.contact(chenling, user)
    browser = Client()
    browser.force_login(user)
    page = browser.get(reverse("portal"))
    assert page.status_code == 200
    bar = navigation(page)
    assert f'href="{TEAMS}"' in bar
    assert f'href="{reverse("members:dues")}"' in bar
    assert f'href="{TEAMS}"' not in navigation(_signed_in("antai_admin").get(reverse("portal")))


def _signed_in(role: str) -> Client:
    browser = Client()
    browser.force_login(cast.person(role))
    return browser


def test_the_page_says_first_what_must_be_done_now(chenling: Team, client_for: ClientFor) -> None:
    of = make.training_class(seats=3, title="陆地班")
    browser, tan = client_for("team_contact"), cast.person("team_contact")
    assert "现在没有要办的事" in words(browser.get(home(chenling)))
    seats.reserve(of, team=chenling, count=2, by=tan)
    make.enrolment(of, chenling, make.trainee("陶然"), state=EnrolmentState.RETURNED)
    text = words(browser.get(home(chenling)))
    assert "现在要办 2 件" in text
    assert "报学员：陆地班还有 2 个名额没有用" in text
    assert "催办：陆地班有 1 人还缺材料" in text
    assert "陶然 陆地班 退回补正：请补交证明；还没有交照片" in text


def test_seats_are_reserved_waited_for_and_given_up_on_the_page(
    chenling: Team, client_for: ClientFor
) -> None:
    of = make.training_class(seats=2, title="陆地班")
    browser = client_for("team_contact")
    assert "剩 2 个 本单位还能留 15 个" in words(browser.get(home(chenling)))
    there = reverse("training:team_reserve", args=[chenling.pk, of.pk])
    seats.reserve(of, team=make.team(), count=1, by=cast.person("training"))
    browser.post(there, {"count": "1"})
    page = browser.post(there, {"count": "2"}, follow=True)
    assert "2 个进入候补：班里的名额已满" in words(page)
    assert "已留 1 个，已报 0 人；候补第 1、2 位" in words(page)
    wrong = browser.post(there, {"count": "9"})
    assert wrong.status_code == 422
    assert "个数须在 1 到 2 之间" in words(wrong)
    held = chenling.reservations.get(state=ReservationState.HELD)
    assert "可能又递补给本队" in words(browser.get(home(chenling)))
    there = reverse("training:team_give_up", args=[chenling.pk, held.pk])
    page = words(browser.post(there, follow=True))
    assert "空出的名额按顺序递补给了本单位的候补（晨岭应急救援队）" in page
    assert chenling.reservations.filter(state=ReservationState.HELD).count() == 1


def test_a_quota_that_is_used_up_is_said_before_the_button(
    chenling: Team, client_for: ClientFor
) -> None:
    QuotaRule.objects.all().delete()
    QuotaRule.objects.create(since=date(2020, 1, 1), base=1, bonus=0, source="试行")
    of = make.training_class()
    seats.reserve(of, team=chenling, count=1, by=cast.person("team_contact"))
    page = client_for("team_contact").get(home(chenling))
    assert "本单位在这个班的名额已用完，再预留会进入候补" in words(page)
    QuotaRule.objects.all().delete()
    page = client_for("team_contact").get(home(chenling))
    assert "还没有施行的名额办法" in words(page)


def test_more_classes_and_people_cost_no_more_queries(
    chenling: Team, client_for: ClientFor
) -> None:
    browser = client_for("team_contact")

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(home(chenling)).status_code == 200
        return len(asked)

    make.enrolment(make.training_class(), chenling)
    make.reservation(make.training_class(), chenling, state=ReservationState.WAITING)
    browser.get(home(chenling))
    few = cost()
    for _ in range(8):
        of = make.training_class()
        make.enrolment(of, chenling)
        make.reservation(of, chenling, state=ReservationState.WAITING)
    assert cost() == few


def test_a_contact_invites_a_colleague_who_lands_on_the_team(
    chenling: Team, client_for: ClientFor
) -> None:
    there = reverse("training:team_contacts", args=[chenling.pk])
    page = client_for("team_contact").post(
        there, {"name": "阮青", "mobile": people.mobile()}, follow=True
    )
    text = page.content.decode()
    address = "/team/welcome/" + text.partition("/team/welcome/")[2].partition('"')[0]
    newcomer = Client()
    welcome = newcomer.get(address)
    assert "谭峰邀请您担任晨岭应急救援队的队伍联系人" in words(welcome)
    word = "a-long-enough-word-9"
    answer = newcomer.post(address, {"password1": word, "password2": word})
    assert answer.headers["Location"] == home(chenling)
    assert newcomer.get(home(chenling)).status_code == 200
    assert newcomer.get(address).status_code == 404, "it serves once"


def test_a_contact_ends_a_colleague_but_not_the_last_one(
    chenling: Team, client_for: ClientFor
) -> None:
    browser = client_for("team_contact")
    mine, other = chenling.contacts.get(), make.contact(chenling)

    def end(contact: object) -> object:
        there = reverse("training:team_contact_end", args=[chenling.pk, contact.pk])
        return browser.post(there, {"reason": "离队"})

    assert end(other).status_code == 302
    answer = end(mine)
    assert answer.status_code == 422
    assert "最后一位联系人" in words(answer)


def test_a_contact_reads_that_a_seat_came_free(chenling: Team, client_for: ClientFor) -> None:
    of, first = make.training_class(seats=1), make.team()
    qiao = cast.person("training")
    seats.reserve(of, team=first, count=1, by=qiao)
    seats.reserve(of, team=chenling, count=1, by=qiao)
    seats.give_up(first.reservations.get(), by=qiao)
    OutboxRow.objects.update(state=OutboxRow.State.SENT)
    browser = client_for("team_contact")
    assert outbox.unread(cast.person("team_contact")) == 1
    assert "候补成功" in words(browser.get(reverse("portal_messages")))
    row = OutboxRow.objects.get(channel=OutboxRow.Channel.PORTAL)
    page = browser.get(reverse("portal_message", args=[row.pk]))
    assert TEAMS in links(page)
