"""The page of an assessment puts first what can really be done next, or nothing."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from association.base import clock
from tests.conftest import signed_in
from tests.factories import assessment as exam
from tests.factories import cast
from training.assessment import publishing
from training.batches import composing
from training.enums import ExamPart
from training.models import IssuingBody, TrainingClass

pytestmark = pytest.mark.django_db


def first(of: TrainingClass) -> list[str]:
    page = signed_in("training").get(reverse("admin:training_class_assessment", args=[of.pk]))
    main = page.content.decode().partition("<main")[2].partition("<dialog")[0]
    return re.findall(r'data-kind="primary"[^>]*>([^<]+)<', main)


def test_a_sitting_is_arranged_filled_marked_and_then_the_other_part() -> None:
    of = exam.examined_class()
    (person,) = exam.ready(of, cast.team("chenling"))
    assert first(of) == ["安排场次"]
    theory = exam.sitting(of, at=clock.now() + timedelta(1))
    assert first(of) == ["给 1 人排理论知识考试座位"]
    exam.seating.seat_all(theory, by=cast.person("training"))
    assert first(of) == ["安排场次"], "of the other part"
    skill = exam.seated(of, ExamPart.SKILL)
    assert first(of) == ["办理技能考核成绩"]
    exam.marks.lock(exam.entered(skill, {person: exam.mark("70")}), by=exam.second())
    assert first(of) == [], "everybody waits for tomorrow's sitting"


def test_after_publishing_it_leads_on_and_never_back_to_a_sitting() -> None:
    of = exam.examined_class()
    (person,) = exam.ready(of, cast.team("chenling"))
    exam.both_parts(of, {person: ("70", "80")})
    assert first(of) == ["公布结果"]
    publishing.publish(of, by=cast.person("training"))
    assert first(of) == ["去审核发放"]
    composing.compose(of, [person], body=IssuingBody.objects.get(), by=cast.person("training"))
    assert first(of) == []
    page = signed_in("training").get(reverse("admin:training_class_assessment", args=[of.pk]))
    assert "安排场次" in page.content.decode()
