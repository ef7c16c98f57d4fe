"""For whom the person at the screen acts: everything in the portal is fetched through this."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from association.accounts.screens.sign_in import to_sign_in
from members.enums import RepresentativeRole
from members.governance import delegates
from members.models import Member, Representative, Seat

SESSION_KEY = "member"

View = Callable[..., HttpResponse]


def representations(request: HttpRequest) -> list[Representative]:
    """What this user acts for now, the oldest first; ``sits`` tells whether it has a seat in a body
    as well. Asked once per request."""
    known: list[Representative] | None = getattr(request, "_representations", None)
    if known is None:
        known = list(
            Representative.objects.filter(user_id=request.user.pk, ended_at__isnull=True)
            .select_related("member")
            .annotate(sits=Exists(Seat.objects.filter(user=OuterRef("user"))))
            .order_by("since", "pk")
        )
        request._representations = known  # type: ignore[attr-defined]  # noqa: SLF001 - our own note
    return known


def sits(request: HttpRequest) -> bool:
    """Has or had a seat in a body. Asks nothing more of those who act for a member."""
    acting = representations(request)
    if acting:
        return bool(acting[0].sits)  # type: ignore[attr-defined]
    known: bool | None = getattr(request, "_sits", None)
    return delegates.seats_of(request.user).exists() if known is None else known


def note_nobody(request: HttpRequest, *, sits: bool) -> None:
    """Somebody who asked for more has found that this user acts for no member: that isn't asked
    again in this request."""
    request._representations = []  # type: ignore[attr-defined]  # noqa: SLF001 - our own note
    request._sits = sits  # type: ignore[attr-defined]  # noqa: SLF001 - our own note


def acts_for_some(user: Any) -> Exists:
    """As a condition: acts for a member now."""
    return Exists(Representative.objects.filter(user=user.pk, ended_at__isnull=True))


def vote_by(request: HttpRequest) -> datetime | None:
    """When the next vote ends in which a ballot of this person can still come. Asks nothing of those
    without a seat."""
    if not sits(request):
        return None
    awaited = delegates.awaited(request.user.pk).order_by("meeting__deadline")
    return awaited.values_list("meeting__deadline", flat=True).first()


def current_representation(request: HttpRequest) -> Representative | None:
    """The one in force: the only one, or the one that was chosen and hasn't ended since."""
    acting = representations(request)
    if len(acting) == 1:
        return acting[0]
    chosen = request.session.get(SESSION_KEY)
    return next((one for one in acting if one.member_id == chosen), None)


def current_member(request: HttpRequest) -> Member:
    """The member that this request is about. Only below ``member_required``."""
    representation = current_representation(request)
    assert representation is not None, "current_member() outside member_required"
    return representation.member


def member_required(view: View) -> View:
    """Lets through who acts for a member; the others are told what to do, never sent in a circle."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        if current_representation(request) is None:
            here = request.get_full_path() if request.method == "GET" else ""
            return _whom_for(request, next_url=here)
        return view(request, *args, **kwargs)

    return guarded


def member_admin_required(view: View) -> View:
    """As ``member_required``, and only for a 单位管理员: an 经办人 is answered 403."""

    @member_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        representation = current_representation(request)
        if representation is None or representation.role != RepresentativeRole.ADMIN:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@never_cache
@require_http_methods(["GET", "POST"])
def switch(request: HttpRequest) -> HttpResponse:
    """Chooses for which of several members one acts; a member that isn't one's own is not found."""
    if not request.user.is_authenticated:
        return to_sign_in(request)
    if request.method == "GET":
        return _whom_for(request, next_url="")
    wanted = request.POST.get("member", "")
    chosen = next((one for one in representations(request) if str(one.member_id) == wanted), None)
    if chosen is None:
        raise Http404
    act_for(request, chosen.member)
    next_url = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(next_url, {request.get_host()}):
        next_url = reverse("portal")
    return HttpResponseRedirect(next_url)


def act_for(request: HttpRequest, member: Member) -> None:
    request.session[SESSION_KEY] = member.pk


def _whom_for(request: HttpRequest, *, next_url: str) -> HttpResponse:
    """A choice where there are several, and where there is none what to do about it. A delegate who
    acts for nobody is at home with the votes."""
    acting = representations(request)
    if not acting and sits(request):
        return HttpResponseRedirect(reverse("members:votes"))
    if acting:
        context = {"acting": acting, "next": next_url, "current": current_representation(request)}
        return render(request, "members/portal/switch.html", context)
    ended = Representative.objects.filter(user_id=request.user.pk).select_related("member")
    return render(request, "members/portal/no_member.html", {"ended": ended.order_by("-ended_at")})
