"""Experts' own reports, walked through the doors."""

import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from association.base import clock, files
from standardization.enums import CaseState, Duty, VisitKind
from standardization.models import (
    Assignment,
    Case,
    Expert,
    ExpertReport,
    ExpertReportVersion,
    KeyArea,
    Photo,
    Visit,
)
from standardization.reports import drafting, submitting
from tests.factories import cast, checklists
from tests.factories import standardization as make


def reviewing(*, lead: Expert | None = None, second: Expert | None = None, **facts: Any) -> Case:
    """A review at 安泰 that goes on, led by 岑松 unless it is somebody else, with somebody besides.
    梁实 is the technical head of the organisation."""
    by = cast.person("safety")
    case = make.case(
        cast.company("antai"),
        by=by,
        state=CaseState.REVIEWING,
        organisation=cast.organisation("yunling"),
        **facts,
    )
    lead = lead or Expert.objects.filter(user=cast.person("expert")).get()
    make.assignment(case, lead, by=by, duty=Duty.LEADER)
    make.assignment(case, second or make.expert_user("倪川"), by=by, duty=Duty.REVIEWER)
    make.visit(case, by=by, kind=VisitKind.REVIEW)
    return case


def duty(case: Case, of: Duty) -> Assignment:
    return case.assignments.select_related("expert__user", "case").get(duty=of, round=case.round)


def photo(visit: Visit, area: KeyArea | None, **facts: Any) -> Photo:
    """Of this key area, as it lies there after it was taken."""
    content = checklists.jpeg(uuid.uuid4().int % 65_536)
    kept = files.keep_bytes(content, name="现场.jpg", media_type="image/jpeg", by=None)
    return Photo.objects.create(
        id=uuid.uuid4(),
        checklist=visit.checklist,
        key_area=area,
        file=kept,
        sha256=kept.sha256,
        taken_at=clock.now(),
        received_at=clock.now(),
        by=cast.person("safety"),
        **facts,
    )


def image(name: str = "照片.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, checklists.png())


def opened(case: Case, of: Duty = Duty.LEADER) -> ExpertReport:
    row = duty(case, of)
    assert row.expert.user
    return drafting.open_report(row, by=row.expert.user)


def written(
    case: Case, of: Duty = Duty.LEADER, words: str = "现场情况与资料一致。"
) -> ExpertReport:
    """Every heading has a text, every key area a picture."""
    report = opened(case, of)
    by = report.assignment.expert.user
    assert by
    texts = {part.pk: f"{part.title}：{words}" for part in report.parts.all()}
    report = drafting.write(report, texts=texts, saves=report.saves, by=by)
    for part in report.parts.filter(key_area__isnull=False, photo=None, file=None):
        report = drafting.illustrate(part, upload=image(), by=by)
    return report


def submitted(case: Case, of: Duty = Duty.LEADER, **said: Any) -> ExpertReportVersion:
    report = written(case, of, **said)
    by = report.assignment.expert.user
    assert by
    return submitting.submit(report, saves=report.saves, signature=image("签名.png"), by=by)
