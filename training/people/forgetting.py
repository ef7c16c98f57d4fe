"""What identifies a trainee goes when its period is over; what they achieved stays.

The register of certificates, the frozen documents, results and numbers given by an issuing body
say who passed what. That is kept with the archive, as the person agreed, and whoever is shown a
certificate must still find it. They hold the name and at most a masked number.
"""

from django.db import transaction
from django.db.models import Q

from association.base import audit, clock, files
from association.base.errors import Refused
from association.base.models import StoredFile
from training.models import Evidence, Trainee

ERASED = "已清除的学员"


def check_kept(trainee: Trainee) -> None:
    """Raises Refused once it is gone: nothing brings it back."""
    if trainee.erased_at:
        raise Refused(
            f"{trainee}的证件号码和联系方式已于 "
            f"{trainee.erased_at.astimezone(clock.TZ):%Y-%m-%d} 到期清除，不能再办。"
            "本人再来培训的，请重新报名。"
        )


@transaction.atomic
def forget(trainee: Trainee) -> None:
    """Numbers, mail, links, what was told of work and schools, signed consents on paper; the name
    too of who has no result and no certificate. That they agreed, to what and when, stays."""
    person = Trainee.objects.select_for_update().get(pk=trainee.pk)
    person.id_number = person.mobile = person.email = ""
    person.link_version += 1
    person.erased_at = clock.now()
    known = person.enrolments.filter(
        Q(results__isnull=False) | Q(certificates__isnull=False) | Q(national_numbers__isnull=False)
    ).exists()
    if not known:
        person.name = ERASED
    person.save()
    person.enrolments.update(facts={})
    Evidence.objects.filter(enrolment__trainee=person).update(note="")
    for paper in StoredFile.objects.filter(pk__in=person.consents.values("paper")):
        files.erase(paper)
    told = {"保留": "姓名和鉴定、发证记录" if known else "没有"}
    audit.record(person, "到期清除学员资料", by=None, after=told, reason="超过保存期限")
    trainee.refresh_from_db()
