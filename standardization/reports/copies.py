"""The files of a signed edition, made by a job from what the edition holds and nothing else. Made
again it makes what isn't there yet."""

from collections.abc import Callable, Mapping

from django.db import transaction

from association.base import clock, files, jobs
from association.base.files.rules import PDF
from association.base.models import Job
from standardization.enums import CopyFormat
from standardization.models import ReportCopy, ReportEdition
from standardization.reports import pdf, pictures
from standardization.reports.chapters import Data
from standardization.rules import Actor

TASK = "standardization.make_report_copies"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _word(data: Data, *, pictures: Mapping[int, bytes]) -> bytes:
    from standardization.reports import word  # noqa: PLC0415 - 0.15 s: only who makes one pays

    return word.render(data, pictures=pictures)


FORMATS: Mapping[CopyFormat, tuple[Callable[..., bytes], str, str]] = {
    CopyFormat.PDF: (pdf.render, PDF, ".pdf"),
    CopyFormat.WORD: (_word, DOCX, ".docx"),
}


def start(edition: ReportEdition, *, by: Actor) -> Job:
    """In the caller's transaction."""
    return jobs.start(
        label=f"生成{edition}的 PDF 和 Word", task=TASK, params={"edition": edition.pk}, by=by
    )


def job_of(edition: ReportEdition) -> Job | None:
    """The latest that was started."""
    rows = Job.objects.filter(task=TASK, params__edition=edition.pk)
    return rows.order_by("-pk").first()


def work(job: Job) -> None:
    """Raises jobs.LeaseLost if another worker took over."""
    edition = ReportEdition.objects.select_related("report__case").get(pk=job.params["edition"])
    wanted = [each for each in FORMATS if not edition.copies.filter(format=each).exists()]
    shown = pictures.small(edition.data) if wanted else {}
    for at, format in enumerate(wanted):
        jobs.advance(job, done=at, total=len(wanted), message=f"正在生成 {format.label}")
        _keep(job, edition, format, shown)
    job.done, job.total, job.message = len(wanted), len(wanted), ""


def _keep(job: Job, edition: ReportEdition, format: CopyFormat, shown: dict[int, bytes]) -> None:
    render, media_type, ending = FORMATS[format]
    content = render(edition.data, pictures=shown)
    with transaction.atomic():
        jobs.still_ours(job)
        if not edition.copies.filter(format=format).exists():
            file = files.keep_bytes(
                content, name=name(edition.data, ending), media_type=media_type, by=None
            )
            ReportCopy.objects.create(edition=edition, format=format, file=file, at=clock.now())


def name(data: Data, ending: str) -> str:
    told = data["cover"]
    return f"{told['title']} {told['number']} 第{data['signed']['edition']}版{ending}"
