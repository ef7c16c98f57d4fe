"""The other end of an invitation to act for an organisation, or to be an expert with an account."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from association.accounts.screens import welcome as house
from standardization.models import ExpertInvitation, OrganisationInvitation
from standardization.people import experts, organisations


def _by() -> str:
    return f"{settings.ASSOCIATION_NAME}安全技术部"


def _office(invitation: OrganisationInvitation) -> dict[str, Any]:
    of = invitation.organisation
    reviews = of.kind == of.Kind.REVIEW
    return {
        "house": of.name,
        "house_word": "单位",
        "role": "技术负责人" if invitation.technical_head else "经办人",
        "does": "办理委派给本单位的标准化评审" if reviews else "确认标准化定级的有关事项",
        "by": _by(),
    }


def _expert(invitation: ExpertInvitation) -> dict[str, Any]:
    return {
        "house": settings.ASSOCIATION_NAME,
        "house_word": "单位",
        "role": "评审专家",
        "does": "申报回避、答复委派、填写现场检查表",
        "by": _by(),
    }


OFFICE = house.Door(
    look_up=organisations.look_up,
    accept=organisations.accept,
    told=_office,
    home=lambda accepted: reverse("standardization:office_home", args=[accepted.organisation_id]),
)
EXPERT = house.Door(
    look_up=experts.look_up,
    accept=experts.accept,
    told=_expert,
    home=lambda accepted: reverse("standardization:expert_home"),
)


def office(request: HttpRequest, token: str) -> HttpResponse:
    return house.welcome(request, token, OFFICE)


def expert(request: HttpRequest, token: str) -> HttpResponse:
    return house.welcome(request, token, EXPERT)
