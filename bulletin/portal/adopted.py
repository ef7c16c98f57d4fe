"""采用证明 for whoever handed a piece in."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from association.base import files
from association.credentials import issuing
from bulletin.models import Adoption
from bulletin.portal.access import author_required, pieces


@author_required
@require_safe
def certificate(request: HttpRequest, pk: int) -> HttpResponseBase:
    rows = Adoption.objects.select_related("credential__file")
    found = rows.filter(article__submission__in=pieces(request).filter(pk=pk)).first()
    if found is None:
        raise Http404
    return files.respond(issuing.document(found.credential))
