import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.models import Member
from tests.conftest import ClientFor
from tests.factories import cast, people
from tests.factories import training as make
from tests.pages import links, main, words
from training.models import Team

pytestmark = pytest.mark.django_db

TEAMS = reverse("admin:training_teams")


def test_a_team_is_entered_with_its_member_by_number_or_name(
    client_for: ClientFor, antai: Member
) -> None:
    browser, there = client_for("training"), reverse("admin:training_team_add")
    for name, member in (("青石救援队", antai.number), ("飞瀑救援队", antai.name)):
        browser.post(there, {"name": name, "member": member})
    assert list(Team.objects.values_list("member", flat=True)) == [antai.pk] * 2
    answer = browser.post(there, {"name": "无名队", "member": "没有的单位"})
    assert answer.status_code == 422
    assert "登记里没有“没有的单位”" in words(answer)


def test_teams_are_found_by_name_member_and_place(client_for: ClientFor, antai: Member) -> None:
    first = make.team("青石救援队", member=antai)
    second = make.team("飞瀑救援队", address="怀柔")
    browser = client_for("head")
    for asked, found in (("", {first, second}), ("q=安泰", {first}), ("q=怀柔", {second})):
        page = main(browser.get(f"{TEAMS}?{asked}"))
        assert {row for row in (first, second) if row.name in page} == found, asked


def test_a_long_list_costs_the_queries_of_a_short_one(client_for: ClientFor) -> None:
    browser = client_for("training")

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            browser.get(TEAMS)
        return len(asked)

    make.contact(make.team())
    browser.get(TEAMS)
    few = cost()
    for _ in range(10):
        make.contact(make.team())
    assert cost() == few


def test_the_first_contact_is_invited_at_the_desk_by_a_link_shown_once(
    client_for: ClientFor,
) -> None:
    team = make.team()
    browser, there = client_for("training"), reverse("admin:training_team", args=[team.pk])
    page = browser.post(there, {"name": "阮青", "mobile": people.mobile()}, follow=True)
    assert "/team/welcome/" in main(page)
    again = browser.get(there)
    assert "/team/welcome/" not in main(again)
    assert "等待接受 阮青" in words(again)
    revoke = reverse(
        "admin:training_team_invitation_revoke", args=[team.pk, team.invitations.get().pk]
    )
    assert "已撤回给阮青的邀请" in words(browser.post(revoke, follow=True))


def test_a_contact_is_ended_and_a_team_retired_with_a_reason(client_for: ClientFor) -> None:
    cast.person("team_contact")
    team = cast.team("chenling")
    browser, contact = client_for("training"), team.contacts.get()
    end = reverse("admin:training_team_contact_end", args=[team.pk, contact.pk])
    assert browser.post(end, {"reason": ""}).status_code == 422
    browser.post(end, {"reason": "离队"})
    contact.refresh_from_db()
    assert contact.ended_at
    browser.post(reverse("admin:training_team_retire", args=[team.pk]), {"reason": "撤编"})
    team.refresh_from_db()
    assert not team.active


def test_who_only_looks_is_offered_nothing_to_do(client_for: ClientFor) -> None:
    team = make.team()
    page = client_for("head").get(reverse("admin:training_team", args=[team.pk]))
    assert "生成邀请链接" not in words(page)
    assert reverse("admin:training_team_edit", args=[team.pk]) not in links(page)
