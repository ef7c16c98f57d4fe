"""暂停 and 恢复: a credential that counts for nothing for a while. ``issuing`` ends one for good.

Reasons are public. The app above decides who may and why, in a door of its own that comes here.
"""

from django.db import transaction
from django.db.models import Model

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from association.credentials.issuing import locked
from association.credentials.models import Credential, Standing


def suspend(
    credential: Credential, *, by: User | None, reason: str, about: Model | None = None
) -> Credential:
    """Until ``lift`` it counts for nothing, and everybody who looks it up reads why.

    Raises Refused if it is suspended already, revoked or replaced, or no reason is given.
    """
    return _append(Standing.Step.SUSPENDED, credential, by=by, reason=reason, about=about)


def lift(
    credential: Credential, *, by: User | None, reason: str, about: Model | None = None
) -> Credential:
    """It stands again, as if it had never been suspended; that it was stays on record.

    Raises Refused if it isn't suspended, was revoked or replaced, or no reason is given.
    """
    return _append(Standing.Step.LIFTED, credential, by=by, reason=reason, about=about)


@transaction.atomic
def _append(
    step: Standing.Step,
    credential: Credential,
    *,
    by: User | None,
    reason: str,
    about: Model | None,
) -> Credential:
    reason = reason.strip()
    if not reason:
        raise Refused(f"{step.label}证书须写明原因，查询的人会看到。", field="reason")
    current = locked(credential, step=step.label)
    before = current.state
    suspended = current.suspension_id is not None
    if suspended and step == Standing.Step.SUSPENDED:
        raise Refused(f"{current}已经暂停，不必再暂停。请刷新页面看最新状态。")
    if not suspended and step == Standing.Step.LIFTED:
        raise Refused(f"{current}没有暂停，不必恢复。请刷新页面看最新状态。")
    Standing.objects.create(
        credential=current, step=step, at=clock.now(), by=by, reason=reason[:200]
    )
    current.refresh_from_db(fields=["suspension"])
    audit.record(
        current,
        f"{step.label}{current.title}",
        by=by,
        before={"状态": before.label},
        after={"状态": current.state.label, "编号": current.number},
        reason=reason,
        about=about,
    )
    return current
