"""Consent to each use of a person's data, given and taken back by itself (个人信息保护法 13–16, 29).

The texts are files of ours, one folder a version: what somebody agreed to can be read for good.
"""

from django.core.files.base import File
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from association.base import audit, clock, files
from association.base.errors import Refused
from training.enums import Purpose
from training.models import Consent, Trainee
from training.rules import Actor, may_care_for

VERSION = "2026-1"
ONLINE = "本人在线"


def text(purpose: str, version: str = VERSION) -> SafeString:
    """What is agreed to. Raises TemplateDoesNotExist for a version that never was."""
    return render_to_string(f"training/consent/{version}/{Purpose(purpose).value}.html")


def given(trainee: Trainee) -> dict[str, Consent]:
    """What holds now, by purpose."""
    return {row.purpose: row for row in trainee.consents.filter(ended_at=None)}


@transaction.atomic
def give(
    trainee: Trainee, *, purpose: str, by: Actor, paper: "File[bytes] | None" = None
) -> Consent:
    """``by=None``: the person, by the link. Anybody else needs the signed paper. Raises Refused."""
    if purpose not in Purpose.values:
        raise Refused("没有这项用途，请刷新页面。")
    if not may_care_for(by, trainee):
        raise Refused("您没有权限登记这位学员的同意。请由本人凭链接办理。")
    if by is not None and paper is None:
        raise Refused("代为登记同意，须上传本人签字的告知书。", field="paper")
    Trainee.objects.select_for_update().get(pk=trainee.pk)
    held = trainee.consents.filter(purpose=purpose, ended_at=None).first()
    if held:
        return held
    row = Consent.objects.create(
        trainee=trainee,
        purpose=purpose,
        text_version=VERSION,
        given_at=clock.now(),
        given_by=f"{by}凭签字件登记"[:60] if by else ONLINE,
        paper=files.keep(paper, by=by, field="paper") if paper else None,
    )
    _record(row, "同意使用个人信息", by=by)
    return row


@transaction.atomic
def take_back(trainee: Trainee, *, purpose: str, by: Actor) -> None:
    """Ends the consent that holds, from now on; what was done before stays. Raises Refused."""
    if not may_care_for(by, trainee):
        raise Refused("您没有权限撤回这位学员的同意。请由本人凭链接办理。")
    held = trainee.consents.select_for_update().filter(purpose=purpose, ended_at=None).first()
    if held is None:
        raise Refused("这项用途没有同意过，或已经撤回。请刷新页面。")
    held.ended_at = clock.now()
    held.save(update_fields=["ended_at"])
    _record(held, "撤回个人信息同意", by=by)


def _record(row: Consent, act: str, *, by: Actor) -> None:
    told = {"用途": Purpose(row.purpose).label, "告知书": row.text_version}
    audit.record(row, act, by=by, after=told | ({} if by else {"办理": "本人"}), about=row.trainee)
