"""The member's own certificate: read it, download it, show others how to check it; and the letter
that admitted it."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from association.base import clock, files
from association.base.errors import Refused
from association.credentials import addresses, issuing
from members.models import JoiningApplication
from members.portal.access import current_member, member_required
from members.register import certificates
from members.register.standing import standing


@member_required
@require_safe
def certificate(request: HttpRequest) -> HttpResponse:
    member = current_member(request)
    given = list(certificates.all_of(member))
    context = {
        "member": member,
        "standing": standing(member, clock.today()),
        "current": given[0].credential if given else None,
        "in_force": bool(given) and given[0].in_force,
        "address": addresses.public_address(given[0].credential) if given else "",
        "earlier": given[1:],
        "letters": list(_admissions(request)),
    }
    return render(request, "members/portal/certificate.html", context)


@member_required
@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """The one in force as it was signed. Where there is none, there is nothing here."""
    found = certificates.in_force(current_member(request))
    if found is None:
        raise Http404
    try:
        return files.respond(issuing.document(found.credential))
    except Refused as refusal:
        raise Http404(refusal.message) from refusal


def _admissions(request: HttpRequest) -> QuerySet[JoiningApplication]:
    """Those with a letter; who left and came back has more than one."""
    admitted = current_member(request).applications.exclude(letter=None)
    return admitted.select_related("letter").order_by("-id")


@member_required
@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(_admissions(request), pk=pk)
    assert row.letter is not None, "none without is asked for"
    return files.respond(issuing.document(row.letter))
