"""The report of a case and its dossier in the access table (``access.py`` says how to read it)."""

from association.base import files
from standardization.enums import CaseReportState, ReportKind
from standardization.models import Case, CaseReport, ReportCopy, ReportPolicy
from tests.architecture.access_standardization_case import HEAD, Reviewers
from tests.architecture.allowed import ANTAI, REVIEWS
from tests.architecture.doors import Desk, Door, Portal, Stock
from tests.architecture.objects import Named, key
from tests.factories import cast, reports

KIND = ReportKind.REVIEW.value
EXPERT, OFFICE = ("expert",), ("reviewer",)


def _case() -> Case:
    """Led by 岑松, reviewed by 云岭, reported and issued."""
    found = Case.objects.filter(member=cast.company("antai"), reports__kind=KIND).first()
    if found is None:
        found = reports.reviewed()
        cast.person("reviewer")
        report = reports.reported(found, by=cast.person("reviewer"))
        area = found.sites.get().key_areas.first()
        report.statements.create(key_area=area, text="完好", file=reports.picture())
    return found


def _of(kind: str = KIND) -> Named:
    return {"pk": _case().pk, "kind": kind}


def _report() -> CaseReport:
    return CaseReport.objects.get(case=_case(), kind=KIND)


def _copy() -> int:
    row: ReportCopy = ReportCopy.objects.filter(edition__report=_report()).first()
    return row.pk


def _picture() -> int:
    file = _report().statements.exclude(file=None).get().file
    return file.pk


def _led(**more: object) -> Named:
    return {"case": _case().pk, "kind": KIND, **more}


def _led_by_others() -> Named:
    return {"case": _case().pk, "kind": ReportKind.RECHECK.value}


def _office(**more: object) -> Named:
    return {"organisation": cast.organisation("yunling").pk, "pk": _case().pk, **more}


def _at_the_bureau() -> Named:
    return {"organisation": cast.organisation("bureau").pk, "pk": _case().pk}


def _paper() -> Named:
    case = _case()
    copy = ReportCopy.objects.get(pk=_copy())
    return {"pk": case.pk, "key": copy.file_id}


def _stray() -> Named:
    kept = files.keep_bytes(b"x", name="a.jpg", media_type="image/jpeg", by=None)
    return {"pk": _case().pk, "key": kept.pk}


def _drafted() -> Named:
    """Issued to nobody yet."""
    report = _report()
    other = CaseReport.objects.filter(case=report.case, state=CaseReportState.DRAFTING).first()
    if other is None:
        other = CaseReport.objects.create(case=report.case, round=1, kind=ReportKind.RECHECK)
    return {"pk": report.case_id, "report_pk": other.pk}


DESK: list[Door] = [
    Desk("admin:standardization_case_report", REVIEWS, at=_of),
    Desk(
        "admin:standardization_case_report_copy", REVIEWS, at=lambda: {**_of(), "key": _copy()},
        foreign=lambda: {**_of(ReportKind.RECHECK.value), "key": _copy()},
    ),
    Desk(
        "admin:standardization_case_report_picture", REVIEWS,
        at=lambda: {**_of(), "key": _picture()}, foreign=lambda: {**_stray(), "kind": KIND},
    ),
    Desk("admin:standardization_dossier", REVIEWS, at=lambda: key(_case())),
    Desk("admin:standardization_dossier_pdf", REVIEWS, at=lambda: key(_case())),
    Desk("admin:standardization_dossier_file", REVIEWS, at=_paper, foreign=_stray),
]  # fmt: skip

PORTAL: list[Door] = [
    Portal(
        "standardization:company_report", ANTAI,
        at=lambda: {"pk": _case().pk, "report_pk": _report().pk}, foreign=_drafted,
    ),
    Reviewers("standardization:office_report", OFFICE, at=_office, foreign=_at_the_bureau),
    Reviewers(
        "standardization:office_report_copy", OFFICE, at=lambda: _office(key=_copy()),
        foreign=lambda: {**_at_the_bureau(), "key": _copy()},
    ),
    Reviewers(
        "standardization:office_report_picture", OFFICE, at=lambda: _office(key=_picture()),
        foreign=lambda: {**_at_the_bureau(), "key": _picture()},
    ),
    Reviewers("standardization:expert_case_report", EXPERT, at=_led, foreign=_led_by_others),
    Reviewers(
        "standardization:expert_case_report_copy", EXPERT, at=lambda: _led(key=_copy()),
        foreign=lambda: {**_led_by_others(), "key": _copy()},
    ),
    Reviewers(
        "standardization:expert_case_report_picture", EXPERT, at=lambda: _led(key=_picture()),
        foreign=lambda: {**_led_by_others(), "key": _picture()},
    ),
]  # fmt: skip

STOCK: list[Stock] = [
    Stock(
        "standardization.ReportPolicy", make=ReportPolicy.objects.first, view=REVIEWS, add=(),
        change=HEAD,
    ),
]  # fmt: skip
