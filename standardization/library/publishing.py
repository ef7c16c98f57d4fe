"""A version's life: published for its days, abolished, or discarded while it is a draft."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import ProtectedError, Q

from association.base import audit, clock
from association.base.errors import Refused
from standardization.enums import VersionState
from standardization.library import stored
from standardization.library.checking import problems
from standardization.models import (
    DeductionRule,
    Element,
    Item,
    PerformanceRule,
    Standard,
    StandardVersion,
    Threshold,
)
from standardization.rules import Actor, may_import_standards, may_publish_standards

_FORBIDDEN = "您没有权限发布或废止标准。请由安全技术部负责人办理。"


@transaction.atomic
def publish(version: StandardVersion, *, by: Actor, reason: str = "") -> StandardVersion:
    """From then on nobody can change it. The one before ends the day before this one begins.

    ``by=None`` is the portal itself. Raises Refused: not a draft, the full marks don't make the
    total or something else doesn't hold together, or a published one begins on that day or later.
    """
    if by is not None and not may_publish_standards(by):
        raise Refused(_FORBIDDEN)
    locked = _locked(version)
    if locked.state != VersionState.DRAFT:
        raise Refused(f"“{locked}”现在是“{locked.get_state_display()}”，只有草稿可以发布。")
    if faults := problems(stored.edition(locked)):
        one = faults[0]
        raise Refused(
            f"还不能发布，共 {len(faults)} 处问题。第一处在“{one.sheet}”表{one.column}：{one.problem}。"
            "请撤去草稿，改正工作簿后重新导入。"
        )
    ended = _end_former(locked)
    locked.state = VersionState.PUBLISHED
    locked.save(update_fields=["state"])
    said = {"版本": locked.label, "实施": locked.start}
    if ended:
        said["前一版"] = f"{ended.label} 至 {ended.end}"
    if by is not None:
        audit.record(
            locked, "发布标准", by=by, after=said, reason=reason.strip(), about=locked.standard
        )
    version.refresh_from_db()
    return version


def _end_former(version: StandardVersion) -> StandardVersion | None:
    others = version.standard.versions.filter(state=VersionState.PUBLISHED)
    later = others.filter(start__gte=version.start).order_by("start").first()
    if later:
        raise Refused(
            f"实施日期：“{later.label}”从 {later.start} 起实施，这一版须晚于它。"
            "请核对实施日期，或先废止那一版。",
            field="start",
        )
    former = others.filter(Q(end__isnull=True) | Q(end__gte=version.start)).first()
    if former:
        former.end = version.start - timedelta(days=1)
        former.save(update_fields=["end"])
    return former


@transaction.atomic
def abolish(
    version: StandardVersion, *, by: Actor, reason: str, on: date | None = None
) -> StandardVersion:
    """``on`` is the last day on which it holds, today if not given. Cases begun on it keep it.

    Raises Refused: no reason, not published, or a day before it began.
    """
    if not may_publish_standards(by):
        raise Refused(_FORBIDDEN)
    if not reason.strip():
        raise Refused("理由：没有填写，请写明废止的依据。", field="reason")
    locked = _locked(version)
    if locked.state != VersionState.PUBLISHED:
        raise Refused(f"“{locked}”现在是“{locked.get_state_display()}”，只有已发布的可以废止。")
    last = on or clock.today()
    if last >= locked.start:
        locked.end = min(last, locked.end) if locked.end else last
    elif on is not None:
        raise Refused(f"最后有效日：不能早于实施日期 {locked.start}。", field="on")
    locked.state = VersionState.ABOLISHED
    locked.save(update_fields=["state", "end"])
    audit.record(
        locked,
        "废止标准",
        by=by,
        after={"版本": locked.label, "最后有效日": locked.end or "未曾实施"},
        reason=reason.strip(),
        about=locked.standard,
    )
    version.refresh_from_db()
    return version


@transaction.atomic
def discard(version: StandardVersion, *, by: Actor, reason: str = "") -> None:
    """A draft goes with all its rows; the workbook stays with its upload. Raises Refused otherwise."""
    if not may_import_standards(by):
        raise Refused("您没有权限撤去草稿。请由安全技术部办理。")
    locked = _locked(version)
    if locked.state != VersionState.DRAFT:
        raise Refused("只有草稿可以撤去；已发布的请废止。")
    standard = locked.standard
    audit.record(
        locked, "撤去标准草稿", by=by, before={"版本": locked.label}, reason=reason.strip(),
        about=standard,
    )  # fmt: skip
    try:
        for model in (DeductionRule, Item, Element, Threshold, PerformanceRule):
            model._default_manager.filter(version=locked).delete()
        locked.delete()
    except ProtectedError as error:
        raise Refused("已有案件用到这个草稿，不能撤去。") from error


def in_force(standard: Standard, day: date | None = None) -> StandardVersion | None:
    """The version that holds on a day, today if not given: what a new case is pinned to."""
    on = day or clock.today()
    return (
        standard.versions.filter(state=VersionState.PUBLISHED, start__lte=on)
        .filter(Q(end__isnull=True) | Q(end__gte=on))
        .first()
    )


def _locked(version: StandardVersion) -> StandardVersion:
    """With its standard: two versions of one aren't published at the same time."""
    Standard.objects.select_for_update().get(pk=version.standard_id)
    return (
        StandardVersion.objects.select_for_update(of=("self",))
        .select_related("standard")
        .get(pk=version.pk)
    )
