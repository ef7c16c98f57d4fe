"""What a team is told about its seats and its time of collection, in the portal's messages and by mail where there is one."""

from collections.abc import Iterable

from association.base import clock, outbox
from association.base.models import AuditEntry, OutboxRow
from association.base.templatetags.ui import day, stamp
from training.models import Reservation, Slot, Team, TeamContact, TrainingClass

PROMOTED = "training.promoted"
CANCELLED = "training.cancelled"
SLOT_CHANGED = "training.slot-changed"
SLOT_WITHDRAWN = "training.slot-withdrawn"


def promoted(training_class: TrainingClass, reservations: Iterable[Reservation]) -> None:
    """One message a seat: a seat is promoted once."""
    for seat in reservations:
        _tell(
            PROMOTED,
            seat,
            seat.team,
            subject=f"候补成功：{training_class}",
            body=(
                f"{seat.team}在{training_class}的一个候补已转为名额。"
                f"请在{day(training_class.enrol_until)}前报上学员，用不上的请放弃，好让给后面的队伍。"
            ),
        )


def cancelled(training_class: TrainingClass, teams: Iterable[Team], *, reason: str) -> None:
    for team in teams:
        _tell(
            CANCELLED,
            training_class,
            team,
            subject=f"班次取消：{training_class}",
            body=f"{training_class}已取消。原因：{reason}。{team}的名额和报名随之退出。",
        )


def slot_changed(entry: AuditEntry, slot: Slot, teams: Iterable[Team], *, was: str) -> None:
    """One message a change, though the slot may change twice a day: so each is of its record."""
    for team in teams:
        _tell(
            SLOT_CHANGED,
            entry,
            team,
            subject=f"领证时段有改动：{slot.training_class}",
            body=(
                f"{team}选的领证时段（{was}）改为{stamp(slot.starts_at)}，{slot.place}。"
                f"原因：{entry.reason}。来不了的，请在本队的“领证”页改选。"
            ),
            about=slot.training_class,
        )


def slot_withdrawn(entry: AuditEntry, slot: Slot, teams: Iterable[Team]) -> None:
    for team in teams:
        _tell(
            SLOT_WITHDRAWN,
            entry,
            team,
            subject=f"领证时段撤销：{slot.training_class}",
            body=(
                f"{team}选的领证时段（{stamp(slot.starts_at)}，{slot.place}）已撤销。"
                f"原因：{entry.reason}。请在本队的“领证”页另选一个。"
            ),
            about=slot.training_class,
        )


def _tell(
    rule: str,
    obj: Reservation | TrainingClass | AuditEntry,
    team: Team,
    *,
    subject: str,
    body: str,
    about: TrainingClass | None = None,
) -> None:
    contacts = TeamContact.objects.filter(team=team, ended_at__isnull=True).select_related("user")
    for contact in contacts:
        to = [(OutboxRow.Channel.PORTAL, "")]
        if contact.user.email:
            to.append((OutboxRow.Channel.EMAIL, contact.user.email))
        for channel, address in to:
            outbox.enqueue(
                rule=rule, obj=obj, due_on=clock.today(), channel=channel,
                recipient_key=f"team_contact:{contact.pk}", subject=subject, body=body,
                person=contact.user, address=address, about=about,
            )  # fmt: skip
