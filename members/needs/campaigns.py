"""A campaign: drafted, published to every member in force, closed on its day.

Cards are issued by a job, a chunk of members a transaction; the hourly turn issues what is missing,
so that whoever joins while it runs gets one as well.
"""

from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Prefetch

from association.base import audit, clock, jobs
from association.base.errors import Refused
from association.base.models import Job
from association.base.transitions import Table, Transition
from association.questionnaires import building, writing
from association.questionnaires.asking import Kind
from members.enums import CampaignState, CardState, MemberState
from members.models import Member, NeedsCampaign, NeedsCard, Representative
from members.needs import telling
from members.rules import Actor, may_keep_needs

ISSUE = "members.issue_needs_cards"
CHUNK = 50
REMIND_BEFORE = timedelta(days=3)
_FORBIDDEN = "您没有权限组织问需。请由社会工作部办理。"
_FIRST_QUESTION = {
    "label": "今年安全生产工作的重点和难点",
    "kind": Kind.PARAGRAPH,
    "required": False,
    "help": "下面再逐条写希望协会帮助的需求。",
}


def _not_ready(campaign: NeedsCampaign) -> str | None:
    if campaign.closes_on < clock.today():
        return f"截止日期 {campaign.closes_on} 已经过去，请先改日期。"
    return None


def _freeze(campaign: NeedsCampaign, *, by: Actor, reason: str) -> None:
    building.freeze(campaign.questionnaire, by=by, about=campaign)
    jobs.start(
        label=f"发出问需卡：{campaign.title}"[:120], task=ISSUE,
        params={"campaign": campaign.pk}, by=by,
    )  # fmt: skip


CAMPAIGNS = Table(
    transitions=(
        Transition(
            "publish", "发布问需", (CampaignState.DRAFT,), CampaignState.OPEN,
            may=may_keep_needs, guard=_not_ready, effect=_freeze,
            sets=lambda by: {"published_at": clock.now()},
        ),
        Transition(
            "close", "截止问需", (CampaignState.OPEN,), CampaignState.CLOSED,
            may=may_keep_needs, stops=True,
        ),
    ),
    states=CampaignState,
)  # fmt: skip


@transaction.atomic
def draft(
    *, title: str, opens_on: date, closes_on: date, by: Actor, intro: str = ""
) -> NeedsCampaign:
    """With the questions of the last campaign, or with one to begin from. Raises Refused."""
    if not may_keep_needs(by):
        raise Refused(_FORBIDDEN)
    title = _checked(title, opens_on, closes_on)
    last = NeedsCampaign.objects.select_related("questionnaire").first()
    if last:
        asked = building.copy(last.questionnaire, by=by, title=title)
    else:
        asked = building.draft(title=title, by=by)
        building.add_question(asked, fields=_FIRST_QUESTION, by=by)
    row = NeedsCampaign.objects.create(
        title=title, intro=intro.strip(), questionnaire=asked, opens_on=opens_on,
        closes_on=closes_on,
    )  # fmt: skip
    audit.record(row, "起草问需", by=by, after=_told(row))
    return row


@transaction.atomic
def amend(
    campaign: NeedsCampaign,
    *,
    title: str,
    intro: str,
    opens_on: date,
    closes_on: date,
    by: Actor,
) -> None:
    """All of a draft; of an open one the last day alone may still move. Raises Refused."""
    if not may_keep_needs(by):
        raise Refused(_FORBIDDEN)
    row = NeedsCampaign.objects.select_for_update().get(pk=campaign.pk)
    title = _checked(title, opens_on, closes_on)
    if row.state == CampaignState.CLOSED:
        raise Refused("问需已经截止，不能再改。")
    if row.state == CampaignState.OPEN and opens_on != row.opens_on:
        raise Refused("已经发布，开始日期不能再改。", field="opens_on")
    before = _told(row)
    row.title, row.intro, row.opens_on = title, intro.strip(), opens_on
    if closes_on != row.closes_on:
        row.closes_on, row.reminded_on = closes_on, None
    row.save(update_fields=["title", "intro", "opens_on", "closes_on", "reminded_on"])
    audit.record(row, "修改问需", by=by, before=before, after=_told(row))
    campaign.refresh_from_db()


