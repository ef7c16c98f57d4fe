"""What a person may take home from the own page: the slip for an exam, the certificate."""

from django.core.files.base import ContentFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from association.base import files
from association.base.errors import Refused
from association.credentials import issuing
from training.assessment import slips
from training.models import Trainee
from training.portal.me_access import by_link, own


@by_link
@require_safe
def slip(request: HttpRequest, trainee: Trainee, token: str, pk: int) -> HttpResponse:
    """准考证 of the places that are still to come; without any there is none."""
    try:
        content = ContentFile(slips.of_enrolment(own(trainee, pk)))
    except Refused as refusal:
        raise Http404(refusal.message) from refusal
    return files.as_download(content, name=f"准考证-{trainee}.pdf", media_type="application/pdf")


@by_link
@require_safe
def certificate(request: HttpRequest, trainee: Trainee, token: str, pk: int) -> HttpResponse:
    """The one in force, once its file is made."""
    given = own(trainee, pk).certificates.filter(in_force=True)
    row = get_object_or_404(
        given.select_related("credential__file"), credential__file__isnull=False
    )
    try:
        return files.respond(issuing.document(row.credential))
    except Refused as refusal:
        raise Http404(refusal.message) from refusal
