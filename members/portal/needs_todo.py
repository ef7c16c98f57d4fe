"""What a company's first page says of its needs: a card to be filled in, talks to answer.

Both are read within a query that the page makes anyway: ``ArraySubquery(cards(member))``.
"""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from association.base import clock
from members.dues import reasons
from members.enums import Attends, CampaignState, CardState, NeedsMeetingKind, NeedsMeetingState
from members.models import Member, NeedsCard, NeedsMeeting

Told = list[dict[str, Any]]


def cards(member: Member) -> QuerySet[Any, Any]:
    today = clock.today()
    rows = NeedsCard.objects.filter(
        member=member, state=CardState.OPEN, campaign__state=CampaignState.OPEN,
        campaign__opens_on__lte=today, campaign__closes_on__gte=today,
    )  # fmt: skip
    return rows.order_by("campaign__closes_on", "pk").values(
        told=JSONObject(
            pk="pk", title="campaign__title", until="campaign__closes_on", written=written()
        )
    )


def written() -> Exists:
    """Whether anything stands in a card: a save alone, as that of a refused signature, is none."""
    rows = NeedsCard.objects.filter(pk=OuterRef("pk"))
    return Exists(
        rows.filter(
            ~Q(response__values={}) | Q(response__files__isnull=False) | Q(needs__isnull=False)
        )
    )


def talks(member: Member) -> QuerySet[Any, Any]:
    mine = NeedsMeeting.objects.filter(
        invited__need__card__member=member, invited__reply=Attends.ASKED
    )
    rows = NeedsMeeting.objects.filter(
        pk__in=mine.values("pk"), state=NeedsMeetingState.PLANNED, at__gt=clock.now()
    )
    return rows.order_by("at", "pk").values(
        told=JSONObject(pk="pk", topic="topic__name", kind="kind", at="at", place="place")
    )


def todo(cards: Told, talks: Told) -> Told:
    """What the two have found, as ``ui/task.html`` wants it."""
    return [*map(_card, cards), *map(_talk, talks)]


def _card(row: dict[str, Any]) -> dict[str, Any]:
    until = date.fromisoformat(row["until"])
    return {
        "title": f"填写：{row['title']}",
        "text": "已有同事填过，请核对后由单位管理员签交。"
        if row["written"]
        else "写下希望协会帮助的事，几位同事可以一起填，由单位管理员签交。",
        "meta": "社会工作部",
        "url": reverse("members:needs_card", args=[row["pk"]]),
        "action": "填问需卡",
        "on": until,
        "days": (until - clock.today()).days,
    }


def _talk(row: dict[str, Any]) -> dict[str, Any]:
    at = parse_datetime(row["at"])
    assert at is not None
    local = at.astimezone(clock.TZ)
    named = f"{row['topic']}{NeedsMeetingKind(row['kind']).label}"
    return {
        "title": f"回复是否参加：{named}",
        "text": f"{reasons.plain(local.date())} {local:%H:%M}，{row['place'] or '线上'}。",
        "meta": "问需",
        "url": reverse("members:needs_meeting", args=[row["pk"]]),
        "action": "去回复",
        "on": local.date(),
        "days": (local.date() - clock.today()).days,
    }
