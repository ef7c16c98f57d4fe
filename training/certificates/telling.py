"""Who hears that certificates are ready: each person by mail, with the own link; the team's contacts
in the portal. Told once, when the last file of a run is there, however often this is asked."""

from collections import Counter

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from association.base import clock, outbox
from association.base.models import OutboxRow
from association.credentials.models import PrintRun
from training.models import Team, TeamContact, TrainingCertificate
from training.people import links

PERSON, TEAM = "certificate-person", "certificate-team"
Channel = OutboxRow.Channel


def tell_ready() -> int:
    """Of all finished runs; how many certificates were told of."""
    waiting = TrainingCertificate.objects.filter(told_at=None, in_force=True)
    runs = PrintRun.objects.filter(
        finished_at__isnull=False, printings__credential__training_certificate__in=waiting
    )
    return sum(_tell(run) for run in runs.distinct())


@transaction.atomic
def _tell(run: PrintRun) -> int:
    """Whoever comes second finds the rows told, or waits for who is at them."""
    rows = list(
        TrainingCertificate.objects.select_for_update(of=("self",))
        .filter(told_at=None, in_force=True, credential__printing__run=run)
        .select_related("credential", "enrolment__trainee", "enrolment__team")
        .order_by("pk")
    )
    for row in rows:
        _person(row)
    for team, count in Counter(row.enrolment.team for row in rows).items():
        _contacts(run, team, count)
    TrainingCertificate.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=clock.now())
    return len(rows)


def _person(row: TrainingCertificate) -> None:
    trainee = row.enrolment.trainee
    key, day = f"trainee:{trainee.pk}", clock.today()
    if not trainee.email:
        outbox.skip(
            rule=PERSON,
            obj=row,
            due_on=day,
            channel=Channel.EMAIL,
            recipient_key=key,
            reason="没有登记邮箱，由队伍联系人转告",
            about=row.enrolment,
        )
        return
    page = settings.PUBLIC_URL.rstrip("/") + reverse("training:me", args=[links.token(trainee)])
    outbox.enqueue(
        rule=PERSON,
        obj=row,
        due_on=day,
        channel=Channel.EMAIL,
        recipient_key=key,
        address=trainee.email,
        subject=f"{row.credential.title}已签发",
        body=f"{trainee.name}，您好：\n\n您的{row.credential.title}已签发，编号 {row.credential.number}。"
        f"请打开下面的链接下载，不用登录：\n\n{page}\n\n链接是您本人的，请不要转发。\n\n"
        f"{settings.ASSOCIATION_NAME}",
        about=row.enrolment,
    )


def _contacts(run: PrintRun, team: Team, count: int) -> None:
    contacts = TeamContact.objects.filter(team=team, ended_at__isnull=True).select_related("user")
    for contact in contacts:
        outbox.enqueue(
            rule=TEAM,
            obj=run,
            due_on=clock.today(),
            channel=Channel.PORTAL,
            recipient_key=f"contact:{contact.pk}",
            person=contact.user,
            subject=f"{team}：{count} 份培训合格证书已签发",
            body=f"{team}有 {count} 人的培训合格证书已签发，本人可用各自的链接下载。"
            "还没有邮箱的，请在“名单”页给他们发链接。",
        )
