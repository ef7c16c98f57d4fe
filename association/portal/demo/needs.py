"""The demo's needs cards: a campaign that runs, needs on their way, a talk of three."""

from datetime import timedelta

from association.accounts.models import User
from association.base import clock
from association.questionnaires import writing
from members.enums import NeedsMeetingKind, WantedForm
from members.models import Need, NeedsCampaign, NeedTopic, Representative
from members.needs import campaigns, cards, meetings, triage

WISHES = (
    (("隐患排查", "储罐区和装卸口请专家来看一次，重点是静电接地。", WantedForm.ONE),
     ("培训", "班组长换了一半，希望有半天的双重预防机制课程。", WantedForm.GROUP),
     ("保险", "安责险的事故预防服务费怎么用，想看看别家的做法。", WantedForm.WRITTEN)),
    (("隐患排查", "施工现场临时用电总有老问题，希望一起看看好的做法。", WantedForm.GROUP),
     ("政策咨询", "新的重大事故隐患判定标准，哪些条款适用于我们？", WantedForm.WRITTEN)),
    (("隐患排查", "热力管沟有限空间作业的检查表，请帮我们核一核。", WantedForm.ANY),),
)  # fmt: skip


def tell(acting: list[Representative], *, social: User, business: User, safety: User) -> None:
    """Three companies have signed, the others still write; a first need is answered and judged."""
    today = clock.today()
    with clock.at(clock.now() - timedelta(days=8)):
        campaign = campaigns.draft(
            title=f"{today.year} 年会员服务问需", opens_on=clock.today(),
            closes_on=today + timedelta(days=12), by=social,
            intro="请写下今年最希望协会帮助的事。每条都有部门承办，十个工作日内答复。",
        )  # fmt: skip
        campaigns.publish(campaign, by=social)
        campaigns.issue_missing(campaign)
    with clock.at(clock.now() - timedelta(days=6)):
        signed = [
            _signed(campaign, one, wishes) for one, wishes in zip(acting, WISHES, strict=False)
        ]
    _on_their_way(signed, acting[0], social=social, business=business, safety=safety)


def _signed(
    campaign: NeedsCampaign, one: Representative, wishes: tuple[tuple[str, str, WantedForm], ...]
) -> list[Need]:
    card = campaign.cards.get(member=one.member)
    response, by = card.response, one.user
    writing.keep(
        response, values={"q1": "人员变动大，外来施工多。"}, saves=response.saves, by=by, about=card
    )
    topics = {topic.name: topic for topic in NeedTopic.objects.all()}
    rows = [
        cards.Row(text=text, topic=topics[name], wanted_form=form) for name, text, form in wishes
    ]
    cards.write(card, rows=rows, by=by)
    cards.sign(card, by=by)
    return list(card.needs.all())


def _on_their_way(
    signed: list[list[Need]],
    first: Representative,
    *,
    social: User,
    business: User,
    safety: User,
) -> None:
    inspect, lesson, insurance = signed[0]
    assert business.department is not None
    with clock.at(clock.now() - timedelta(days=5)):
        for need in (lesson, insurance):
            triage.assign(need, department=business.department, owner=business, by=social)
    with clock.at(clock.now() - timedelta(days=2)):
        triage.answer(
            insurance,
            by=business,
            text="已把三家单位的做法整理成两页，随信寄上；服务费可用于隐患排查和培训。",
        )
        triage.judge(insurance, satisfied=True, comment="很实用", by=first.user)
    at = (clock.now() + timedelta(days=3)).replace(hour=14, minute=0, second=0, microsecond=0)
    meetings.arrange(
        [inspect, *(each[0] for each in signed[1:])], kind=NeedsMeetingKind.GROUP, at=at,
        until=at + timedelta(hours=2), place="协会三层会议室", cap=6, host=safety, by=social,
    )  # fmt: skip
