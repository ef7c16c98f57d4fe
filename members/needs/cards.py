"""A company's card: written by any of its people, signed by its 单位管理员, opened again by staff."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from association.base import audit, clock
from association.base.errors import Refused
from association.base.models import AuditEntry
from association.base.transitions import Table, Transition
from association.questionnaires import writing
from members.enums import CampaignState, CardState, NeedState
from members.models import Need, NeedsCampaign, NeedsCard, NeedTopic
from members.needs import telling
from members.rules import Actor, administers, may_keep_needs, represents

MOST = 20
CARDS = Table(
    transitions=(
        Transition(
            "sign", "签交问需卡", (CardState.OPEN,), CardState.SIGNED,
            may=lambda user, card: administers(user, card.member),
        ),
        Transition(
            "reopen", "退回问需卡", (CardState.SIGNED,), CardState.OPEN,
            may=may_keep_needs, reason_needed=True,
        ),
    ),
    states=CardState,
    about=lambda card: card.member,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A need as it was typed. ``pk`` names the one that it changes; without text that one goes."""

    text: str
    topic: NeedTopic | None
    wanted_form: str
    pk: int | None = None


def is_open(campaign: NeedsCampaign) -> bool:
    """May be written in today, whether or not the hourly turn has closed it yet."""
    open_ = campaign.state == CampaignState.OPEN
    return open_ and campaign.opens_on <= clock.today() <= campaign.closes_on


def check(card: NeedsCard, *, by: Actor) -> NeedsCard:
    """The card, locked, to be written in by this person now. Raises Refused."""
    rows = NeedsCard.objects.select_for_update(of=("self",))
    locked = rows.select_related("campaign", "member").get(pk=card.pk)
    if not represents(by, locked.member):
        raise Refused("只有本单位的用户可以填写问需卡。")
    if not is_open(locked.campaign):
        raise Refused(_why_closed(locked.campaign))
    if locked.state != CardState.OPEN:
        raise Refused("问需卡已经签交，不能再改。要改，请与社会工作部联系。")
    return locked


def _why_closed(campaign: NeedsCampaign) -> str:
    if clock.today() < campaign.opens_on:
        return f"“{campaign}”从 {campaign.opens_on} 起填写。"
    return f"“{campaign}”已经截止（{campaign.closes_on}），不能再填写。请与社会工作部联系。"


@transaction.atomic
def write(card: NeedsCard, *, rows: Iterable[Row], by: Actor) -> None:
    """What was typed becomes the card's needs. One that isn't among them stays: a colleague may
    have written it meanwhile. What staff have taken in hand can't be changed. Raises Refused."""
    locked = check(card, by=by)
    known = {need.pk: need for need in locked.needs.all()}
    changed = []
    for row in rows:
        need = known.get(row.pk) if row.pk else None
        if need and need.state != NeedState.NEW:
            _leave(need, row)
        elif row.text.strip():
            changed += _put(locked, need, row)
        elif need:
            changed.append(f"去掉：{need}")
            need.delete()
    if locked.needs.count() > MOST:
        raise Refused(f"一张卡最多 {MOST} 条需求，请合并相近的。")
    if changed:
        audit.record(card, "填写需求", by=by, after={"需求": "；".join(changed)}, about=card)


def _leave(need: Need, row: Row) -> None:
    """From a page that was opened before staff took it in hand: it stays, and is no second need."""
    as_it_is = need.text, need.topic, need.wanted_form
    if row.text.strip() and (row.text.strip(), row.topic, row.wanted_form) != as_it_is:
        raise Refused(f"“{need.text[:20]}”已经分办，不能再改。要补充，请另写一条。")


def _put(card: NeedsCard, need: Need | None, row: Row) -> list[str]:
    """A new one or a changed one; what the audit says of it, nothing if it is as it was."""
    text = row.text.strip()
    if row.topic is None:
        raise Refused(f"“{text[:20]}”还没有选类别。", field="topic")
    if need is None:
        last = card.needs.aggregate(last=Max("position"))["last"] or 0
        need = Need(card=card, position=last + 1)
    elif (need.text, need.topic_id, need.wanted_form) == (text, row.topic.pk, row.wanted_form):
        return []
    need.text, need.topic, need.wanted_form = text, row.topic, row.wanted_form
    need.since = clock.now()
    need.save()
    return [str(need)]


@transaction.atomic
def sign(card: NeedsCard, *, by: Actor) -> None:
    """Hands it in as it stands. Raises Refused: not a 单位管理员, no need on it, over; Wrong with all
    that the questions lack."""
    locked = check(card, by=by)
    if not administers(by, locked.member):
        raise Refused("问需卡由本单位的单位管理员签交。您填写的已经保存。")
    if not locked.needs.exists():
        raise Refused("还没有写需求，请至少写一条再签交。")
    writing.sign(locked.response, by=by, about=card)
    locked.needs.filter(state=NeedState.NEW).update(since=clock.now())
    CARDS.perform(locked, "sign", by=by)
    card.refresh_from_db()


@transaction.atomic
def reopen(card: NeedsCard, *, by: Actor, reason: str) -> None:
    """Until the last day, to be completed; needs already in hand go on. Raises Refused."""
    rows = NeedsCard.objects.select_for_update(of=("self",))
    locked = rows.select_related("campaign", "member").get(pk=card.pk)
    if not is_open(locked.campaign):
        raise Refused(f"{_why_closed(locked.campaign)}已签交的卡不能再退回。")
    CARDS.perform(locked, "reopen", by=by, reason=reason)
    writing.reopen(locked.response, by=by, reason=reason, about=card)
    telling.reopened(locked, reason=reason.strip())
    card.refresh_from_db()


def history(card: NeedsCard) -> QuerySet[AuditEntry]:
    """Who wrote, signed, opened again; newest first."""
    label, key = card._meta.label_lower, str(card.pk)
    return AuditEntry.objects.filter(
        Q(about_type=label, about_id=key) | Q(object_type=label, object_id=key)
    ).order_by("-id")
