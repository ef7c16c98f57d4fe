"""表决: a delegate's papers, one vote, the receipt; others find nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from association.accounts.models import User
from association.base import clock, files
from association.base.models import OutboxRow
from members.governance import meetings
from members.models import Ballot, Member, Motion
from tests.conftest import ClientFor
from tests.factories import accounts, cast, papers
from tests.factories import governance as make
from tests.pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def pei(db: None) -> User:
    """裴宁, who sits in the standing council."""
    return cast.person("delegate")


def open_vote(**fields: object) -> Motion:
    paper = files.keep(papers.licence("减免申请.pdf"), by=None)
    return make.voting(make.term(), paper=paper, text="同意减收一半。", **fields)


def at(motion: Motion) -> str:
    return reverse("members:vote", args=[motion.meeting_id])


def cast_at(motion: Motion) -> str:
    return reverse("members:ballot", args=[motion.pk])


def test_a_delegate_who_acts_for_no_company_comes_home_to_the_votes(
    pei: User, client_for: ClientFor
) -> None:
    motion = open_vote()
    page = client_for("delegate").get(reverse("portal"), follow=True)
    assert "等您表决 1 次" in words(page)
    assert str(motion.meeting) in words(page)


def test_a_vote_is_cast_and_its_receipt_stays(pei: User, client_for: ClientFor) -> None:
    motion = open_vote()
    client = client_for("delegate")
    assert "同意减收一半" in words(client.get(at(motion)))
    page = client.post(cast_at(motion), {"choice": "against"}, follow=True)
    ballot = Ballot.objects.get()
    assert (ballot.seat.user, ballot.choice) == (pei, "against")
    assert f"回执号 {ballot.receipt}" in words(page)
    assert "投出这一票" not in words(page)
    assert "现在没有要您表决的事" in words(client.get(reverse("members:votes")))


def test_without_a_choice_nothing_is_cast(pei: User, client_for: ClientFor) -> None:
    motion = open_vote()
    page = client_for("delegate").post(cast_at(motion), {})
    assert page.status_code == 422
    assert "请选择赞成、反对或弃权" in words(page)
    assert not Ballot.objects.exists()


def test_a_late_vote_is_told_that_it_was_not_taken_in(pei: User, client_for: ClientFor) -> None:
    motion = open_vote()
    client = client_for("delegate")
    with clock.at(motion.meeting.deadline + timedelta(minutes=1)):
        page = client.post(cast_at(motion), {"choice": "in_favour"})
    assert page.status_code == 422
    assert "截止，这一票没有收下" in words(page)


def test_the_recused_read_that_they_are_and_not_the_paper(
    pei: User, client_for: ClientFor, hengyuan: Member
) -> None:
    pei.seats.update(member=hengyuan)
    motion = open_vote(member=hengyuan)
    client = client_for("delegate")
    text = words(client.get(at(motion)))
    assert "您须回避" in text
    assert "同意减收一半" not in text
    assert "投出这一票" not in text
    assert client.get(reverse("members:vote_paper", args=[motion.pk])).status_code == 404
    page = client.post(cast_at(motion), {"choice": "in_favour"})
    assert "须回避" in words(page)
    assert not Ballot.objects.exists()


def test_another_body_s_vote_is_not_found(pei: User, client_for: ClientFor) -> None:
    cast.person("supervisor")
    motion = make.voting(make.term("supervisors"))
    client = client_for("delegate")
    assert client.get(at(motion)).status_code == 404
    assert client.post(cast_at(motion), {"choice": "in_favour"}).status_code == 404


def test_a_supervisor_reads_every_body_and_votes_in_the_own_alone(
    pei: User, client_for: ClientFor
) -> None:
    motion = open_vote()
    client = client_for("supervisor")
    text = words(client.get(at(motion)))
    assert "只读" in text
    assert "同意减收一半" in text
    assert "投出这一票" not in text
    assert client.post(cast_at(motion), {"choice": "in_favour"}).status_code == 404


@pytest.mark.parametrize("what", ["seat", "term"])
def test_a_supervisor_whose_time_is_over_reads_no_more(
    what: str, client_for: ClientFor, pei: User
) -> None:
    motion = open_vote()
    seat = cast.person("supervisor").seats.get()
    over = seat if what == "seat" else seat.term
    over.end = clock.today() - timedelta(days=1)
    over.save()
    assert client_for("supervisor").get(at(motion)).status_code == 404


def test_the_result_and_its_reckoning_are_read_afterwards(pei: User, client_for: ClientFor) -> None:
    motion = open_vote()
    client = client_for("delegate")
    client.post(cast_at(motion), {"choice": "in_favour"})
    meetings.close(motion.meeting, by=make.officer())
    text = words(client.get(at(motion)))
    assert "赞成 1 反对 0 弃权 0" in text
    assert "3 × 1 = 3 ≥ 2 × 1 = 2，通过" in text


def test_staff_without_a_seat_find_no_votes(client_for: ClientFor, pei: User) -> None:
    open_vote()
    assert client_for("general").get(reverse("members:votes")).status_code == 404


def test_who_acts_for_a_company_and_sits_in_a_body_has_both(antai: Member) -> None:
    user = accounts.user("安然")
    antai.representatives.create(user=user, role="admin", since=clock.now())
    make.seat(make.term(), user)
    browser = Client()
    browser.force_login(user)
    page = browser.get(reverse("members:dues"))
    names = [item.label for item in page.context["frame"]["nav"]]
    assert names[-1] == "表决"
    assert len(names) > 1


def test_delegates_are_told_once_that_a_vote_is_open(pei: User) -> None:
    User.objects.filter(pk=pei.pk).update(email="pei@example.com")
    motion = open_vote()
    rows = OutboxRow.objects.filter(object_type="members.meeting")
    assert sorted(rows.values_list("channel", flat=True)) == ["email", "portal"]
    assert set(rows.values_list("person", flat=True)) == {pei.pk}
    assert "截止" in rows[0].body
    assert str(motion.meeting) in rows[0].subject
