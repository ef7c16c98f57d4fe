"""The other end of an invitation to act for a member."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from association.accounts.screens import welcome as house
from members.models import Invitation, Representative
from members.portal.access import act_for
from members.register import representatives


def _told(invitation: Invitation) -> dict[str, Any]:
    inviter = invitation.invited_by
    return {
        "house": invitation.member.name,
        "role": invitation.get_role_display(),
        "does": f"在{settings.ASSOCIATION_NAME}的会员门户替单位办理",
        "by": f"{settings.ASSOCIATION_NAME}秘书处" if inviter.is_staff else str(inviter),
    }


def _enter(request: HttpRequest, accepted: Representative) -> None:
    act_for(request, accepted.member)


DOOR = house.Door(
    look_up=representatives.look_up,
    accept=representatives.accept,
    told=_told,
    home=lambda accepted: reverse("portal"),
    enter=_enter,
)


def welcome(request: HttpRequest, token: str) -> HttpResponse:
    return house.welcome(request, token, DOOR)
