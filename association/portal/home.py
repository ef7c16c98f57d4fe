from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from association.base import clock
from association.portal import cards
from members.enums import ChangeState
from members.portal.access import current_member, member_required
from members.standing import standing
from members.statements import statement
from members.timeline import news

RECENT = 6


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "public/home.html", {})


@member_required
@require_safe
def portal(request: HttpRequest) -> HttpResponse:
    """A member's first page: what to do now, what membership gave, what has happened."""
    member = current_member(request)
    account = statement(member)
    change = member.change_requests.first()
    tasks = cards.tasks(member, account, change=change, contacts=list(member.contacts.all()))
    latest = account.years[0] if account.years else None
    context = {
        "member": member,
        "standing": standing(member, clock.today()),
        "headline": cards.headline(tasks),
        "subline": "".join(cards.subline(tasks, account)),
        "tasks": tasks,
        "relieved": latest if latest and latest.relieved else None,
        "pending": change if change and change.state == ChangeState.PENDING else None,
        "services": latest.standard.basic_services if latest else "",
        "news": news(member, limit=RECENT),
    }
    return render(request, "portal/home.html", context)
