"""A certificate handed over: signed for by its holder, or by somebody the holder authorised."""

from django.core.files.base import File
from django.db import transaction

from association.base import clock, files, residents
from association.base.errors import Refused
from association.base.models import StoredFile
from training.enrolment.states import ENROLMENTS
from training.enums import EnrolmentState
from training.models import Enrolment, Pickup
from training.rules import Actor, may_hand_out


@transaction.atomic
def collect(
    enrolment: Enrolment,
    *,
    signed_name: str,
    by: Actor,
    signature: "File[bytes] | None" = None,
    paper: "File[bytes] | None" = None,
    proxy_id: str = "",
    authorisation: "File[bytes] | None" = None,
) -> Pickup:
    """Registers one pickup. Raises Refused.

    Whoever signs with another name than the holder's is a proxy: that takes the number of their
    document, of which only the ends are kept, and the holder's written authorisation.
    """
    if not may_hand_out(by):
        raise Refused("您没有权限办理领证。请由教育培训部办理。")
    enrolment = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    if enrolment.state != EnrolmentState.NUMBERED:
        raise Refused(
            f"{enrolment.trainee}现在是“{enrolment.get_state_display()}”，登记证书编号后才能领证，且只领一次。"
        )
    name = signed_name.strip()
    proxy = _proxy(enrolment, name, proxy_id, authorisation)
    if signature is None and paper is None:
        raise Refused("还没有签名。请在屏幕上签，或上传签过字的纸质登记表。", field="signature")
    row = Pickup.objects.create(
        enrolment=enrolment,
        collected_at=clock.now(),
        signed_name=name,
        proxy=proxy,
        proxy_id=residents.masked(residents.plain(proxy_id)) if proxy else "",
        authorisation=_keep(authorisation, by, "authorisation") if proxy else None,
        signature=_keep(signature, by, "signature"),
        paper=_keep(paper, by, "paper"),
        handed_by=by,
    )
    ENROLMENTS.perform(
        enrolment, "collect", by=by, 签收人=name, 方式="代领" if proxy else "本人领取"
    )
    return row


def _proxy(enrolment: Enrolment, name: str, number: str, paper: "File[bytes] | None") -> bool:
    if not name:
        raise Refused("签收人没有填写，请填领证人的姓名。", field="signed_name")
    if name == enrolment.trainee.name:
        return False
    if len(residents.plain(number)) < 6:
        raise Refused(
            f"{name}不是{enrolment.trainee}本人，代领请填代领人的证件号码。", field="proxy_id"
        )
    if paper is None:
        raise Refused(
            f"{name}代{enrolment.trainee}领取，请上传本人签字的委托书。", field="authorisation"
        )
    return True


def _keep(uploaded: "File[bytes] | None", by: Actor, field: str) -> StoredFile | None:
    return files.keep(uploaded, by=by, field=field) if uploaded else None
