"""A private file, answered: a download that no browser runs. The caller has checked who asks."""

from django.core.files.base import File
from django.http import FileResponse, Http404

from association.base.files import names
from association.base.models import StoredFile


def respond(stored: StoredFile) -> FileResponse:
    """Raises Http404 once the file is erased."""
    if stored.erased_at is not None:
        raise Http404("erased")
    return as_download(stored.content.open("rb"), name=stored.name, media_type=stored.media_type)


def as_download(content: "File[bytes]", *, name: str, media_type: str) -> FileResponse:
    response = FileResponse(content, content_type=media_type)
    response["Content-Disposition"] = names.disposition(name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