def _checked(title: str, opens_on: date, closes_on: date) -> str:
    title = " ".join(title.split())
    if not title:
        raise Refused("请填标题。", field="title")
    if closes_on < opens_on:
        raise Refused("截止日期早于开始日期，请核对。", field="closes_on")
    if closes_on < clock.today():
        raise Refused("截止日期已经过去，请填今天或以后的日期。", field="closes_on")
    return title


def _told(row: NeedsCampaign) -> dict[str, str]:
    return {"标题": row.title, "时间": telling.of_campaign(row)}


def publish(campaign: NeedsCampaign, *, by: Actor) -> None:
    """Freezes the questions and has the cards issued. Raises Refused."""
    CAMPAIGNS.perform(campaign, "publish", by=by)
    campaign.refresh_from_db()


def close(campaign: NeedsCampaign, *, by: Actor) -> None:
    CAMPAIGNS.perform(campaign, "close", by=by)


# --- The cards ----------------------------------------------------------------------------------
def issue(job: Job) -> None:
    """The job's work."""
    campaign = NeedsCampaign.objects.get(pk=job.params["campaign"])
    count = issue_missing(campaign, ours=lambda: jobs.still_ours(job))
    job.message = f"发出 {count} 张问需卡。"


def _nobody_else() -> None:
    """No job: the lock on the campaign is enough."""


def issue_missing(campaign: NeedsCampaign, *, ours: Callable[[], None] = _nobody_else) -> int:
    """A card for each member in force that has none, and word of it; how many."""
    count = 0
    while issued := _issue_some(campaign, ours):
        count += issued
    return count


@transaction.atomic
def _issue_some(campaign: NeedsCampaign, ours: Callable[[], None]) -> int:
    ours()
    row = NeedsCampaign.objects.select_for_update(of=("self",)).select_related("questionnaire")
    campaign = row.get(pk=campaign.pk)
    if campaign.state != CampaignState.OPEN:
        return 0
    acting = Representative.objects.filter(ended_at=None).select_related("user")
    members = (
        Member.objects.filter(state=MemberState.ACTIVE)
        .exclude(needs_cards__campaign=campaign)
        .prefetch_related(Prefetch("representatives", acting))
        .order_by("pk")[:CHUNK]
    )
    count = 0
    for member in members:
        response = writing.begin(campaign.questionnaire, by=None, about=campaign)
        card = NeedsCard.objects.create(
            campaign=campaign, member=member, response=response, issued_at=clock.now()
        )
        telling.issued(card)
        count += 1
    if count:
        audit.record(campaign, "发出问需卡", by=None, after={"张数": count})
    return count


# --- What comes with time -------------------------------------------------------------------------
def turn() -> int:
    """Hourly: closes what is over, issues what is missing, reminds before the end; how many cards."""
    today, count = clock.today(), 0
    for campaign in NeedsCampaign.objects.filter(state=CampaignState.OPEN):
        if campaign.closes_on < today:
            close(campaign, by=None)
            continue
        count += issue_missing(campaign)
        if campaign.closes_on - REMIND_BEFORE <= today:
            remind(campaign)
    return count


@transaction.atomic
def remind(campaign: NeedsCampaign) -> int:
    """Whoever hasn't signed, once a last day; how many companies."""
    row = NeedsCampaign.objects.select_for_update().get(pk=campaign.pk)
    if row.reminded_on:
        return 0
    row.reminded_on = clock.today()
    row.save(update_fields=["reminded_on"])
    acting = Representative.objects.filter(ended_at=None).select_related("user")
    unsigned = row.cards.filter(state=CardState.OPEN, member__state=MemberState.ACTIVE)
    cards = list(
        unsigned.select_related("member", "campaign").prefetch_related(
            Prefetch("member__representatives", acting)
        )
    )
    for card in cards:
        telling.reminded(card)
    audit.record(row, "提醒签交问需卡", by=None, after={"单位": len(cards)})
    return len(cards)
