"""What is kept of the people of members, and for how long."""

from datetime import datetime, timedelta

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast

from association.accounts import people
from association.accounts.models import User
from association.base import audit
from association.base.erasure import Eraser
from association.base.models import AuditEntry
from members.enums import MemberState
from members.imports import uploads
from members.joining import retention
from members.models import (
    Contact,
    Invitation,
    JoiningApplication,
    Member,
    RegisterImport,
    Representative,
)
from members.register.membership import MEMBERSHIP

GONE = (MemberState.WITHDRAWN, MemberState.EXPELLED, MemberState.LAPSED)
_LEAVING = [step.label for step in MEMBERSHIP.transitions if step.target in GONE]


def _left(before: datetime) -> QuerySet[Member]:
    """Members that left before this moment and still have contacts; rejoined ones are back."""
    of = Member._meta.label_lower
    steps = AuditEntry.objects.filter(
        object_type=of, object_id=Cast(OuterRef("pk"), CharField()), action__in=_LEAVING
    ).order_by("-id")
    return (
        Member.objects.filter(Exists(Contact.objects.filter(member=OuterRef("pk"))))
        .alias(left_at=Subquery(steps.values("at")[:1]))
        .filter(state__in=GONE, left_at__lt=before)
    )


def _forget_contacts(member: Member) -> None:
    count, _ = member.contacts.all().delete()
    audit.record(
        member, "到期清除联系人", by=None, after={"人数": count}, reason="退会后超过保存期限"
    )


def _answered(before: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(accepted_at__lt=before)


def _unanswered(before: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(accepted_at__isnull=True).filter(
        Q(revoked_at__lt=before) | Q(revoked_at__isnull=True, expires_at__lt=before)
    )


def _forget_invitation(invitation: Invitation) -> None:
    member = invitation.member
    invitation.delete()
    audit.record(member, "到期清除邀请", by=None, reason="超过保存期限")


def _never_handed_in(before: datetime) -> QuerySet[JoiningApplication]:
    """Drafts that nobody touched since; also those that were withdrawn before they were whole."""
    return JoiningApplication.objects.filter(submitted_at=None, touched_at__lt=before)


def _decided(before: datetime) -> QuerySet[JoiningApplication]:
    return JoiningApplication.objects.exclude(submitted_at=None).filter(
        decided_at__lt=before, mobile_index__gt=""
    )


def _ended(before: datetime) -> QuerySet[RegisterImport]:
    """Uploaded registers whose last check or import ended before this moment."""
    return RegisterImport.objects.filter(
        Q(check_job=None) | Q(check_job__finished_at__lt=before),
        Q(write_job=None) | Q(write_job__finished_at__lt=before),
        uploaded_at__lt=before, file__erased_at=None,
    )  # fmt: skip


def _acting_no_more(before: datetime) -> QuerySet[User]:
    """People who acted for members, act for none since before this moment, and sign in no more."""
    acting = Representative.objects.filter(user=OuterRef("pk"))
    lately = acting.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=before))
    return User.objects.filter(
        Exists(acting), ~Exists(lately), Q(last_login__isnull=True) | Q(last_login__lt=before),
        is_staff=False, is_superuser=False, erased_at__isnull=True,
    )  # fmt: skip


ERASERS = (
    Eraser("离会单位的联系人", timedelta(days=3 * 365), _left, _forget_contacts),
    Eraser("没有接受的邀请", timedelta(days=90), _unanswered, _forget_invitation),
    Eraser("已接受的邀请", timedelta(days=365), _answered, _forget_invitation),
    Eraser("没有提交的入会申请", timedelta(days=180), _never_handed_in, retention.forget_draft),
    Eraser("办结的入会申请中的联系人", timedelta(days=3 * 365), _decided, retention.forget_contact),
    Eraser("导入的名册文件", timedelta(days=180), _ended, uploads.forget),
    Eraser("离任单位用户的账号", timedelta(days=2 * 365), _acting_no_more, people.erase),
)
