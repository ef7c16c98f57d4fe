"""Whom a needs card concerns is told: a company's people in the portal and by mail, an owner by
mail. Owed in the transaction of the act, once."""

from datetime import date

from django.db.models import Model

from association.base import clock, outbox
from association.base.models import OutboxRow
from members.models import Member, Need, NeedsCampaign, NeedsCard, NeedsMeeting

Channel = OutboxRow.Channel


def issued(card: NeedsCard) -> None:
    campaign = card.campaign
    until = f"{campaign.closes_on:%Y-%m-%d}"
    early = campaign.opens_on > clock.today()
    begun = f"从 {campaign.opens_on:%Y-%m-%d} 起填写" if early else "已开始"
    body = (
        f"{campaign.title}{begun}，请在 {until} 前（含当日）填好。登录会员服务，打开“服务 › 问需和答复”，本单位几位用户"
        f"可以一起填，由单位管理员签交。\n\n{campaign.intro}"
    )
    members_people(
        card.member, obj=card, rule="needs.issued", due_on=campaign.closes_on,
        subject=f"请填写：{campaign.title}", body=body.strip(),
    )  # fmt: skip


def reminded(card: NeedsCard) -> None:
    until = card.campaign.closes_on
    body = (
        f"{card.campaign.title}将于 {until:%Y-%m-%d} 截止（含当日），贵单位的问需卡还没有签交。"
        "请登录会员服务，打开“服务 › 问需和答复”，填好后由单位管理员签交。"
    )
    members_people(
        card.member, obj=card, rule="needs.reminded", due_on=until,
        subject=f"即将截止：{card.campaign.title}", body=body,
    )  # fmt: skip


def reopened(card: NeedsCard, *, reason: str) -> None:
    body = f"请按下面的说明修改，改好后由单位管理员重新签交。\n\n{reason}"
    members_people(
        card.member, obj=card, rule=_now("needs.reopened"), due_on=clock.today(),
        subject=f"请补充：{card.campaign.title}", body=body,
    )  # fmt: skip


def assigned(need: Need) -> None:
    """The owner, by mail; the 工作台 tells it as well."""
    owner = need.owner
    assert owner is not None
    if owner.email:
        outbox.enqueue(
            rule=_now("needs.assigned"), obj=need, due_on=need.due_on or clock.today(),
            channel=Channel.EMAIL, recipient_key=f"user:{owner.pk}", person=owner,
            address=owner.email, about=need.card.member,
            subject=f"分办给您：{need.card.member.name}的需求",
            body=f"{need.topic}：{need.text}\n\n请在 {need.due_on} 前（含当日）答复。",
        )  # fmt: skip


def answered(need: Need) -> None:
    members_people(
        need.card.member, obj=need, rule=_now("needs.answered"), due_on=clock.today(),
        subject=f"已答复：{need.topic}",
        body=f"您提出的需求：\n{need.text}\n\n答复：\n{need.answer}\n\n请登录会员服务，在“服务 › 问需和答复”里"
        "告诉我们有没有帮助。",
    )  # fmt: skip


def invited(meeting: NeedsMeeting, member: Member) -> None:
    body = (
        f"请您参加{meeting}：{when(meeting)}，{where(meeting)}，主持人 {meeting.host}。"
        "请登录会员服务，在“服务 › 问需和答复”里回复是否参加。"
    )
    _about_meeting(meeting, member, "needs.invited", f"请参加：{meeting}", body)


def called_off(meeting: NeedsMeeting, member: Member, *, reason: str) -> None:
    body = f"原定 {when(meeting)} 的{meeting}取消。\n\n{reason}"
    _about_meeting(meeting, member, "needs.called-off", f"已取消：{meeting}", body)


def when(meeting: NeedsMeeting) -> str:
    start, end = meeting.at.astimezone(clock.TZ), meeting.until.astimezone(clock.TZ)
    last = f"{end:%H:%M}" if end.date() == start.date() else f"{end:%Y-%m-%d %H:%M}"
    return f"{start:%Y-%m-%d %H:%M} 至 {last}"


def where(meeting: NeedsMeeting) -> str:
    return "，".join(part for part in (meeting.place, meeting.link) if part)


def _about_meeting(
    meeting: NeedsMeeting, member: Member, rule: str, subject: str, body: str
) -> None:
    members_people(
        member, obj=meeting, rule=rule, due_on=meeting.at.astimezone(clock.TZ).date(),
        subject=subject, body=body,
    )  # fmt: skip


def _now(rule: str) -> str:
    """The same step taken again is told again."""
    return f"{rule}:{clock.now().timestamp():.0f}"


def members_people(
    member: Member, *, obj: Model, rule: str, due_on: date, subject: str, body: str
) -> None:
    """Everybody who acts for the company: in the portal, and by mail if the account has an address."""
    for acting in member.representatives.all():
        if acting.ended_at is None:
            outbox.tell(
                acting.user, about=member, obj=obj, rule=rule, due_on=due_on, subject=subject,
                body=body,
            )  # fmt: skip


def of_campaign(campaign: NeedsCampaign) -> str:
    """From when to when, in words."""
    return f"{campaign.opens_on:%Y-%m-%d} 至 {campaign.closes_on:%Y-%m-%d}（含当日）"
