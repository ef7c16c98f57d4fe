"""The signed link by which a person opens the own page, without a password.

Nothing of it is kept: it says whose it is, of which version, and until when, under our signature.
Making a new one raises the version, and every older one is dead.
"""

import datetime as dt

from django.core import signing
from django.db import transaction
from django.db.models import F

from association.base import audit, clock
from association.base.errors import Refused
from training.enums import GONE
from training.models import Trainee
from training.people import forgetting
from training.rules import Actor, may_care_for, may_mend_people

LIFE = dt.timedelta(days=90)
_SIGNER = signing.Signer(salt="training.people.links", sep=".")
_DEAD = "这个链接打不开：可能没有复制完整，或已过期，或已换了新的。请向队伍联系人或教育培训部要新的链接。"
_SHARED = "{name}还由别的队伍报过名，链接能看到那边的情况，请由教育培训部发给本人。"


def token(trainee: Trainee) -> str:
    """For a message: of the version in force, good for ``LIFE``. The same all day long."""
    until = clock.today() + LIFE
    return str(_SIGNER.sign(f"{trainee.pk}-{trainee.link_version}-{until.toordinal()}"))


@transaction.atomic
def new_link(trainee: Trainee, *, by: Actor) -> str:
    """The token of another link, to be handed to the person; all before it are dead.

    A team's contact gets it only for who is enrolled by own teams alone. Raises Refused.
    """
    if by is None or not may_care_for(by, trainee):
        raise Refused("您没有权限发这位学员的链接。请由所在队伍的联系人或教育培训部办理。")
    forgetting.check_kept(trainee)
    if not may_mend_people(by) and _elsewhere(trainee, by):
        raise Refused(_SHARED.format(name=trainee.name))
    Trainee.objects.filter(pk=trainee.pk).update(link_version=F("link_version") + 1)
    trainee.refresh_from_db(fields=["link_version"])
    audit.record(trainee, "重发学员链接", by=by)
    return token(trainee)


def look_up(text: str) -> Trainee:
    """Whose link it is. Raises Refused: the same for every link that opens nothing."""
    try:
        pk, version, until = (int(part) for part in _SIGNER.unsign(text).split("-"))
    except (signing.BadSignature, ValueError) as error:
        raise Refused(_DEAD) from error
    if until < clock.today().toordinal():
        raise Refused(_DEAD)
    found = Trainee.objects.filter(pk=pk, link_version=version).first()
    if found is None:
        raise Refused(_DEAD)
    return found


def _elsewhere(trainee: Trainee, by: Actor) -> bool:
    """Enrolled by a team that this contact doesn't act for."""
    teams = trainee.enrolments.exclude(state__in=GONE)
    return teams.exclude(team__contacts__in=by.team_contacts.filter(ended_at=None)).exists()  # type: ignore[union-attr]
