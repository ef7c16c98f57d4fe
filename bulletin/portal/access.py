"""Who writes: whoever acts for a member, and an employee who came by a link, each with their own."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from association.accounts.models import User
from bulletin.models import Contributor, Submission
from members.models import Member
from members.portal.access import current_member, member_required, representations

View = Callable[..., HttpResponse]


CAME_AS = "contributor"
"""In the session: by which link somebody came. Who asks for another in their name, which anybody
can, doesn't change for whom they write."""


def contributor(user: User, *, came_as: int | None = None) -> Contributor | None:
    """For whom this employee writes: whose link they came by, else the first company."""
    rows = Contributor.objects.filter(user=user, ended_at=None).select_related("member")
    own = rows.filter(pk=came_as).first() if came_as else None
    return own or rows.order_by("pk").first()


def author_required(view: View) -> View:
    """As ``member_required``; an employee who acts for nobody is let through too."""
    for_members = member_required(view)

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not representations(request):
            found = contributor(request.user, came_as=request.session.get(CAME_AS))
            if found is not None:
                request._contributor = found  # type: ignore[attr-defined]  # noqa: SLF001 - our own note
                return view(request, *args, **kwargs)
        return for_members(request, *args, **kwargs)

    return guarded


def employee(request: HttpRequest) -> Contributor | None:
    """Who writes as an employee; None for who acts for the company."""
    return getattr(request, "_contributor", None)


def company(request: HttpRequest) -> Member:
    """For whom this request writes. Only below ``author_required``."""
    found = employee(request)
    return found.member if found else current_member(request)


def pieces(request: HttpRequest) -> QuerySet[Submission]:
    """An employee sees what they wrote; whoever acts for the company all but its employees' drafts."""
    rows = Submission.objects.filter(member=company(request))
    found = employee(request)
    if found is not None:
        return rows.filter(submitter=found.user)
    writing = Contributor.objects.filter(member=company(request), ended_at=None)
    drafts = rows.filter(state="draft", number=None, submitter__in=writing.values("user"))
    return rows.exclude(pk__in=drafts.values("pk"))
