"""Needs campaigns, cards and needs, made through the doors by whoever may."""

from datetime import datetime, timedelta
from typing import Any

from association.accounts.models import User
from association.base import clock
from association.questionnaires import building, writing
from association.questionnaires.asking import Kind
from members.enums import CardState, NeedsMeetingKind, WantedForm
from members.models import Member, Need, NeedsCampaign, NeedsCard, NeedsMeeting, NeedTopic
from members.needs import campaigns, cards, meetings, triage
from tests.factories import cast, members

TITLE = "会员服务问需卡"


def topic(name: str = "隐患排查") -> NeedTopic:
    return NeedTopic.objects.get_or_create(name=name)[0]


def draft(*, days: int = 20, **told: Any) -> NeedsCampaign:
    today = clock.today()
    return campaigns.draft(
        **{
            "title": TITLE, "opens_on": today, "closes_on": today + timedelta(days=days),
            "by": cast.person("social"), **told,
        }
    )  # fmt: skip


def published(**told: Any) -> NeedsCampaign:
    """Open, and every card issued."""
    row = draft(**told)
    campaigns.publish(row, by=cast.person("social"))
    campaigns.issue_missing(row)
    return row


def asks(row: NeedsCampaign, **told: Any) -> None:
    """One more question of a draft."""
    fields = {"label": "职工人数", "kind": Kind.NUMBER, "required": True, "unit": "人", **told}
    building.add_question(row.questionnaire, fields=fields, by=None)


def admin(of: Member) -> User:
    found = of.representatives.filter(ended_at=None, role="admin").first()
    return found.user if found else members.representative(of).user


def card(of: Member, campaign: NeedsCampaign | None = None) -> NeedsCard:
    """This company's, to be written in."""
    admin(of)
    found = campaign or NeedsCampaign.objects.filter(state="open").first() or published()
    campaigns.issue_missing(found)
    return found.cards.get(member=of)


def row(text: str = "帮我们看看喷涂车间的通风", about: str = "隐患排查", **told: Any) -> cards.Row:
    return cards.Row(**{"text": text, "topic": topic(about), "wanted_form": WantedForm.ANY, **told})


def written(of: Member, *rows: cards.Row) -> NeedsCard:
    found = card(of)
    by = admin(of)
    writing.keep(found.response, values={}, saves=found.response.saves, by=by, about=found)
    cards.write(found, rows=rows or [row()], by=by)
    return found


def signed(of: Member, *rows: cards.Row) -> NeedsCard:
    found = written(of, *rows)
    if found.state != CardState.SIGNED:
        cards.sign(found, by=admin(of))
    return found


def need(of: Member, text: str = "帮我们看看喷涂车间的通风", about: str = "隐患排查") -> Need:
    """On a signed card, in nobody's hands."""
    return signed(of, row(text, about)).needs.latest("pk")


def assigned(of: Member, to: str = "business", **told: Any) -> Need:
    found = told.pop("need", None) or need(of)
    owner = cast.person(to)
    triage.assign(found, department=owner.department, owner=owner, by=cast.person("social"), **told)
    return found


def answered(of: Member, text: str = "已安排专家上门。", to: str = "business") -> Need:
    found = assigned(of, to)
    triage.answer(found, text=text, by=cast.person(to))
    return found


def tomorrow(hour: int = 10) -> datetime:
    day = clock.now().astimezone(clock.TZ) + timedelta(days=1)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def meeting(*needs: Need, **told: Any) -> NeedsMeeting:
    facts = {
        "kind": NeedsMeetingKind.GROUP if len(needs) > 1 else NeedsMeetingKind.ONE_TO_ONE,
        "at": tomorrow(), "until": tomorrow(11), "place": "协会三层会议室", "cap": 6,
        "host": cast.person("business"), "by": cast.person("social"),
    }  # fmt: skip
    return meetings.arrange(needs, **{**facts, **told})
