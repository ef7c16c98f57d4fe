"""Who gets through to a visit's checklist: pages send strangers to sign in, the phone's own calls are
told so in JSON, and its queue stays where it is."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache

from association.accounts.screens.sign_in import to_sign_in
from association.base.errors import Refused
from standardization.checklists.answering import Stranger
from standardization.models import Checklist
from standardization.visits.duties import checklist_of

ChecklistView = Callable[..., HttpResponseBase]
_GONE = "这次现场工作不在您名下（可能已调整人员）。本机的记录还在，可以导出后交给联络员。"
_SESSION = "登录已过期。本机的记录都在，重新登录后继续同步。"


def page(view: ChecklistView) -> ChecklistView:
    """Calls ``view(request, checklist, …)`` with that of the address's visit."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, visit: int, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        return view(request, found(request, visit), **kwargs)

    return guarded


def phone(view: ChecklistView) -> ChecklistView:
    """The same for what the page's script asks: 401, 404 and a refusal are JSON with a ``text``."""
    return _answering(view, found)


def phone_in_haste(view: ChecklistView) -> ChecklistView:
    """The same with the visit's key, where the door itself says whether they go along
    (``Stranger``): once is enough for what is asked at every tap."""
    return _answering(view, lambda request, visit: visit)


def _answering(view: ChecklistView, find: Callable[[HttpRequest, int], object]) -> ChecklistView:
    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, visit: int, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            back = reverse("standardization:expert_checklist", args=[visit])
            return told(_SESSION, 401, sign_in=f"{reverse('account_login')}?next={back}")
        try:
            return view(request, find(request, visit), **kwargs)
        except (Http404, Stranger):
            return told(_GONE, 404)
        except Refused as refusal:
            return told(refusal.message, 422, field=refusal.field)

    return guarded


def told(text: str, status: int, **more: Any) -> JsonResponse:
    return JsonResponse({"text": text, **more}, status=status)


def found(request: HttpRequest, visit: int | None) -> Checklist:
    """Raises Http404 for who doesn't go along."""
    row = checklist_of(request.user, visit) if visit else None  # type: ignore[arg-type]  # signed in
    if row is None:
        raise Http404
    return row
