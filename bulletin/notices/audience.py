"""Whom a notice is for, and which notices are for a member."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet

from association.base import clock
from bulletin.enums import Audience, NoticeState
from bulletin.models import Notice, Return
from members.enums import MemberState
from members.models import Member


def addressed(notice: Notice) -> QuerySet[Member]:
    """Members in the register today; what they are as of today."""
    rows = Member.objects.filter(state=MemberState.ACTIVE)
    if notice.audience == Audience.CHOSEN:
        return rows.filter(notices=notice)
    if notice.audience == Audience.TYPES:
        typed: Any = rows.as_of(clock.today())  # which the checker doesn't follow
        found: QuerySet[Member] = typed.filter(organisation_type__in=notice.types)
        return found
    return rows


def for_member(member: Member) -> QuerySet[Notice]:
    """Published to it, withdrawn ones among them, and those that it has answered; newest first."""
    answered = Return.objects.filter(member=member, due__form__notice=OuterRef("pk"))
    rows = Notice.objects.exclude(state=NoticeState.DRAFT).order_by("-published_at", "-pk")
    if member.state != MemberState.ACTIVE:
        return rows.filter(Exists(answered))
    chosen = Notice.members.through.objects.filter(notice=OuterRef("pk"), member=member)
    typed: Any = Member.objects.as_of(clock.today()).filter(pk=member.pk)
    return rows.filter(
        Q(audience=Audience.ALL)
        | Q(Exists(chosen), audience=Audience.CHOSEN)
        | Q(
            audience=Audience.TYPES,
            types__contains=ArraySubquery(typed.values("organisation_type")),
        )
        | Exists(answered)
    )


def public() -> QuerySet[Notice]:
    """For everybody; newest first."""
    rows = Notice.objects.filter(state=NoticeState.PUBLISHED, is_public=True)
    return rows.order_by("-published_at", "-pk")
