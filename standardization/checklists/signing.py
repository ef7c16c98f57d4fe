"""Names put to the answers as they stood on the screen of whoever held the phone."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.files.base import File
from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock, files
from association.base.errors import Refused
from standardization.checklists.answering import CONFLICT, KNOWN, NEW, Receipt, locked
from standardization.models import Answer, Checklist, Signature
from standardization.rules import may_run_visit, on_visit

_HEX = set("0123456789abcdef")
_DIGEST = 64


@dataclass(frozen=True, slots=True)
class Signed:
    """``answers_hash`` is what the phone showed when it was signed (``answers_hash`` here)."""

    id: UUID
    name: str
    job: str
    answers_hash: str
    signed_at: datetime


def answers_hash(checklist: Checklist) -> str:
    """SHA-256 of lines ``item:event`` by the item's key: the same on the phone and here."""
    rows = Answer.objects.filter(checklist=checklist).order_by("item_id")
    lines = "\n".join(f"{item}:{event}" for item, event in rows.values_list("item", "event"))
    return hashlib.sha256(lines.encode()).hexdigest()


def stands(signature: Signature) -> bool:
    """Whether the answers are still those that were signed."""
    return signature.answers_hash == answers_hash(signature.checklist)


@transaction.atomic
def sign(checklist: Checklist, signed: Signed, image: "File[bytes]", *, by: User) -> Receipt:
    """Status as of an answer; ``hash`` is that of the picture as it came. A late signature is refused: what it stood for is closed.

    Not a reliable electronic signature: a record of who stood there and agreed.
    """
    image.seek(0)
    mark = hashlib.sha256(image.read()).hexdigest()
    row = locked(checklist)
    if row.visit is None or not (on_visit(by, row.visit) or may_run_visit(by, row.visit)):
        raise Refused("您不在这次现场工作的评审（复核）人员中，不能提交签字。")
    if known := Signature.objects.filter(pk=signed.id).first():
        same = (known.checklist_id, known.by_id, known.answers_hash, known.name) == (
            row.pk, by.pk, signed.answers_hash, signed.name,
        )  # fmt: skip
        text = "" if same else "这个编号下已有另一个签字，没有覆盖。请重新签字。"
        return Receipt(str(known.pk), KNOWN if same else CONFLICT, mark, text=text)
    _check(row, signed)
    signature = Signature.objects.create(
        id=signed.id,
        checklist=row,
        name=signed.name,
        job=signed.job,
        file=files.keep(image, by=by, accept=files.PICTURES, field="image"),
        answers_hash=signed.answers_hash,
        signed_at=signed.signed_at,
        by=by,
    )
    audit.record(
        signature, "检查表签字", by=by,
        after={"签字人": signed.name, "身份": signed.job, "签字时间": f"{clock.now():%Y-%m-%d %H:%M}"},
        about=row.case,
    )  # fmt: skip
    return Receipt(str(signature.pk), NEW, mark)


def _check(row: Checklist, signed: Signed) -> None:
    if row.closed_at is not None:
        raise Refused("检查表已经关闭，不能再签字。")
    if not signed.name or len(signed.name) > 40:
        raise Refused("请填写签字人的姓名（最多 40 字）。", field="name")
    if not signed.job or len(signed.job) > 40:
        raise Refused("请填写签字人的身份，如企业负责人、评审员（最多 40 字）。", field="job")
    if len(signed.answers_hash) != _DIGEST or not set(signed.answers_hash) <= _HEX:
        raise Refused("签字没有带上当时的作答，请刷新检查表后重新签字。", field="answers_hash")
