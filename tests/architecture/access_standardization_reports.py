"""Experts' own reports in the access table (``access.py`` says how to read and extend it)."""

from standardization.enums import CaseState, Duty
from standardization.models import Case, ExpertReport, ExpertReportVersion, Visit
from standardization.reports import drafting
from tests.architecture.allowed import REVIEWS
from tests.architecture.doors import HIDDEN, SIGN_IN, TOKEN_NEEDED, Desk, Door
from tests.architecture.objects import ABSENT, Named, key
from tests.factories import cast, expert_reports
from tests.factories.cast import ANONYMOUS

HANDLES = ("safety", "safety_head")
EXPERT = ("expert",)
TECHNICAL_HEAD = ("reviewer",)


class Reports(Door):
    """For who wrote or judges them: nobody else is told that there is one, companies least of all."""

    def turned_away(self, role: str) -> str:
        return SIGN_IN if role == ANONYMOUS else HIDDEN


class Script(Reports):
    """What the page's script asks: who isn't signed in is told so, not led to a page."""

    def turned_away(self, role: str) -> str:
        return TOKEN_NEEDED if role == ANONYMOUS else HIDDEN


def _case() -> Case:
    cast.person("expert")
    cast.person("reviewer")
    found = Case.objects.filter(
        state=CaseState.REVIEWING, assignments__report__isnull=False
    ).first()
    if found is None:
        found = expert_reports.reviewing()
        expert_reports.opened(found)
    return found


def _draft() -> ExpertReport:
    """The leader's, which 岑松 writes."""
    return expert_reports.opened(_case(), Duty.LEADER)


def _assignment() -> Named:
    return key(_draft().assignment)


def _foreign() -> Named:
    """倪川's."""
    return key(expert_reports.duty(_case(), Duty.REVIEWER))


def _part() -> Named:
    report = _draft()
    part = report.parts.filter(key_area__isnull=False).first()
    assert part is not None
    if part.file_id is None:
        drafting.illustrate(part, upload=expert_reports.image(), by=cast.person("expert"))
    return {**key(report.assignment), "part": part.pk}


def _no_part() -> Named:
    return {**_assignment(), "part": ABSENT}


def _photo() -> Named:
    row = expert_reports.photo(
        Visit.objects.get(case=_case()), _case().sites.get().key_areas.first()
    )
    return {**_assignment(), "photo": row.pk}


def _unseen_photo() -> Named:
    """Taken nowhere near a key area."""
    row = expert_reports.photo(Visit.objects.get(case=_case()), None)
    return {**_assignment(), "photo": row.pk}


def _submitted() -> ExpertReportVersion:
    case = _case()
    found = ExpertReportVersion.objects.filter(report__assignment__case=case).first()
    return found or expert_reports.submitted(case)


def _version() -> Named:
    row = _submitted()
    return {"pk": row.report_id, "number": row.number}


def _no_version() -> Named:
    return {"pk": _submitted().report_id, "number": 99}


def _picture() -> Named:
    row = _submitted()
    return {**_version(), "part": next(part["part"] for part in row.parts if part["picture"])}


def _no_picture() -> Named:
    return {**_version(), "part": ABSENT}


def _of_case() -> Named:
    return key(_submitted().report.assignment.case)


def _office() -> Named:
    return {"organisation": cast.organisation("yunling").pk}


def _of_office(of: Named) -> Named:
    return {**_office(), **of}


DESK: list[Door] = [
    Desk("admin:standardization_case_reports", REVIEWS, at=_of_case),
    Desk("admin:standardization_case_scores", REVIEWS, at=_of_case),
    Desk("admin:standardization_expert_report", HANDLES, at=_version, foreign=_no_version),
    Desk("admin:standardization_expert_report_picture", HANDLES, at=_picture, foreign=_no_picture),
]

EXPERTS: list[Door] = [
    Reports("standardization:expert_report", EXPERT, at=_assignment, foreign=_foreign),
    Script(
        "standardization:expert_report_save", EXPERT, 422, at=_assignment, foreign=_foreign,
        sends={"saves": "0", "text_0": "没有这一项"},
    ),
    Script("standardization:expert_report_picture", EXPERT, at=_part, foreign=_no_part),
    Reports(
        "standardization:expert_report_photo", EXPERT, at=_photo, foreign=_unseen_photo
    ),
    Reports(
        "standardization:expert_report_submit", EXPERT, 409, at=_assignment, foreign=_foreign,
        sends={"saves": "99"},
    ),
    Reports("standardization:expert_reports", EXPERT, at=_of_case),
    Reports(
        "standardization:expert_report_version", EXPERT, at=_version, foreign=_no_version
    ),
    Reports(
        "standardization:expert_report_version_picture", EXPERT, at=_picture,
        foreign=_no_picture,
    ),
]  # fmt: skip

OFFICE: list[Door] = [
    Reports(
        "standardization:office_expert_reports", TECHNICAL_HEAD,
        at=lambda: _of_office(_of_case()),
    ),
    Reports(
        "standardization:office_expert_report", TECHNICAL_HEAD,
        at=lambda: _of_office(_version()), foreign=lambda: _of_office(_no_version()),
    ),
    Reports(
        "standardization:office_expert_report_picture", TECHNICAL_HEAD,
        at=lambda: _of_office(_picture()), foreign=lambda: _of_office(_no_picture()),
    ),
]  # fmt: skip
