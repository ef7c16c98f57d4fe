"""A draft version from an edition: the one door, whether a workbook or a file of ours came through."""

from django.db import transaction

from association.base import audit
from association.base.errors import Refused
from association.base.models import StoredFile
from standardization.enums import VersionState
from standardization.library import stored
from standardization.library.checking import problems
from standardization.library.edition import Edition
from standardization.models import Standard, StandardVersion
from standardization.rules import Actor, may_import_standards

FORBIDDEN = "您没有权限导入标准。请由安全技术部办理。"


@transaction.atomic
def enter(edition: Edition, *, by: Actor, file: StoredFile | None = None) -> StandardVersion:
    """``by=None`` is the portal itself, which brings what an empty one knows. A standard that isn't
    registered yet is registered with it. Raises Refused: it doesn't hold together, says the same as
    another version, or the label is taken."""
    if by is not None and not may_import_standards(by):
        raise Refused(FORBIDDEN)
    if faults := problems(edition):
        one = faults[0]
        raise Refused(f"“{one.sheet}”表{one.column}：{one.problem}。共 {len(faults)} 处问题。")
    standard = _standard(edition)
    if same := equal(edition):
        raise Refused(f"内容与“{same}”完全相同，不再导入。")
    _free_label(edition, standard)
    version = stored.write(edition, standard, by=by, file=file)
    if by is not None:  # what an empty portal knows is nobody's act
        said = {"版本": version.label, "项目": len(edition.items), "总分": edition.total}
        audit.record(version, "导入标准草稿", by=by, after=said, about=standard)
    return version


def equal(edition: Edition) -> StandardVersion | None:
    """A version of this standard that says the very same, whatever its label."""
    found = StandardVersion.objects.filter(
        standard__code=edition.head.code, fingerprint=edition.fingerprint
    )
    return found.select_related("standard").first()


def former(edition: Edition) -> StandardVersion | None:
    """The version that this one would follow: the last one published that begins before it."""
    found = StandardVersion.objects.filter(
        standard__code=edition.head.code, start__lt=edition.head.start
    )
    return found.exclude(state=VersionState.DRAFT).order_by("-start", "-pk").first()


def _standard(edition: Edition) -> Standard:
    """Locked: of two people who import the same, the second finds what the first has written."""
    head = edition.head
    named = {"title": head.title, "family": head.family}
    more = {"issuer": head.issuer, "industry": head.industry}
    Standard.objects.get_or_create(code=head.code, defaults=named | more)
    return Standard.objects.select_for_update().get(code=head.code)


def _free_label(edition: Edition, standard: Standard) -> None:
    taken = standard.versions.filter(label=edition.head.label).first()
    if taken is None:
        return
    mend = "请先在标准页撤去它" if taken.state == VersionState.DRAFT else "请换一个版本号"
    raise Refused(
        f"版本：这项标准已有“{taken.label}”（{taken.get_state_display()}），{mend}，再导入。",
        field="label",
    )
