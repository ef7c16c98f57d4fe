"""An employee comes in by a link and writes; the company hands it in or gives it back."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from association.accounts.models import User
from association.base import clock
from association.base.errors import Refused
from association.base.models import OutboxRow
from bulletin.contributors import links
from bulletin.enums import SubmissionState
from bulletin.erasure import ERASERS
from bulletin.models import Contributor, Submission
from bulletin.submissions import sorting, writing
from tests.factories import bulletin as make
from tests.factories import cast

pytestmark = pytest.mark.django_db
S = SubmissionState


def page(name, *args):
    return reverse(f"bulletin:{name}", args=args)


@pytest.fixture
def employee(antai):
    return make.contributor(member=antai)


@pytest.fixture
def writer(client, employee):
    client.post(page("contributor_enter", links.token(employee)))
    return client


def mailed():
    return OutboxRow.objects.filter(channel="email").order_by("-pk").first()


def test_whoever_asks_is_sent_a_link_that_opens_their_pages(client, antai):
    told = {"company": antai.name, "name": "员小一", "address": "Xiao1@example.com"}
    assert "链接已发出" in client.post(page("contributor_ask"), told).content.decode()

    link = re.search(r"/bulletin/contribute/\S+", mailed().body).group()
    assert "进入投稿" in client.get(link).content.decode()
    assert not client.session.get("_auth_user_id")
    shown = client.post(link, follow=True)

    assert "我的稿件" in shown.content.decode()
    assert User.objects.get(email="xiao1@example.com").name == "员小一"


def test_the_company_is_known_by_its_code_too(client, antai):
    told = {"company": antai.credit_code.lower(), "name": "员小一", "address": "a@example.com"}

    assert client.post(page("contributor_ask"), told).status_code == 200
    assert Contributor.objects.get().member == antai


def test_a_company_that_is_no_member_is_refused_and_nothing_is_lost(client, antai):
    told = {"company": "没有这家公司", "name": "员小一", "address": "a@example.com"}
    answer = client.post(page("contributor_ask"), told)

    assert answer.status_code == 422
    assert "没有找到这家会员单位" in answer.content.decode()
    assert "没有这家公司" in answer.content.decode()
    assert not Contributor.objects.exists()


def test_asking_again_at_once_sends_nothing_and_later_a_new_link_that_ends_the_old(employee):
    old, address = links.token(employee), employee.user.email
    assert links.ask(employee.member, name="员小一", address=address) is None

    with clock.at(clock.now() + timedelta(minutes=5)):
        again = links.ask(employee.member, name="员小一", address=address)
        assert links.look_up(links.token(again)) == employee
        with pytest.raises(Refused, match="打不开"):
            links.look_up(old)


def test_a_link_dies_after_two_weeks(employee):
    token = links.token(employee)

    with clock.at(clock.now() + timedelta(days=14)):
        assert links.look_up(token) == employee
    with clock.at(clock.now() + timedelta(days=15)), pytest.raises(Refused):
        links.look_up(token)


def test_who_has_a_password_is_told_to_sign_in_and_no_link_opens_that_account(antai):
    officer = cast.person("finance")
    User.objects.filter(pk=officer.pk).update(email="officer@example.com")
    row = links.ask(antai, name="别人", address="officer@example.com")

    assert "/bulletin/contribute/" not in mailed().body
    with pytest.raises(Refused):
        links.look_up(links.token(row))


@pytest.mark.parametrize("token", ["x", "1-1-1.abc", "1-1-999999.x" * 20])
def test_a_made_up_link_opens_nothing(client, token):
    assert client.get(page("contributor_enter", token)).status_code == 404


def test_nobody_fills_a_companys_list_from_outside(antai):
    for each in range(links.MOST):
        links.ask(antai, name="员工", address=f"a{each}@example.com")

    with pytest.raises(Refused, match="今天登记的人太多"):
        links.ask(antai, name="员工", address="more@example.com")


def test_an_employee_writes_and_the_company_hands_it_in(writer, employee, client_for):
    writer.post(page("submission_begin"))
    row = Submission.objects.get()
    told = {
        "saves": row.saves, "title": "夜班的灯", "unit": row.unit, "authors": "员小一",
        "kind": "person", "text": "夜班的灯一直亮着。", "act": "offer", "rights": "on",
    }  # fmt: skip
    assert (
        "已交给单位" in writer.post(page("submission", row.pk), told, follow=True).content.decode()
    )

    admin = client_for("antai_admin")
    assert "待确认" in admin.get(reverse("portal")).content.decode()
    shown = admin.post(
        page("submission_confirm", row.pk), {"act": "hand_in", "rights": "on"}, follow=True
    )

    assert "已投稿，编号 TG-" in shown.content.decode()
    employee.refresh_from_db()
    assert employee.confirmed_at


def test_the_company_gives_it_back_with_a_word_that_its_author_reads(writer, employee, client_for):
    row = make.offered(employee)
    client_for("antai_admin").post(
        page("submission_confirm", row.pk), {"act": "give_back", "reason": "请补充时间地点"}
    )

    row.refresh_from_db()
    assert row.state == S.DRAFT
    assert "请补充时间地点" in mailed().body


def test_without_the_rights_the_company_hands_nothing_in(employee, client_for):
    row = make.offered(employee)
    answer = client_for("antai_admin").post(page("submission_confirm", row.pk), {"act": "hand_in"})

    assert answer.status_code == 422
    row.refresh_from_db()
    assert (row.state, row.number) == (S.OFFERED, None)


def test_an_employee_hands_nothing_in_alone(employee):
    with pytest.raises(Refused, match="没有权限投出"):
        writing.hand_in(make.offered(employee), by=employee.user, rights=True)


def test_an_employee_sees_their_own_pieces_alone(writer, employee):
    other = make.draft()

    assert writer.get(page("submission", other.pk)).status_code == 404
    assert other.title not in writer.get(page("submissions")).content.decode()
    assert writer.get(reverse("members:dues")).status_code == 200
    assert "会费收入" not in writer.get(reverse("members:dues")).content.decode()


def test_whoever_asks_in_their_name_does_not_change_for_whom_they_write(writer, employee, guanghe):
    row = make.draft(employee.member, by=employee.user)
    with clock.at(clock.now() + timedelta(minutes=5)):
        other = links.ask(guanghe, name="别人", address=employee.user.email)

    assert writer.get(page("submission", row.pk)).status_code == 200
    writer.post(page("contributor_enter", links.token(other)))
    assert writer.get(page("submission", row.pk)).status_code == 404


def test_drafts_of_employees_are_theirs_until_they_offer_them(employee, client_for):
    row = make.draft(employee.member, by=employee.user)
    admin = client_for("antai_admin")
    assert admin.get(page("submission", row.pk)).status_code == 404

    writing.offer(row, by=employee.user, rights=True)

    assert admin.get(page("submission", row.pk)).status_code == 200


def test_what_is_offered_can_be_called_back_and_isnt_the_desks_yet(employee):
    row = make.offered(employee)
    with pytest.raises(Refused):
        sorting.accept(row, by=None)

    writing.call_back(row, by=employee.user)

    assert row.state == S.DRAFT


def test_what_the_company_handed_in_isnt_withdrawn_by_the_employee(employee):
    row = make.offered(employee)
    writing.hand_in(row, by=cast.person("antai_admin"), rights=True)

    with pytest.raises(Refused):
        writing.withdraw(row, by=employee.user)


def test_whom_the_company_ends_comes_in_no_more_and_what_they_wrote_stays(
    writer, employee, client_for
):
    row = make.offered(employee)
    client_for("antai_admin").post(page("contributor_end", employee.pk), {"reason": "已离职"})

    assert "我的稿件" not in writer.get(page("submissions")).content.decode()
    with pytest.raises(Refused):
        links.look_up(links.token(employee))
    row.refresh_from_db()
    assert row.state == S.OFFERED


def test_the_company_is_told_no_name_of_an_address_that_somebody_else_typed(employee, client_for):
    admin, name = client_for("antai_admin"), employee.user.name
    assert name not in admin.get(page("submissions")).content.decode()
    ended = admin.post(page("contributor_end", employee.pk), {"reason": "不认识"}, follow=True)
    assert (ended.status_code, name in ended.content.decode()) == (404, False)

    make.draft(employee.member, by=employee.user)

    assert name in admin.get(page("submissions")).content.decode()


def test_a_stranger_ends_nobody(employee, client_for):
    answer = client_for("guanghe_admin").post(
        page("contributor_end", employee.pk), {"reason": "不认识"}
    )

    assert answer.status_code == 404


def eraser(data):
    return next(each for each in ERASERS if each.data == data)


def test_how_to_reach_an_author_is_forgotten_a_year_after_the_piece_was_settled():
    row = make.handed_in()
    Submission.objects.filter(pk=row.pk).update(contact="a@example.com")
    sorting.decline(row, by=None, reason="篇幅所限")

    assert eraser("来稿联系方式").run() == 0
    with clock.at(clock.now() + timedelta(days=366)):
        assert eraser("来稿联系方式").run() == 1
    row.refresh_from_db()
    assert row.contact == ""


def test_an_employee_who_asks_no_more_is_forgotten_after_two_years(employee):
    with clock.at(clock.now() + timedelta(days=731)):
        assert eraser("员工作者的账号").run() == 1
        assert eraser("员工作者的账号").run() == 0
    employee.user.refresh_from_db()
    assert (employee.user.email, employee.user.is_active) == ("", False)


def test_with_a_piece_under_way_nobody_is_forgotten(employee):
    make.offered(employee)

    with clock.at(clock.now() + timedelta(days=731)):
        assert eraser("员工作者的账号").run() == 0
