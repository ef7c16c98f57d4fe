"""Whose case, for whom: a company's own, and for which office or review organisation the person at
the screen acts."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from association.accounts.screens.sign_in import to_sign_in
from members.portal.access import current_member
from standardization.enums import CaseState, LetterKind
from standardization.models import Case, Organisation, OrganisationUser

OfficeView = Callable[..., HttpResponse]
Kind = Organisation.Kind
_NOT_YET = (
    CaseState.DRAFT,
    CaseState.INTERNAL_NOTICE,
    CaseState.SUBMITTED,
    CaseState.CORRECTION,
    CaseState.MATERIAL_REVIEW,
    CaseState.AUTHORITY_CONFIRM,
    CaseState.ASSIGNING,
)
_ANYWHERE = (CaseState.WITHDRAWN, CaseState.TERMINATED)
"""Reached from before the delegation as well as from after it."""


def own_case(request: HttpRequest, pk: int) -> Case:
    rows = current_member(request).cases.select_related("member", "organisation")
    return get_object_or_404(rows, pk=pk)


def offices_of(user: Any) -> QuerySet[Organisation]:
    """For which of them this user acts now."""
    return Organisation.objects.filter(people__user=user, people__ended_at__isnull=True)


def acts_for_some(user: Any) -> bool:
    return OrganisationUser.objects.filter(user_id=user.pk, ended_at__isnull=True).exists()


def visible(organisation: Organisation) -> QuerySet[Case]:
    """A review organisation sees what was delegated to it; an office of the bureau whatever was
    applied for; a district's bureau nothing here. Chosen isn't delegated yet: a case that ends
    before is none of its business."""
    rows = Case.objects.select_related("member", "organisation")
    if organisation.kind == Kind.REVIEW:
        delegated = Count("letters", filter=Q(letters__kind=LetterKind.DELEGATION))
        mine = rows.filter(organisation=organisation).exclude(state__in=_NOT_YET)
        counted = mine.annotate(delegated=delegated)  # once a round
        return counted.exclude(state__in=_ANYWHERE, delegated__lt=F("round"))
    if organisation.kind == Kind.BUREAU:
        return rows.exclude(submitted_at=None)
    return rows.none()


def office_required(view: OfficeView) -> OfficeView:
    """Calls ``view(request, organisation, …)`` for the one named in the address; one that isn't
    one's own is not found."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, organisation: int, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        found = offices_of(request.user).filter(pk=organisation).first()
        if found is None:
            raise Http404
        return view(request, found, *args, **kwargs)

    return guarded
