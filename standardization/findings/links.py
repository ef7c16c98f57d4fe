"""The signed link by which somebody of the company answers one finding, without an account.

Nothing of it is kept: it says which finding, of which version, and until when, under our signature.
"""

import datetime as dt

from django.core import signing
from django.db import transaction
from django.db.models import F

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from standardization.findings.states import may_check
from standardization.models import Finding
from standardization.rules import acts_for_company

LIFE = dt.timedelta(days=60)
_SIGNER = signing.Signer(salt="standardization.findings.links", sep=".")
_DEAD = "这个链接打不开：可能没有复制完整，或已过期，或已换了新的。请向本单位办理标准化的同事要新的链接。"


def token(finding: Finding) -> str:
    """Of the version in force, good for ``LIFE``. The same all day long."""
    until = clock.today() + LIFE
    return str(_SIGNER.sign(f"{finding.pk}-{finding.link_version}-{until.toordinal()}"))


@transaction.atomic
def new_link(finding: Finding, *, by: User) -> str:
    """The token of another link; all before it are dead. Raises Refused."""
    if not (acts_for_company(by, finding.case.member) or may_check(by, finding)):
        raise Refused("您没有权限发这条不符合项的链接。请由企业用户或安全技术部办理。")
    Finding.objects.filter(pk=finding.pk).update(link_version=F("link_version") + 1)
    finding.refresh_from_db(fields=["link_version"])
    audit.record(finding, "发整改链接", by=by, about=finding.case)
    return token(finding)


def look_up(text: str) -> Finding:
    """Which finding it opens. Raises Refused: the same for every link that opens nothing."""
    try:
        pk, version, until = (int(part) for part in _SIGNER.unsign(text).split("-"))
    except (signing.BadSignature, ValueError) as error:
        raise Refused(_DEAD) from error
    if until < clock.today().toordinal():
        raise Refused(_DEAD)
    found = (
        Finding.objects.filter(pk=pk, link_version=version)
        .select_related("case__member", "key_area", "item")
        .first()
    )
    if found is None:
        raise Refused(_DEAD)
    return found
