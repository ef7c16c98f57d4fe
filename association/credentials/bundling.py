"""A run's files in volumes: archives to hand over, and PDFs to send to the printer.

A volume is what a person can still open and what a worker can hold in memory. The PDF is for paper
alone: its pages are those of the signed files, but it bears no signature.
"""

import io
import zipfile
from collections.abc import Callable, Iterable
from functools import partial

from django.db import transaction

from association.base import files, jobs
from association.base.files import names
from association.base.models import Job
from association.credentials import issuing, runs
from association.credentials.models import Bundle, Credential, PrintRun

VOLUME = 200
_ZIP = "application/zip"
_PDF = "application/pdf"


def bind(run: PrintRun, job: Job) -> None:
    """Makes what isn't there yet; a volume that is there is left alone.

    Raises Refused if a file is not the one that was signed, jobs.LeaseLost if another took over.
    """
    made = list(runs.in_order(run).filter(file__isnull=False).values_list("pk", flat=True))
    for part, begin in enumerate(range(0, len(made), VOLUME), start=1):
        keys = made[begin : begin + VOLUME]
        _keep(run, job, Bundle.Kind.ARCHIVE, part, partial(archive, keys))
        _keep(run, job, Bundle.Kind.PRINT, part, partial(paper, keys))


def _keep(run: PrintRun, job: Job, kind: Bundle.Kind, part: int, make: Callable[[], bytes]) -> None:
    if Bundle.objects.filter(run=run, kind=kind, part=part).exists():
        return
    content = make()
    ending, media_type = (".zip", _ZIP) if kind == Bundle.Kind.ARCHIVE else (".pdf", _PDF)
    with transaction.atomic():
        jobs.still_ours(job)
        file = files.keep_bytes(
            content,
            name=f"{run.title} {kind.label} {part}{ending}",
            media_type=media_type,
            by=run.created_by,
        )
        Bundle.objects.create(run=run, kind=kind, part=part, file=file)


def _read(keys: list[int]) -> Iterable[tuple[Credential, bytes]]:
    """One after the other, each compared with the register."""
    for credential in Credential.objects.filter(pk__in=keys).select_related("file").order_by("pk"):
        with issuing.document(credential).content.open("rb") as content:
            yield credential, content.read()


def archive(keys: list[int]) -> bytes:
    """The signed files of these credentials, named so that a person finds one. Raises Refused."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:  # a PDF is packed already
        for credential, content in _read(keys):
            archive.writestr(names.clean(f"{credential.number} {credential.subject}.pdf"), content)
    return out.getvalue()


def paper(keys: list[int]) -> bytes:
    """Their pages one after the other, without what is for readers on a screen: the field of the
    signature, which these pages no longer bear. Raises Refused."""
    import pypdfium2 as pdfium

    bound = pdfium.PdfDocument.new()
    for _, content in _read(keys):
        with pdfium.PdfDocument(content) as single:
            bound.import_pages(single)
    for page in bound:
        while pdfium.raw.FPDFPage_GetAnnotCount(page):
            pdfium.raw.FPDFPage_RemoveAnnot(page, 0)
        page.close()
    out = io.BytesIO()
    bound.save(out)
    bound.close()
    return out.getvalue()
