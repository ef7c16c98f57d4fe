"""Needs at the desk: lists behind numbers, one need, talks, a campaign's board and workbook."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from association.base import clock, sheets
from members.enums import CampaignState, NeedState
from members.models import Member, NeedsCampaign, Service
from members.needs import figures, meetings
from tests.conftest import ClientFor
from tests.factories import cast, needs
from tests.pages import main, words

pytestmark = pytest.mark.django_db

NEEDS = reverse("admin:members_needs")
ADD = reverse("admin:members_needs_meeting_add")


def test_the_queues_say_how_old_and_open_what_they_count(
    antai: Member, guanghe: Member, client_for: ClientFor
) -> None:
    needs.need(antai)
    late = needs.assigned(guanghe)
    with clock.at(late.due_on + timedelta(days=1)):
        assert "待分办需求 1" in words(client_for("social").get(reverse("admin:index")))
        kong = client_for("business")
        assert "我要答复的需求 1 1 条超期" in words(kong.get(reverse("admin:index")))
        mine = kong.get(f"{NEEDS}?view=mine")
    assert guanghe.name in main(mine)
    assert antai.name not in main(mine)


def test_the_list_is_narrowed(antai: Member, guanghe: Member, client_for: ClientFor) -> None:
    Member.objects.filter(pk=antai.pk).update(district="110105")
    Member.objects.filter(pk=guanghe.pk).update(district="110108")
    first, second = needs.need(antai), needs.need(guanghe, about="保险")
    browser = client_for("social")
    for asked, found in (
        ("view=new", {first, second}),
        (f"topic={first.topic_id}", {first}),
        ("area=110108", {second}),
        ("q=安泰", {first}),
        ("view=overdue", set()),
        ("view=nonsense", {first, second}),
    ):
        text = main(browser.get(f"{NEEDS}?{asked}"))
        for need in (first, second):
            here = reverse("admin:members_need", args=[need.pk])
            assert (here in text) is (need in found), asked


def test_a_need_is_assigned_on_its_page_and_a_bad_day_keeps_what_was_typed(
    antai: Member, client_for: ClientFor
) -> None:
    need, kong = needs.need(antai), cast.person("business")
    here = reverse("admin:members_need", args=[need.pk])
    browser = client_for("social")
    sent = {"act": "assign", "department": kong.department_id, "owner": kong.pk}
    refused = browser.post(here, {**sent, "due_on": "2020-01-01"})
    assert refused.status_code == 422
    assert "答复期限已经过去" in words(refused)
    assert "2020-01-01" in main(refused)
    assert browser.post(here, sent).status_code == 302
    answer = client_for("business").post(here, {"act": "answer", "text": "下周上门。"})
    assert answer.status_code == 302
    need.refresh_from_db()
    assert need.answer == "下周上门。"


def test_who_is_not_in_charge_finds_nothing_to_do(antai: Member, client_for: ClientFor) -> None:
    need = needs.assigned(antai)
    here = reverse("admin:members_need", args=[need.pk])
    page = client_for("finance").get(here)
    assert "答复单位" not in words(page)
    assert client_for("finance").post(here, {"act": "answer", "text": "好"}).status_code == 422
    need.refresh_from_db()
    assert not need.answer


def test_an_owner_who_left_is_shown_to_who_assigns(antai: Member, client_for: ClientFor) -> None:
    needs.assigned(antai)
    kong = cast.person("business")
    kong.is_active = False
    kong.save()
    browser = client_for("social")
    assert "承办人已停用的需求 1" in words(browser.get(reverse("admin:index")))
    assert "孔维（已停用）" in words(browser.get(f"{NEEDS}?view=ownerless"))


def test_picked_needs_become_one_talk_and_too_many_are_refused(
    antai: Member, hengyuan: Member, guanghe: Member, client_for: ClientFor
) -> None:
    three = [needs.need(of).pk for of in (antai, hengyuan, guanghe)]
    browser, kong = client_for("social"), cast.person("business")
    page = browser.get(ADD, {"need": three})
    assert words(page).count("隐患排查") == 3
    sent = {
        "need": three, "kind": "group", "cap": 2, "place": "三层会议室", "link": "",
        "host": kong.pk, "at": f"{needs.tomorrow():%Y-%m-%dT%H:%M}",
        "until": f"{needs.tomorrow(11):%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    refused = browser.post(ADD, sent)
    assert refused.status_code == 422
    assert "最多 2 家" in words(refused)
    assert "三层会议室" in main(refused)
    answer = browser.post(ADD, {**sent, "cap": 3})
    assert answer.status_code == 302
    talk = client_for("business").get(answer["Location"])
    assert words(talk).count("待回复") == 3


def test_a_campaign_is_written_question_by_question_and_published(
    antai: Member, client_for: ClientFor
) -> None:
    browser, today = client_for("social"), clock.today()
    answer = browser.post(
        reverse("admin:members_needs_campaign_add"),
        {"title": "上半年问需", "opens_on": today, "closes_on": today + timedelta(days=9)},
    )
    here = answer["Location"]
    row = NeedsCampaign.objects.get()
    added = browser.post(here, {"act": "add", "label": "职工人数", "kind": "number", "places": "0"})
    assert added.status_code == 302
    assert "职工人数" in words(browser.get(here))
    step = reverse("admin:members_needs_campaign_step", args=[row.pk])
    assert browser.post(step, {"act": "publish"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "open"
    assert (
        browser.post(here, {"act": "add", "label": "再来一问", "kind": "text"}).status_code == 200
    )
    assert row.questionnaire.questions.count() == 2


def test_the_boards_numbers_open_lists_of_as_many(
    antai: Member, guanghe: Member, client_for: ClientFor
) -> None:
    Member.objects.filter(pk=antai.pk).update(district="110105")
    needs.answered(antai)
    needs.card(guanghe)
    row = NeedsCampaign.objects.get()
    found = figures.rates(row)
    assert (found.issued, found.written, found.signed, found.needs) == (2, 1, 1, 1)
    assert (found.returned_share, found.answered_share) == ("50%", "100%")
    browser = client_for("head")
    board = browser.get(reverse("admin:members_needs_campaign", args=[row.pk]))
    link = f"{NEEDS}?view=all&amp;campaign={row.pk}&amp;topic={needs.topic().pk}&amp;area=110105"
    assert f'href="{link}">1</a>' in main(board)
    assert "共 1 条" in words(browser.get(link.replace("&amp;", "&")))
    cards = reverse("admin:members_needs_cards", args=[row.pk])
    assert "共 1 张" in words(browser.get(f"{cards}?state=signed"))
    assert "共 2 张" in words(browser.get(cards))
    by_type = browser.get(f"{board.request['PATH_INFO']}?by=type")
    assert "民营" in words(by_type)


def test_the_workbook_has_every_need_with_its_answer(antai: Member, client_for: ClientFor) -> None:
    needs.answered(antai)
    row = NeedsCampaign.objects.get()
    here = reverse("admin:members_needs_workbook", args=[row.pk])
    browser = client_for("social")
    data = browser.get(here).getvalue()
    columns = {"unit": ("单位",), "answer": ("答复",), "state": ("状态",)}
    listed = sheets.read(data, columns=columns, sheet="需求")
    assert listed.others == ("概况", "发卡和签交", "类别和所在区", "类别和单位类型")
    [line] = listed.rows
    assert (line.text("unit"), line.text("answer")) == (antai.name, "已安排专家上门。")
    answers = browser.get(f"{here}?of=answers").getvalue()
    asked = {"unit": ("单位",), "weight": ("今年安全生产工作的重点和难点",)}
    [line] = sheets.read(answers, columns=asked).rows
    assert line.text("unit") == antai.name


def test_a_company_that_declined_takes_no_place_in_the_list_of_talks(
    antai: Member, guanghe: Member, client_for: ClientFor
) -> None:
    talk = needs.meeting(needs.need(antai), needs.need(guanghe), cap=2)
    meetings.reply(talk, antai, attends=False, by=needs.admin(antai))
    listed = words(client_for("social").get(reverse("admin:members_needs_meetings")))
    assert "1 / 2" in listed


def test_the_host_answers_what_is_theirs_and_the_talk_is_noted(
    antai: Member, guanghe: Member, client_for: ClientFor
) -> None:
    """A need that another department has in hand stays there."""
    mine, others = needs.assigned(antai), needs.assigned(guanghe, "training")
    talk = needs.meeting(mine, others)
    here = reverse("admin:members_needs_meeting", args=[talk.pk])
    browser = client_for("business")
    with clock.at(talk.until):
        shown = words(browser.get(here))
        assert f"给{antai.name}的答复" in shown
        assert f"给{guanghe.name}的答复" not in shown
        told = {"act": "hold", "minutes": "谈了通风", f"need-{mine.pk}": "下周上门"}
        assert browser.post(here, told).status_code == 302
    mine.refresh_from_db()
    others.refresh_from_db()
    assert (mine.state, others.state) == (NeedState.ANSWERED, NeedState.ASSIGNED)


def test_an_empty_step_publishes_no_campaign(client_for: ClientFor) -> None:
    row = needs.draft()
    there = reverse("admin:members_needs_campaign_step", args=[row.pk])
    assert client_for("social").post(there, {}).status_code == 404
    row.refresh_from_db()
    assert row.state == CampaignState.DRAFT


def test_only_services_of_the_own_department_are_offered_for_an_order(
    antai: Member, client_for: ClientFor
) -> None:
    need = needs.assigned(antai)
    own = cast.person("business").department
    other = Service.objects.exclude(department=own).filter(offered=True).first()
    assert other
    browser, here = client_for("business"), reverse("admin:members_need", args=[need.pk])
    shown = main(browser.get(here))
    for service in Service.objects.filter(offered=True):
        assert (f">{service}</option>" in shown) == (service.department == own), service
    refused = browser.post(here, {"act": "order", "service": other.pk})
    assert refused.status_code == 422
    assert "只有本单位的用户" not in words(refused)
    need.refresh_from_db()
    assert need.order is None


def test_the_list_of_campaigns_asks_as_often_however_many_there_are(
    antai: Member, client_for: ClientFor
) -> None:
    browser, here = client_for("social"), reverse("admin:members_needs_campaigns")

    def asked() -> int:
        browser.get(here)
        with CaptureQueriesContext(connection) as queries:
            browser.get(here)
        return len(queries)

    needs.answered(antai)
    few = asked()
    for title in ("上半年问需", "下半年问需"):
        needs.published(title=title)
    assert asked() == few
    listed = words(browser.get(here))
    assert "1 100% 1 100%" in listed
    assert "1 0% 0 —" in listed
