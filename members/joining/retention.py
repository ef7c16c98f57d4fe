"""What of an application is forgotten when its time is over (docs/privacy.md)."""

from django.db.models import Q

from association.base import audit, files
from association.base.models import StoredFile
from members.models import JoiningApplication

_WHY = "超过保存期限"


def forget_draft(application: JoiningApplication) -> None:
    """A draft that was never handed in goes whole, and its files, unless a later copy uses them."""
    papers = [paper for paper in (application.licence, application.stamped) if paper]
    audit.record(application, "到期清除入会申请草稿", by=None, reason=_WHY)
    application.later.update(earlier=None)
    application.delete()
    for paper in papers:
        _forget(paper)


def forget_contact(application: JoiningApplication) -> None:
    """The application stays as the ground of a decision; whom to call about it doesn't."""
    application.contact_name, application.mobile, application.email = "（已清除）", "", ""
    application.save()
    audit.record(application, "到期清除入会申请的联系人", by=None, reason=_WHY)


def _forget(paper: StoredFile) -> None:
    using = Q(licence=paper) | Q(stamped=paper)
    if not JoiningApplication.objects.filter(using).exists():
        files.erase(paper)
