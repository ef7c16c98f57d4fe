"""Documents as an app would issue them, of a kind that no app has."""

from datetime import date
from typing import Any

from association.base import clock
from association.credentials import issuing
from association.credentials.kinds import Kind
from association.credentials.models import Credential

TRAINED = Kind(
    code="trained",
    prefix="PX",
    title="培训合格证书",
    labels=(("position", "方向"),),
    personal=True,
)
BELONGS = Kind(code="belongs", prefix="CS", title="会员证书", labels=(("position", "职务"),))
FACTS = {"position": "陆地搜索", "credit_code": "不公开的代码", "member_number": "JS-1"}
TEMPLATE = "members/pdf/certificate.html"


def issued(subject: str = "周宁宁", *, kind: Kind = TRAINED, **fields: Any) -> Credential:
    today = clock.today()
    return issuing.issue(
        **{
            "kind": kind,
            "facts": FACTS,
            "template": TEMPLATE,
            "subject": subject,
            "by": None,
            "valid_from": today,
            "valid_to": date(today.year + 3, 1, 31),
            **fields,
        }
    )


def replaced(credential: Credential, **fields: Any) -> Credential:
    return issuing.replace(
        credential,
        **{
            "kind": TRAINED,
            "facts": FACTS,
            "subject": credential.subject,
            "by": None,
            "reason": "姓名用字有误",
            "valid_from": clock.today(),
            "valid_to": credential.valid_to,
            **fields,
        },
    )


def content(credential: Credential) -> bytes:
    with credential.file.content.open("rb") as file:
        read: bytes = file.read()
    return read
