"""The link by which an employee comes in, without a password.

Nothing of it is kept: it says whose it is, of which version, and until when, under our signature. It
opens light accounts alone: whoever has a password, acts for a member or works here signs in.
"""

import datetime as dt

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from association.accounts import people
from association.accounts.models import User
from association.base import audit, clock, outbox
from association.base.errors import Refused
from association.base.models import OutboxRow
from bulletin.models import Contributor
from members.enums import MemberState
from members.models import Member, Representative

LIFE = dt.timedelta(days=14)
APART = dt.timedelta(minutes=2)
"""Between two mails to one address: whoever asks again at once has just been sent one."""
MEMBERS = (MemberState.ACTIVE, MemberState.SUSPENDED)
MOST = 30
"""New people of one company in a day: nobody fills its list from outside."""
_SIGNER = signing.Signer(salt="bulletin.contributors", sep=".")
_DEAD = "这个链接打不开：可能没有复制完整，或已过期，或已换了新的。请重新要一个链接。"
_SIGN_IN = "这个邮箱已有账号。请先用账号登录，再打开会刊征稿页投稿。"
_SUBJECT = "会刊投稿链接"


@transaction.atomic
def ask(member: Member, *, name: str, address: str) -> Contributor | None:
    """Sends a link to this address. It answers nothing about who has an account: whoever signs in
    otherwise is told so in the mail. None: one was sent just now. Raises Refused."""
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    if member.state not in MEMBERS:
        raise Refused(f"{member}现在不是会员单位，不能以员工身份投稿。", field="member")
    user = User.objects.filter(email=address.lower()).first()
    user = user or people.open_light_account(name=name, email=address, about=member)
    now = clock.now()
    if member.contributors.filter(created_at__gt=now - dt.timedelta(days=1)).count() >= MOST:
        raise Refused("这家单位今天登记的人太多，请明天再试，或请单位的用户代为投稿。")
    row, made = Contributor.objects.get_or_create(
        member=member, user=user, ended_at=None, defaults={"created_at": now, "asked_at": now}
    )
    if made:
        audit.record(row, "登记员工作者", by=None, after={"姓名": user.name}, about=member)
    elif row.asked_at > now - APART:
        return None
    else:
        Contributor.objects.filter(pk=row.pk).update(
            asked_at=now, link_version=F("link_version") + 1
        )
        row.refresh_from_db()
    _send(row)
    return row


def _send(row: Contributor) -> None:
    light = may_come_by_link(row.user)
    said = f"{row.user.name}：\n\n" + (
        f"点下面的链接，就能以{row.member}员工的身份写稿。写好的稿件先交给单位确认，再投给会刊。"
        f"链接 {LIFE.days} 天内有效，请不要转给别人。\n\n{_address(row)}"
        if light
        else _SIGN_IN
    )
    outbox.enqueue(
        rule=f"bulletin.contributor:{row.asked_at.timestamp():.0f}", obj=row,
        due_on=clock.today(), channel=OutboxRow.Channel.EMAIL, person=row.user,
        address=row.user.email, recipient_key=f"user:{row.user_id}", subject=_SUBJECT, body=said,
    )  # fmt: skip


def _address(row: Contributor) -> str:
    public: str = settings.PUBLIC_URL
    return public.rstrip("/") + reverse("bulletin:contributor_enter", args=[token(row)])


def token(row: Contributor) -> str:
    until = clock.today() + LIFE
    return str(_SIGNER.sign(f"{row.pk}-{row.link_version}-{until.toordinal()}"))


def look_up(text: str) -> Contributor:
    """Whose link it is. Raises Refused: the same for every link that opens nothing."""
    try:
        pk, version, until = (int(part) for part in _SIGNER.unsign(text).split("-"))
    except (signing.BadSignature, ValueError) as error:
        raise Refused(_DEAD) from error
    found = (
        Contributor.objects.filter(pk=pk, link_version=version, ended_at=None)
        .select_related("user", "member")
        .first()
    )
    if until < clock.today().toordinal() or found is None or not may_come_by_link(found.user):
        raise Refused(_DEAD)
    return found


def may_come_by_link(user: User) -> bool:
    return people.is_light(user) and not Representative.objects.filter(user=user).exists()


@transaction.atomic
def end(row: Contributor, *, by: User, reason: str) -> Contributor:
    """The company says that they don't write for it any more: link and pages are closed to them,
    what they handed in stays. Raises Refused."""
    acts = Representative.objects.filter(user=by, member_id=row.member_id, ended_at=None)
    if not acts.exists():
        raise Refused("您不是这家会员单位的用户，不能停用它的员工作者。")
    locked = Contributor.objects.select_for_update().get(pk=row.pk)
    if locked.ended_at is None:
        locked.ended_at = clock.now()
        locked.save(update_fields=["ended_at"])
        audit.record(
            locked, "停用员工作者", by=by, after={"姓名": locked.user.name}, reason=reason,
            about=locked.member,
        )  # fmt: skip
    return locked
