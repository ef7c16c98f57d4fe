"""A run's files in volumes: archives to hand over, and PDFs to send to the printer.

A volume is what a person can still open and what a worker can hold in memory. The PDF is for paper
alone: its pages are those of the signed files, but it bears no signature.
"""

import io
import zipfile
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction

from association.base import files, jobs
from association.base.files import names
from association.base.models import Job
from association.credentials import issuing, runs
from association.credentials.models import Bundle, Credential, PrintRun

if TYPE_CHECKING:
    from pyhanko.pdf_utils.writer import PdfFileWriter

VOLUME = 200
_ZIP = "application/zip"
_PDF = "application/pdf"
_COPIED = ("/Contents", "/Resources", "/MediaBox")


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
    """Their pages one after the other. Raises Refused."""
    from pyhanko.pdf_utils.writer import PdfFileWriter

    bound = PdfFileWriter()  # type: ignore[no-untyped-call]
    for _, content in _read(keys):
        _add_page(bound, content)
    out = io.BytesIO()
    bound.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


def _add_page(bound: "PdfFileWriter", content: bytes) -> None:
    """Every page of it, without the signature's field and what is for readers on a screen."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(io.BytesIO(content))
    for number in range(int(reader.root["/Pages"]["/Count"])):
        found, _ = reader.find_page_for_modification(number)  # type: ignore[no-untyped-call]
        page = found.get_object()
        copied: dict[generic.NameObject, generic.PdfObject] = {
            generic.pdf_name("/Type"): generic.pdf_name("/Page")
        }
        for name in _COPIED:
            if name in page:
                copied[generic.pdf_name(name)] = bound.import_object(page.raw_get(name))
        sheet = generic.DictionaryObject(copied)  # type: ignore[no-untyped-call]
        bound.insert_page(sheet)  # type: ignore[no-untyped-call]
