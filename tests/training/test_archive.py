"""What has to be there before a class is sealed, and what the seal notices afterwards."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from association.base import clock, files
from association.base.errors import Refused
from tests.factories import batches as make
from tests.factories import cast, papers, training
from training.archive import checklist, sealing
from training.batches import settling
from training.collection import pickups, waiting
from training.enums import ClassState, EnrolmentState
from training.models import (
    ArchiveItem,
    ArchiveSeal,
    RetentionClass,
    SettlementLine,
    TrainingClass,
)

pytestmark = pytest.mark.django_db


def ticked(of: TrainingClass) -> TrainingClass:
    """Everything that is ticked by hand."""
    for item in ArchiveItem.objects.filter(computed=""):
        checklist.tick(of, item, file=papers.licence(f"{item.code}.pdf"), by=make.staff())
    return of


def issued(count: int = 2) -> TrainingClass:
    """A class whose people have their numbers; the fees are in, nobody has collected."""
    of = make.past_class(state=ClassState.COLLECTING)
    make.numbered(make.passed(of, cast.team("yunlu"), count))
    settling.settle(
        list(SettlementLine.objects.all()),
        on=clock.today(),
        reference="PZ-1",
        by=cast.person("finance"),
    )
    return of


def collected(of: TrainingClass) -> TrainingClass:
    for row in of.enrolments.all():
        pickups.collect(
            row, signed_name=row.trainee.name, signature=papers.licence(), by=make.staff()
        )
    return of


def sealed(of: TrainingClass) -> ArchiveSeal:
    return sealing.seal(of, retention=RetentionClass.objects.get(years=30), by=make.staff())


def test_a_class_is_sealed_when_all_is_there_and_everybody_in_it_is_archived() -> None:
    of = ticked(collected(issued()))
    row = sealed(of)
    of.refresh_from_db()
    assert of.state == ClassState.ARCHIVED
    assert {each.state for each in of.enrolments.all()} == {EnrolmentState.ARCHIVED}
    assert row.keep_until is not None
    assert (row.keep_until.year, row.keep_until.month) == (clock.today().year + 30, 12)
    assert sealing.verify(row) == []
    call_command("verify_archive", of.code)


def test_what_is_open_is_named() -> None:
    of = issued(2)
    with pytest.raises(Refused, match="学员花名册：还没有登记.+没有领证，也没有登记未领原因"):
        sealed(of)
    ticked(of)
    (late, *others) = of.enrolments.all()
    for row in others:
        pickups.collect(row, signed_name=row.trainee.name, paper=papers.licence(), by=make.staff())
    with pytest.raises(Refused, match=f"{late.trainee}没有领证"):
        sealed(of)
    waiting.note(late, text="长期在外，本人要求代为保管", by=make.staff())
    assert sealed(of).files
    late.refresh_from_db()
    assert late.state == EnrolmentState.NUMBERED


def test_whoever_is_still_with_the_issuing_body_keeps_the_archive_open() -> None:
    of = ticked(collected(issued()))
    (more,) = make.passed(of, cast.team("yunlu"))
    lines = {line.item.code: line.obstacle for line in checklist.lines(of)}
    assert lines["people"] == f"{more.trainee}现在是“鉴定合格”"
    make.submitted([more])
    lines = {line.item.code: line.obstacle for line in checklist.lines(of)}
    assert lines["lines"] == f"{more.trainee}还在送审"
    assert lines["settlement"] == f"{more.trainee}的经费待结算"
    with pytest.raises(Refused, match="由系统核对，不能手工登记"):
        checklist.tick(of, ArchiveItem.objects.get(code="lines"), remark="算了", by=make.staff())


@pytest.mark.parametrize("state", checklist.UNSETTLED)
def test_somebody_of_whom_nobody_said_what_becomes_of_them_keeps_the_archive_open(
    state: EnrolmentState,
) -> None:
    of = ticked(collected(issued(1)))
    training.enrolment(of, cast.team("yunlu"), training.trainee("成未央"), state=state)
    with pytest.raises(Refused, match=f"成未央现在是“{state.label}”"):
        sealed(of)
    of.refresh_from_db()
    assert of.state == ClassState.COLLECTING


def test_a_reason_stands_in_for_what_will_not_come() -> None:
    of = ticked(collected(issued()))
    make.passed(of, cast.team("yunlu"))
    item = ArchiveItem.objects.get(code="people")
    with pytest.raises(Refused, match="请上传文件，或在说明里写明"):
        checklist.tick(of, item, by=make.staff())
    checklist.tick(of, item, remark="本人放弃送审，有书面说明", by=make.staff())
    assert sealed(of)


def test_a_class_that_still_issues_and_a_colleague_without_the_right_seal_nothing() -> None:
    of = make.past_class()
    with pytest.raises(Refused, match="审核发放中.+进入领证归档以后"):
        sealed(of)
    with pytest.raises(Refused, match="没有权限归档"):
        sealing.seal(of, retention=RetentionClass.objects.first(), by=cast.person("finance"))


def test_one_changed_byte_is_found_and_named() -> None:
    of = ticked(collected(issued()))
    row = sealed(of)
    tick = of.ticks.get(item__code="marks")
    assert tick.file
    path = Path(tick.file.content.path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert sealing.verify(row) == ["归档材料 鉴定成绩和评审意见“marks.pdf”的内容与封存时不同。"]
    with pytest.raises(CommandError, match=r"marks\.pdf"):
        call_command("verify_archive", of.code)


def test_a_lost_an_erased_and_a_forged_file_are_told_apart() -> None:
    of = ticked(collected(issued()))
    row = sealed(of)
    lost, erased = of.ticks.get(item__code="roster"), of.ticks.get(item__code="sign-in")
    assert lost.file
    assert erased.file
    Path(lost.file.content.path).unlink()
    files.erase(erased.file)
    said = sealing.verify_and_note(row, by=make.staff())
    assert any("roster.pdf”的文件不见了" in text for text in said)
    assert any("sign-in.pdf”已于" in text for text in said)
    Path(row.manifest.content.path).write_bytes(b"{}")
    assert sealing.verify(row) == ["封存清单的内容与封存时不同，无法据以核对。"]


def test_a_file_that_is_damaged_already_is_not_sealed() -> None:
    of = ticked(collected(issued()))
    tick = of.ticks.get(item__code="marks")
    assert tick.file
    Path(tick.file.content.path).write_bytes(b"x")
    with pytest.raises(Refused, match=r"marks\.pdf"):
        sealed(of)


def test_the_database_keeps_the_seal() -> None:
    sealed(ticked(collected(issued())))
    with pytest.raises(IntegrityError, match="只能追加"):
        ArchiveSeal.objects.update(sha256="0")


def test_nothing_is_ticked_after_the_seal_and_an_unknown_class_has_none() -> None:
    of = ticked(collected(issued()))
    sealed(of)
    with pytest.raises(Refused, match="已经归档封存"):
        checklist.tick(of, ArchiveItem.objects.first(), remark="补", by=make.staff())
    with pytest.raises(CommandError, match="还没有封存归档"):
        call_command("verify_archive", training.training_class().code)
