"""A report as PDF: the chapters, printed."""

from collections.abc import Mapping

from django.conf import settings

from association.base import pdf
from standardization.reports.chapters import Data, chapters, cover

TEMPLATE = "standardization/pdf/report.html"


def render(data: Data, *, pictures: Mapping[int, bytes]) -> bytes:
    context = {
        "data": data,
        "cover": cover(data),
        "chapters": chapters(data),
        "issuer": settings.ASSOCIATION_NAME,
        "there": set(pictures),
        "signed": data.get("signed"),
    }
    named = {str(key): content for key, content in pictures.items()}
    return pdf.render(TEMPLATE, context, pictures=named)
