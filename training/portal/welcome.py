"""The other end of an invitation to act for a team."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from association.accounts.screens import welcome as house
from training.models import TeamInvitation
from training.teams import contacts


def _told(invitation: TeamInvitation) -> dict[str, Any]:
    inviter = invitation.invited_by
    return {
        "house": invitation.team.name,
        "house_word": "队伍",
        "role": "队伍联系人",
        "does": f"在{settings.ASSOCIATION_NAME}预留培训名额、替队伍报学员",
        "by": f"{settings.ASSOCIATION_NAME}教育培训部" if inviter.is_staff else str(inviter),
    }


DOOR = house.Door(
    look_up=contacts.look_up,
    accept=contacts.accept,
    told=_told,
    home=lambda accepted: reverse("training:team_home", args=[accepted.team_id]),
)


def welcome(request: HttpRequest, token: str) -> HttpResponse:
    return house.welcome(request, token, DOOR)
